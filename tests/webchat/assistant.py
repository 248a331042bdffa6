"""Do what a turn's end does: write replies into the outbox and announce them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from helpline.conversations import outbox
from helpline.conversations.outbox import Draft
from helpline.db import async_engine
from helpline.tables import outbox as table


async def say(conversation_id: str, *texts: str) -> int:
    """The assistant says these in one commit; returns the number of the first."""
    drafts = [
        Draft("message", "assistant", {"from": "assistant", "text": text, "buttons": [], "sources": [], "meta": {}})
        for text in texts
    ]
    async with async_engine().begin() as connection:
        return await outbox.append(connection, conversation_id, drafts, turn=1)


async def announce(conversation_id: str, kind: str, **data: Any) -> int:
    """Write another event."""
    async with async_engine().begin() as connection:
        return await outbox.append(connection, conversation_id, [Draft(kind, "system", data)])


async def delivered(conversation_id: str) -> dict[int, bool]:
    """Which numbers were given to a client."""
    query = select([table.c.seq, table.c.delivered_at]).where(table.c.conversation_id == conversation_id)
    async with async_engine().connect() as connection:
        return {row.seq: row.delivered_at is not None for row in (await connection.execute(query)).all()}
