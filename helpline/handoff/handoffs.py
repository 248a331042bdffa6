"""Keep each handoff: one for a turn and a reason, whatever happens to the turn."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row

from helpline.db import async_engine
from helpline.handoff.reasons import Reason
from helpline.tables import handoffs as table
from helpline.turn import TurnContext


@dataclass(frozen=True)
class Handoff:
    """One passage from assistant to person."""

    id: str
    conversation_id: str
    turn: int | None
    reason: Reason
    queue: str
    priority: str
    state: str
    outcome: str | None
    ticket_number: str | None
    document: dict[str, Any] = field(repr=False)


async def find(turn: TurnContext, reason: Reason) -> Handoff | None:
    """The handoff this turn opened before for that reason, when the turn is done again."""
    query = select([table]).where(
        table.c.conversation_id == turn.conversation_id, table.c.turn == turn.turn_id, table.c.reason == reason.value
    )
    async with async_engine().connect() as connection:
        row = (await connection.execute(query)).one_or_none()
    return _handoff(row) if row else None


async def latest(conversation_id: str) -> Handoff | None:
    """The conversation's last handoff."""
    query = select([table]).where(table.c.conversation_id == conversation_id).order_by(table.c.created_at.desc())
    async with async_engine().connect() as connection:
        row = (await connection.execute(query.limit(1))).one_or_none()
    return _handoff(row) if row else None


async def open_for(turn: TurnContext, document: dict[str, Any]) -> Handoff:
    """Store a handoff with its document; the turn's second for the same reason gets the first one's."""
    values = {
        "id": document["id"],
        "conversation_id": turn.conversation_id,
        "turn": turn.turn_id,
        "reason": document["reason"]["code"],
        "queue": document["queue"],
        "priority": document["priority"],
        "state": "waiting",
        "document": json.dumps(document, ensure_ascii=False),
    }
    async with async_engine().begin() as connection:
        await connection.execute(insert(table).values(values).on_conflict_do_nothing())
    found = await find(turn, Reason(document["reason"]["code"]))
    assert found is not None  # it was stored, or was there
    return found


async def note_ticket(handoff_id: str, ticket_number: str) -> None:
    """End a handoff in a ticket that holds its document; a person answers there."""
    ticketed = {"state": "ended", "outcome": "ticketed", "ticket_number": ticket_number}
    statement = update(table).where(table.c.id == handoff_id, table.c.state != "ended")
    async with async_engine().begin() as connection:
        await connection.execute(statement.values(**ticketed, ended_at=func.clock_timestamp()))


def _handoff(row: Row) -> Handoff:
    names = [name for name in Handoff.__dataclass_fields__ if name not in ("reason", "document")]
    values = {name: row[name] for name in names}
    return Handoff(**values, reason=Reason(row.reason), document=json.loads(row.document))
