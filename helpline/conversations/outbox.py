"""Keep what customers and agents read: every message and event of a conversation, numbered without gaps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from helpline.conversations import conversations
from helpline.db import async_engine
from helpline.tables import outbox as table

CHANNEL = "helpline_outbox"


@dataclass(frozen=True)
class Draft:
    """A message or event before it has its number; `data` lacks id, seq, turn and at."""

    kind: str
    sender: str
    data: dict[str, Any]
    response: str | None = None
    confirmation_id: str | None = None


@dataclass(frozen=True)
class Entry:
    """One event of the web chat protocol, as it is sent."""

    conversation_id: str
    seq: int
    kind: str
    sender: str
    data: dict[str, Any]
    at: datetime


async def append(
    connection: AsyncConnection, conversation_id: str, drafts: Sequence[Draft], *, turn: int | None = None
) -> int:
    """Write the drafts in order inside the caller's transaction and announce them at its commit.

    Returns the number of the first. Readers see all of them or none.
    """
    first = await conversations.next_seq(connection, conversation_id, count=len(drafts))
    rows = [_row(draft, conversation_id, first + place, turn) for place, draft in enumerate(drafts)]
    await connection.execute(insert(table), rows)
    await connection.execute(text("SELECT pg_notify(:channel, :id)"), {"channel": CHANNEL, "id": conversation_id})
    return first


async def after(conversation_id: str, seq: int, *, limit: int = 100) -> list[Entry]:
    """What was written after that number, oldest first."""
    query = (
        select([table.c.seq, table.c.kind, table.c.sender, table.c.data, table.c.at])
        .where(table.c.conversation_id == conversation_id, table.c.seq > seq)
        .order_by(table.c.seq)
        .limit(limit)
    )
    async with async_engine().connect() as connection:
        rows = (await connection.execute(query)).all()
    return [Entry(conversation_id, row.seq, row.kind, row.sender, json.loads(row.data), row.at) for row in rows]


async def mark_delivered(conversation_id: str, seqs: Sequence[int]) -> None:
    """Note the first time these were given to a client: a typed yes counts only after its question was."""
    statement = update(table).where(
        table.c.conversation_id == conversation_id, table.c.seq.in_(seqs), table.c.delivered_at.is_(None)
    )
    async with async_engine().begin() as connection:
        await connection.execute(statement.values(delivered_at=func.clock_timestamp()))


def _row(draft: Draft, conversation_id: str, seq: int, turn: int | None) -> dict[str, Any]:
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    data = {**draft.data, "id": str(seq), "seq": seq, "turn": turn, "at": now}
    return {
        "conversation_id": conversation_id,
        "seq": seq,
        "turn": turn,
        "kind": draft.kind,
        "sender": draft.sender,
        "response": draft.response,
        "confirmation_id": draft.confirmation_id,
        "data": json.dumps(data),
    }
