"""Remember what was tried for a customer, so that a person who takes over need not try it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import insert, select

from helpline.db import async_engine
from helpline.tables import attempts as table
from helpline.turn import TurnContext


class Result(str, Enum):
    """How an attempt ended."""

    OK = "ok"
    REFUSED = "refused"  # the backend or the policy said no
    FAILED = "failed"  # it could not be asked, or did not answer


@dataclass(frozen=True)
class Attempt:
    """One action tried."""

    turn: int
    action: str
    backend: str | None
    result: Result
    error_code: str | None
    milliseconds: int
    at: datetime


async def record(
    turn: TurnContext,
    *,
    action: str,
    result: Result,
    milliseconds: int,
    backend: str | None = None,
    error_code: str | None = None,
) -> None:
    """Note an attempt, committed at once: it stays even when its turn does not."""
    values = {
        "conversation_id": turn.conversation_id,
        "turn": turn.turn_id,
        "action": action,
        "backend": backend,
        "result": Result(result).value,
        "error_code": error_code,
        "milliseconds": milliseconds,
    }
    async with async_engine().begin() as connection:
        await connection.execute(insert(table).values(values))


async def latest(conversation_id: str, *, limit: int = 20) -> list[Attempt]:
    """The last attempts of a conversation, oldest first."""
    query = select([table]).where(table.c.conversation_id == conversation_id).order_by(table.c.id.desc()).limit(limit)
    async with async_engine().connect() as connection:
        rows = (await connection.execute(query)).all()
    names = ("turn", "action", "backend", "error_code", "milliseconds", "at")
    return [Attempt(**{name: row[name] for name in names}, result=Result(row.result)) for row in reversed(rows)]
