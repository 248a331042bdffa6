"""The embedded Postgres: starts, restarts, and never outlives its owner."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import psycopg2
import pytest

from helpline.postgres import EmbeddedPostgres, socket_folder

_OWNER = """
import sys, time
from pathlib import Path
from helpline.postgres import EmbeddedPostgres
EmbeddedPostgres(Path(sys.argv[1]), durable=False).start()
print("ready", flush=True)
time.sleep(600)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A state folder with a path short enough for a socket."""
    with TemporaryDirectory(prefix="hl-", dir="/tmp") as path:
        yield Path(path)


def test_rows_survive_a_restart(folder: Path) -> None:
    """What was committed before a restart is there after it."""
    server = EmbeddedPostgres(folder, durable=False)
    server.start()
    try:
        _execute(server, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('still here')")
        server.restart()
        assert _execute(server, "SELECT word FROM kept") == [("still here",)]
    finally:
        server.stop()
    assert not server.is_ready()


def test_it_listens_on_no_tcp_port(folder: Path) -> None:
    """The server can be reached through its socket only."""
    server = EmbeddedPostgres(folder, durable=False)
    server.start()
    try:
        assert _execute(server, "SHOW listen_addresses") == [("",)]
        assert _execute(server, "SHOW tcp_keepalives_idle") is not None
    finally:
        server.stop()


def test_kill_9_of_the_owner_ends_the_server(folder: Path) -> None:
    """A server whose owner was killed stops by itself, and the next start finds every row."""
    owner = subprocess.Popen([sys.executable, "-c", _OWNER, str(folder)], stdout=subprocess.PIPE)
    assert owner.stdout is not None and owner.stdout.readline() == b"ready\n"
    pid = _server_pid(folder)
    _execute(EmbeddedPostgres(folder), "CREATE TABLE kept (word text)")
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    _gone(pid)
    server = EmbeddedPostgres(folder, durable=False)
    server.start()
    try:
        assert _execute(server, "SELECT count(*) FROM kept") == [(0,)]
    finally:
        server.stop()


def test_a_leftover_server_is_taken_over(folder: Path) -> None:
    """A server that still runs from before is stopped and started as our own."""
    first, second = EmbeddedPostgres(folder, durable=False), EmbeddedPostgres(folder, durable=False)
    first.start()
    old = _server_pid(folder)
    second.start()
    try:
        assert _server_pid(folder) != old
        first.stop()
        assert second.is_ready()
    finally:
        second.stop()


def test_a_pid_file_of_a_program_that_is_not_postgres_does_not_stop_it(folder: Path) -> None:
    """After a reboot the number in a stale pid file may belong to any program: here, to this test."""
    server = EmbeddedPostgres(folder, durable=False)
    server.start()
    server.stop()
    (server.folder / "postmaster.pid").write_text(f"{os.getpid()}\n{server.folder}\n", "utf-8")
    server.start()
    server.stop()


def test_a_long_path_gets_a_short_socket(folder: Path) -> None:
    """A clone deep in somebody's home works, though a socket's path may have 107 characters only."""
    deep = folder / ("long name " * 8) / ("x" * 60)
    server = EmbeddedPostgres(deep, durable=False)
    assert len(str(socket_folder(deep))) < 60
    server.start()
    try:
        assert _execute(server, "SELECT 1") == [(1,)]
    finally:
        server.stop()


def _execute(server: EmbeddedPostgres, statement: str) -> list[tuple[object, ...]] | None:
    connection = psycopg2.connect(host=str(server.socket), user="postgres", dbname="postgres")
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()


def _server_pid(folder: Path) -> int:
    return int((folder / "postgres" / "postmaster.pid").read_text("utf-8").split()[0])


def _gone(pid: int) -> None:
    deadline = time.monotonic() + 10
    while psutil.pid_exists(pid):
        assert time.monotonic() < deadline, "the server outlived its owner"
        time.sleep(0.05)
