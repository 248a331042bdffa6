"""Write into the inbox and read the outbox, as a channel does."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from helpline.conversations import conversations, inbox, outbox
from helpline.db import async_engine
from helpline.tables import events
from helpline.tables import inbox as inbox_table

_PATIENCE = 60.0


@dataclass(frozen=True)
class Talk:
    """One conversation of a test."""

    id: str

    async def say(self, text: str | None, *, id: str | None = None, payload: str | None = None) -> inbox.Accepted:
        """Store one message of the customer."""
        incoming = inbox.Incoming(
            conversation_id=self.id,
            channel="webchat",
            external_id=id or str(uuid.uuid4()),
            kind=inbox.Kind.INTENT if payload else inbox.Kind.TEXT,
            content_hash=f"{text}{payload}",
            text=text,
            payload=payload,
            shown=text,
        )
        return await inbox.accept(incoming)

    async def replies(self, count: int) -> Sequence[str]:
        """The assistant's messages once there are that many, without the first notice."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            entries = await outbox.after(self.id, 0, limit=10_000)
            said = [entry.data["text"] for entry in entries if entry.sender == "assistant"]
            if len(said) > count or time.monotonic() > deadline:
                return said[1:]
            await asyncio.sleep(0.02)

    async def settled(self) -> None:
        """Wait until nothing waits in the inbox any more."""
        deadline = time.monotonic() + _PATIENCE
        query = select([inbox_table.c.id]).where(inbox_table.c.state == "waiting")
        while time.monotonic() < deadline:
            async with async_engine().connect() as connection:
                if not (await connection.execute(query)).all():
                    return
            await asyncio.sleep(0.02)
        raise AssertionError("messages still wait in the inbox")

    async def events(self) -> list[Any]:
        """The stored tracker events, in order."""
        async with async_engine().connect() as connection:
            query = select([events]).where(events.c.conversation_id == self.id).order_by(events.c.seq)
            return list((await connection.execute(query)).all())


async def begin() -> Talk:
    """Begin a conversation."""
    async with async_engine().begin() as connection:
        return Talk(await conversations.create(connection, "webchat"))


def gapless(numbers: Sequence[int]) -> bool:
    """Whether the numbers are 1, 2, 3 and so on."""
    return list(numbers) == list(range(1, len(numbers) + 1))
