"""Keep what runs in a file others can read, and let only one supervisor run in a folder."""

from __future__ import annotations

import fcntl
import json
import os
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from helpline.errors import HelplineError


class AlreadyRunning(HelplineError):
    """Another supervisor runs in this folder."""


@dataclass
class Entry:
    """What is known of one process."""

    state: str = "starting"  # starting | ready | restarting | stopped
    pid: int | None = None
    port: int | None = None
    ready: str = ""
    log: str = ""
    restarts: int = 0


@dataclass
class Run:
    """What is known of one run."""

    pid: int
    address: str = ""
    started_at: float = field(default_factory=time.time)
    processes: dict[str, Entry] = field(default_factory=dict)


class RunFile:
    """`<state_dir>/run.json`, written whole at each change; the lock beside it dies with its supervisor."""

    def __init__(self, state_dir: Path) -> None:
        self._path = state_dir / "run.json"
        self._lock_path = state_dir / "run.lock"
        self._lock: IO[str] | None = None
        self.run = Run(pid=os.getpid())

    def claim(self) -> None:
        """Become the only supervisor of this folder.

        Raises:
            AlreadyRunning: another one is; the message says where and how to stop it.
        """
        self._lock_path.parent.mkdir(parents=True, exist_ok=True)
        lock = self._lock_path.open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            lock.close()
            raise AlreadyRunning(_already(self.read())) from exc
        self._lock = lock
        self.write()

    def write(self) -> None:
        """Write the present state; a reader sees the old file or the new one, never a part."""
        draft = self._path.with_suffix(".new")
        draft.write_text(json.dumps(asdict(self.run), indent=1) + "\n", "utf-8")
        draft.replace(self._path)

    def release(self) -> None:
        """Say that nothing runs any more."""
        self._path.unlink(missing_ok=True)
        if self._lock:
            self._lock.close()

    def read(self) -> Run | None:
        """What the file says, whoever wrote it; None without one."""
        try:
            data = json.loads(self._path.read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            return None
        data["processes"] = {name: Entry(**entry) for name, entry in data["processes"].items()}
        return Run(**data)

    def is_running(self) -> bool:
        """Whether a supervisor is alive in this folder."""
        if not self._lock_path.exists():
            return False
        with self._lock_path.open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False


def _already(other: Run | None) -> str:
    if other is None:
        return "Helpline already runs in this folder."
    where = f" at {other.address}" if other.address else ""
    return f"Helpline already runs in this folder{where} (process {other.pid}). Stop it with `kill {other.pid}`."
