"""Keep one process running: start it, wait until it is ready, start it again whenever it dies, stop it at the end."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from asyncio.subprocess import DEVNULL, create_subprocess_exec
from asyncio.subprocess import Process as Child
from collections.abc import Callable
from contextlib import suppress

from helpline.errors import HelplineError
from helpline.supervisor.environment import child_environment
from helpline.supervisor.log_files import LogFiles
from helpline.supervisor.processes import Process
from helpline.supervisor.readiness import is_ready
from helpline.supervisor.run_file import Entry
from helpline.supervisor.screen import Screen

_PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0)
_LIVED_LONG = 30.0
_LOOK_EVERY = 0.1


class StartFailed(HelplineError):
    """A process did not become ready; the message says which, and what its log says last."""


class Keeper:
    """The life of one process."""

    def __init__(self, process: Process, *, logs: LogFiles, screen: Screen, changed: Callable[[], None]) -> None:
        self.process = process
        self.entry = Entry(port=process.port, ready=process.ready, log=str(logs.path(process.name)))
        self._logs = logs
        self._screen = screen
        self._changed = changed
        self._child: Child | None = None

    async def start(self) -> None:
        """Start the process and wait until it is ready.

        Raises:
            StartFailed: it ended, or was not ready in time.
        """
        begun = time.monotonic()
        await self._spawn()
        await self._until_ready(begun)
        self._enter("ready")
        self._screen.step(self.process.name, "ready", seconds=time.monotonic() - begun)

    async def keep(self) -> None:
        """Start the process again each time it ends, with growing pauses."""
        failures = 0
        while True:
            begun = time.monotonic()
            code = await self._wait()
            failures = 0 if time.monotonic() - begun > _LIVED_LONG else failures
            pause = _PAUSES[min(failures, len(_PAUSES) - 1)]
            failures += 1
            self.entry.restarts += 1
            self._enter("restarting")
            self._screen.step(self.process.name, f"{_ended(code)}; starting it again")
            await asyncio.sleep(pause)
            with suppress(HelplineError):  # its log says why; the next round starts it again
                await self.start()

    async def stop(self) -> None:
        """Ask the process to stop, wait a while, then kill whatever is left of it and its children."""
        child = self._child
        if child is None:
            return
        if child.returncode is None:
            _signal(child.pid, self.process.stop_signal)
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(child.wait(), self.process.grace)
        await self._kill_group()
        self._enter("stopped")

    def kill(self) -> None:
        """End the process and its children at once."""
        if self._child:
            _signal_group(self._child.pid)

    async def _spawn(self) -> None:
        options = await asyncio.to_thread(self.process.prepare)
        with self._logs.path(self.process.name).open("ab") as log:
            self._child = await create_subprocess_exec(
                *self.process.command(),
                stdin=DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches us only, and we stop them in order
                env=child_environment(self.process.env),
                **options,
            )
        self.entry.pid = self._child.pid
        self._enter("starting")

    async def _until_ready(self, begun: float) -> None:
        assert self._child is not None
        while not await is_ready(self.process):
            if self._child.returncode is not None:
                raise StartFailed(self._why(_ended(self._child.returncode)))
            if time.monotonic() - begun > self.process.patience:
                await self._kill_group()
                raise StartFailed(self._why(f"was not ready after {self.process.patience:.0f} s"))
            await asyncio.sleep(_LOOK_EVERY)

    async def _wait(self) -> int:
        assert self._child is not None
        code = await self._child.wait()
        await self._kill_group()  # children of a killed process would keep its port
        return code

    async def _kill_group(self) -> None:
        assert self._child is not None
        _signal_group(self._child.pid)
        await self._child.wait()

    def _why(self, what: str) -> str:
        last = self._logs.last_words(self.process.name)
        return f"The process `{self.process.name}` {what}: {last[:300]} (log: {self._logs.path(self.process.name)})"

    def _enter(self, state: str) -> None:
        self.entry.state = state
        self._changed()


def _ended(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _signal_group(pid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
