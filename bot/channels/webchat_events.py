"""Serve one client's event stream from its last event to the end of the conversation."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

from bot.channels.webchat_problems import is_away
from bot.channels.webchat_streams import Streams, Watcher, frame
from helpline.conversations.outbox import Entry
from helpline.logs import Log

log = Log("bot.webchat")
COMMENT = ": still here\n\n"
_PAGE = 100
_COMMENT_SECONDS = 15.0

Send = Callable[[str], Awaitable[None]]


class EventStream:
    """One stream; it ends with the conversation, the token, or the server."""

    def __init__(self, streams: Streams, conversation_id: str, *, after: int, until: float) -> None:
        """`until` is the token's end in seconds since the epoch."""
        self._streams = streams
        self._conversation_id = conversation_id
        self._after = after
        self._until = until
        self._ended = False

    async def run(self, watcher: Watcher, send: Send) -> None:
        """Send what there is, then what comes; a database that is away is waited for."""
        while not (self._ended or watcher.closing or time.time() >= self._until):
            watcher.woken.clear()
            complete = await self._send_new(send)
            await self._send_typing(watcher, send)
            if not self._ended:
                # After an outage not all streams at once.
                await self._wait(watcher, send, _COMMENT_SECONDS if complete else random.uniform(0.5, 1.5))

    async def _send_new(self, send: Send) -> bool:
        """Whether everything there is was sent."""
        while True:
            entries = await self._read()
            for entry in entries or ():
                await send(frame(entry.kind, entry.data, number=entry.seq))
                self._after = entry.seq
                self._ended = self._ended or entry.kind == "ended"
            if entries is None or len(entries) < _PAGE:
                return entries is not None

    async def _read(self) -> list[Entry] | None:
        try:
            return await self._streams.read(self._conversation_id, self._after, limit=_PAGE)
        except Exception as exc:
            if not is_away(exc):
                raise
            log.warning("stream_waits", error=type(exc).__name__)
            return None

    async def _send_typing(self, watcher: Watcher, send: Send) -> None:
        while watcher.typing:
            typing = watcher.typing.pop(0)
            await send(frame("typing", {"on": typing.on, "from": typing.sender}))

    async def _wait(self, watcher: Watcher, send: Send, seconds: float) -> None:
        try:
            await asyncio.wait_for(watcher.woken.wait(), min(seconds, max(0.0, self._until - time.time())))
        except asyncio.TimeoutError:
            await send(COMMENT)
