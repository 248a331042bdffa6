"""Bring one installation up in order, keep it up, and take it down in the opposite order."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence
from pathlib import Path

from helpline.settings import Settings
from helpline.supervisor.errands import errand
from helpline.supervisor.keeper import Keeper
from helpline.supervisor.log_files import LogFiles
from helpline.supervisor.models import named_model, own_model
from helpline.supervisor.ports import check_ports
from helpline.supervisor.processes import Process, applications, postgres
from helpline.supervisor.run_file import RunFile
from helpline.supervisor.screen import Screen

# Both work with the demo seed (shop/demo_seed.json holds Ann Lee and her orders).
_TRY = (
    "Two things to try there:",
    '  1. Sign in as Ann Lee and write "where\'s my last order", then "cancel it pls".',
    '  2. As a guest write "track my order A-1001"; it asks for a proof, for example the postcode 80279.',
)
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervisor:
    """All processes of one installation, until a signal or a failed start."""

    def __init__(self, settings: Settings, screen: Screen) -> None:
        self._settings = settings
        self._screen = screen
        self._logs = LogFiles(settings.logs_dir)
        self._run_file = RunFile(settings.state_dir)
        self._keepers: list[Keeper] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def run(self) -> None:
        """Run everything until Ctrl-C or SIGTERM; whatever happens, nothing is left running.

        Raises:
            HelplineError: why it could not start.
        """
        self._run_file.claim()
        stop = self._on_signals()
        try:
            work = asyncio.create_task(self._work())
            stopped = asyncio.create_task(stop.wait())
            done, _ = await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            work.cancel()
            self._screen.say("Stopping …")
            await asyncio.gather(work, return_exceptions=True)
        finally:
            await self._take_down()
            self._run_file.release()
        self._screen.say("Stopped.")

    async def _work(self) -> None:
        self._logs.rotate()
        plan = applications(self._settings, Path())
        await check_ports(self._settings.host, plan)
        named = named_model()
        await self._database()
        model = named or await own_model(logs=self._logs, screen=self._screen)
        await self._up(applications(self._settings, model))
        self._greet()
        await asyncio.gather(self._logs.rotate_for_ever(), *self._tasks)

    async def _database(self) -> None:
        if not self._settings.database_url:
            await self._up([postgres(self._settings.state_dir)])
        async with self._screen.during("database", "migrating", done="up to date"):
            await errand("db", "migrate", logs=self._logs)
        if not self._settings.shop_url and self._settings.environment != "production":
            async with self._screen.during("shop data", "filling the demo shop", done="there"):
                await errand("shop", "seed", "--demo", "--if-empty", logs=self._logs)

    async def _up(self, processes: Sequence[Process]) -> None:
        keepers = [self._keeper(process) for process in processes]
        self._keepers += keepers
        starts = [asyncio.create_task(keeper.start()) for keeper in keepers]
        try:
            await asyncio.gather(*starts)
        finally:
            for start in starts:
                start.cancel()
        self._tasks += [asyncio.create_task(keeper.keep()) for keeper in keepers]

    def _keeper(self, process: Process) -> Keeper:
        keeper = Keeper(process, logs=self._logs, screen=self._screen, changed=self._run_file.write)
        self._run_file.run.processes[process.name] = keeper.entry
        return keeper

    async def _take_down(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for keeper in reversed(self._keepers):
            await keeper.stop()

    def _on_signals(self) -> asyncio.Event:
        stop = asyncio.Event()

        def on_signal() -> None:
            if stop.is_set():  # a second Ctrl-C: no more patience
                for keeper in self._keepers:
                    keeper.kill()
            stop.set()

        for number in _STOP_SIGNALS:
            if number is signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
                continue  # started by `nohup`: meant to outlive its terminal
            asyncio.get_running_loop().add_signal_handler(number, on_signal)
        return stop

    def _greet(self) -> None:
        address = self._settings.address("page")
        self._run_file.run.address = address
        self._run_file.write()
        for line in ("", f"Helpline is ready: {address}", *_TRY, ""):
            self._screen.say(line)
        self._screen.say("Ctrl-C stops everything; `helpline status` in another terminal says how it is.")
