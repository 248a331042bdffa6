"""Bring each waiting message to a turn: woken by NOTIFY, with a sweep behind it for what a crash left over.

The dispatcher has a thread and an event loop of its own, so that understanding a message does not delay
acknowledgements and streams.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading

from bot.action_endpoint import close_sessions
from bot.turns import Turns
from bot.typing_notice import typing_notice
from helpline import jobs
from helpline.conversations import inbox, turns
from helpline.db import async_engine, dispose_async_engines
from helpline.logs import Log
from helpline.notify import Listener
from helpline.settings import settings

log = Log("bot.dispatcher")
_SWITCH_SECONDS = 0.0005  # how long one thread may keep the interpreter: acknowledgements wait for nothing longer
_DRAIN_SECONDS = 15.0
_PAUSE_AFTER_FAILURE = 0.3


class Dispatcher:
    """Works the inbox until it is stopped."""

    def __init__(self, work: Turns) -> None:
        self._work = work
        self._thread = threading.Thread(target=self._run, name="dispatcher", daemon=True)
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._places: asyncio.Semaphore | None = None
        self._again: dict[str, bool] = {}  # conversations being worked on; True: look once more afterwards

    def start(self) -> None:
        """Begin to work in the background; returns once the thread runs."""
        sys.setswitchinterval(_SWITCH_SECONDS)
        self._thread.start()
        self._ready.wait(timeout=10)

    def stop(self) -> None:
        """Take no further message, let running turns end, and return when they have."""
        if self._loop and self._stopping:
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(timeout=_DRAIN_SECONDS + 1)

    @property
    def alive(self) -> bool:
        """Whether messages are being worked on."""
        return self._thread.is_alive()

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        except BaseException:
            log.exception("dispatcher_died")
            os.kill(os.getpid(), signal.SIGTERM)  # an assistant that works nothing must end, so that it is started anew

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        self._places = asyncio.Semaphore(settings().turns_at_once)
        self._ready.set()
        background = self._loop.create_task(jobs.run_forever(self._stopping))
        async with Listener([inbox.CHANNEL], self._heard):
            while not self._stopping.is_set():
                await self._sweep()
                await _wait(self._stopping, settings().sweep_seconds)
        await self._drain(background)

    async def _drain(self, background: asyncio.Task[None]) -> None:
        for _ in range(int(_DRAIN_SECONDS / 0.02)):
            if not self._again:
                break
            await asyncio.sleep(0.02)
        background.cancel()
        await asyncio.gather(background, return_exceptions=True)
        await close_sessions()
        await dispose_async_engines()

    def _heard(self, _channel: str, conversation_id: str) -> None:
        if conversation_id:
            self._look(conversation_id, recovering=False)

    async def _sweep(self) -> None:
        try:
            for conversation_id in await turns.waiting():
                self._look(conversation_id, recovering=True)
        except Exception as exc:  # noqa: BLE001 - the database may be away for any reason; the next sweep looks again
            log.warning("sweep_failed", error=type(exc).__name__)

    def _look(self, conversation_id: str, *, recovering: bool) -> None:
        if self._stopping is None or self._stopping.is_set() or self._loop is None:
            return
        if conversation_id in self._again:
            self._again[conversation_id] = self._again[conversation_id] or not recovering
            return
        self._again[conversation_id] = False
        self._loop.create_task(self._work_off(conversation_id, recovering=recovering))

    async def _work_off(self, conversation_id: str, *, recovering: bool) -> None:
        assert self._places is not None and self._stopping is not None
        try:
            async with self._places:
                while await self._one(conversation_id, recovering=recovering) or self._again[conversation_id]:
                    recovering = False
                    if self._stopping.is_set():
                        break
        except Exception:  # noqa: BLE001 - logged where it happened; the sweep finds the message again
            await asyncio.sleep(_PAUSE_AFTER_FAILURE)
        finally:
            self._again.pop(conversation_id, None)

    async def _one(self, conversation_id: str, *, recovering: bool) -> bool:
        self._again[conversation_id] = False
        async with typing_notice(conversation_id, async_engine("attempts")):
            return await self._work.run_next(conversation_id, recovering=recovering)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except asyncio.TimeoutError:
        return
