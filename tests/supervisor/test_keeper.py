"""One process' life: started, seen ready, started again, stopped with its children."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from helpline.lifeline import lifeline
from helpline.supervisor.keeper import Keeper, StartFailed
from helpline.supervisor.log_files import LogFiles
from helpline.supervisor.processes import Process
from helpline.supervisor.screen import Screen
from tests.support.assistant import free_port

_SERVER = """
import http.server, subprocess, sys
if sys.argv[2:]:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    open(sys.argv[2], "w").write(str(child.pid))
http.server.test(http.server.SimpleHTTPRequestHandler, port=int(sys.argv[1]), bind="127.0.0.1")
"""


@pytest.fixture
def logs(tmp_path: Path) -> LogFiles:
    """A folder for the logs of the processes under test."""
    return LogFiles(tmp_path / "logs")


async def test_a_killed_process_is_started_again(logs: LogFiles) -> None:
    """After kill -9 there is a new process that answers, and the restart is counted."""
    async with _kept(_server(), logs) as keeper:
        old = keeper.entry.pid
        assert old
        os.kill(old, signal.SIGKILL)
        await _until(lambda: keeper.entry.state == "ready" and keeper.entry.pid != old)
        assert keeper.entry.restarts == 1


async def test_a_stop_leaves_no_child_of_a_child(logs: LogFiles, tmp_path: Path) -> None:
    """What a process started itself is ended with it."""
    note = tmp_path / "grandchild"
    async with _kept(_server(str(note)), logs):
        grandchild = int(note.read_text("utf-8"))
        assert psutil.pid_exists(grandchild)
    await _until(lambda: not _alive(grandchild))


async def test_a_process_that_ignores_the_stop_signal_is_killed(logs: LogFiles) -> None:
    """A process that hangs cannot keep us from stopping."""
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True)\n"
    process = Process(
        "stubborn",
        command=lambda: [sys.executable, "-c", f"{stubborn}time.sleep(600)"],
        prepare=lambda: {"preexec_fn": lifeline()},
        answers=lambda: logs.last_words("stubborn") == "up",
        grace=0.5,
    )
    async with _kept(process, logs) as keeper:
        pid = keeper.entry.pid
    assert pid and not _alive(pid)


async def test_a_process_that_ends_while_starting_says_why(logs: LogFiles) -> None:
    """The message names the process, its last words and its log."""
    process = Process(
        "shop",
        command=lambda: [sys.executable, "-c", "raise SystemExit('no teapot')"],
        prepare=dict,
        ready="http://127.0.0.1:1/",
    )
    keeper = Keeper(process, logs=logs, screen=Screen(), changed=lambda: None)
    with pytest.raises(StartFailed, match=r"The process `shop` ended with code 1: no teapot \(log: .*shop.log\)"):
        await keeper.start()


async def test_a_process_that_is_never_ready_is_given_up(logs: LogFiles) -> None:
    """A start has an end, and leaves nothing running."""
    process = Process(
        "shop",
        command=lambda: [sys.executable, "-c", "import time; time.sleep(600)"],
        prepare=dict,
        ready="http://127.0.0.1:1/",
        patience=0.5,
    )
    keeper = Keeper(process, logs=logs, screen=Screen(), changed=lambda: None)
    with pytest.raises(StartFailed, match="was not ready after"):
        await keeper.start()
    assert keeper.entry.pid and not _alive(keeper.entry.pid)


def test_a_large_log_is_cut_and_kept_once(logs: LogFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log that grew too large starts anew; what it held is in the file beside it."""
    monkeypatch.setattr("helpline.supervisor.log_files._LARGEST", 10)
    logs.path("shop").write_text("a line that is too long\n", "utf-8")
    logs.rotate()
    assert logs.path("shop").read_text("utf-8") == ""
    assert (logs.folder / "shop.log.1").read_text("utf-8") == "a line that is too long\n"


def _server(*arguments: str) -> Process:
    port = free_port()
    return Process(
        "server",
        command=lambda: [sys.executable, "-c", _SERVER, str(port), *arguments],
        prepare=lambda: {"preexec_fn": lifeline()},
        port=port,
        ready=f"http://127.0.0.1:{port}/",
    )


@asynccontextmanager
async def _kept(process: Process, logs: LogFiles) -> AsyncIterator[Keeper]:
    keeper = Keeper(process, logs=logs, screen=Screen(), changed=lambda: None)
    await keeper.start()
    keeping = asyncio.create_task(keeper.keep())
    try:
        yield keeper
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        await keeper.stop()


async def _until(fits: Callable[[], bool]) -> None:
    deadline = asyncio.get_running_loop().time() + 15
    while not fits():
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.05)


def _alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
