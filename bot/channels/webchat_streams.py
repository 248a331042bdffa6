"""Stream a conversation's events to every client that listens, and miss none."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from bot.channels.webchat_problems import Refusal, Refused
from helpline.conversations import outbox, presence
from helpline.conversations.outbox import Entry
from helpline.conversations.presence import Typing
from helpline.notify import Listener

_MOST_PER_CONVERSATION = 20
_READS_AT_ONCE = 4  # of the pool's five connections: a flood of streams leaves room for messages coming in
_STOP_SECONDS = 3.0


@dataclass(eq=False)
class Watcher:
    """One open stream: something to wait for, and what cannot be read from the outbox."""

    woken: asyncio.Event = field(default_factory=asyncio.Event)
    typing: list[Typing] = field(default_factory=list)
    closing: bool = False

    def wake(self) -> None:
        self.woken.set()


class Streams:
    """All open streams of this process, behind one listening connection."""

    def __init__(self) -> None:
        self._watchers: dict[str, set[Watcher]] = {}
        self._listener = Listener((outbox.CHANNEL, presence.CHANNEL), self._heard)
        self._reads = asyncio.Semaphore(_READS_AT_ONCE)
        self._idle = asyncio.Event()
        self._idle.set()
        self._stopping = False

    async def start(self) -> None:
        await self._listener.__aenter__()

    async def stop(self) -> None:
        """End every stream cleanly, so that clients come back at once and the server need not wait for them."""
        self._stopping = True
        for watcher in self._all():
            watcher.closing = True
            watcher.wake()
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._idle.wait(), _STOP_SECONDS)
        await self._listener.__aexit__()

    @contextmanager
    def watch(self, conversation_id: str) -> Iterator[Watcher]:
        """Be woken for one conversation until the block ends, whichever way it ends.

        Raises:
            Refused: the server is about to stop, or there are too many streams of this conversation.
        """
        if self._stopping:
            raise Refused(Refusal.UNAVAILABLE, retry_after=1)
        watchers = self._watchers.setdefault(conversation_id, set())
        if len(watchers) >= _MOST_PER_CONVERSATION:
            raise Refused(Refusal.TOO_MANY, retry_after=5)
        watcher = Watcher()
        watchers.add(watcher)
        self._idle.clear()
        try:
            yield watcher
        finally:
            watchers.discard(watcher)
            if not watchers:
                self._watchers.pop(conversation_id, None)
            if not self._watchers:
                self._idle.set()

    async def read(self, conversation_id: str, after: int, *, limit: int) -> list[Entry]:
        """The next events, noted as delivered before they are sent.

        Noted first, because a client may answer within the millisecond, and a typed yes counts only after its
        question was delivered.
        """
        async with self._reads:
            entries = await outbox.after(conversation_id, after, limit=limit)
            ours = [entry.seq for entry in entries if entry.sender != "customer"]
            if ours:
                await outbox.mark_delivered(conversation_id, ours)
        return entries

    def _heard(self, channel: str, payload: str) -> None:
        if not payload:  # the connection is new: anything may have happened
            for watcher in self._all():
                watcher.wake()
        elif channel == outbox.CHANNEL:
            for watcher in self._watchers.get(payload, ()):
                watcher.wake()
        else:
            self._heard_typing(presence.from_payload(payload))

    def _heard_typing(self, typing: Typing | None) -> None:
        if typing is None or typing.sender == "customer":
            return
        for watcher in self._watchers.get(typing.conversation_id, ()):
            watcher.typing.append(typing)
            watcher.wake()

    def _all(self) -> list[Watcher]:
        return [watcher for watchers in self._watchers.values() for watcher in watchers]


def frame(event: str, data: dict[str, Any], *, number: int | None = None) -> str:
    """One event as `text/event-stream` has it; without a number it is not replayed."""
    identifier = "" if number is None else f"id: {number}\n"
    return f"{identifier}event: {event}\ndata: {json.dumps(data)}\n\n"
