"""Claim the oldest waiting message of a conversation, and write a turn's end in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from helpline.conversations.conversations import Mode
from helpline.conversations.errors import SequenceTaken
from helpline.conversations.inbox import Incoming, Kind, accept_within
from helpline.db import async_engine
from helpline.tables import conversations, inbox

SET_ASIDE = "set_aside:"  # external ids of messages that ask for a person after a turn failed for good
_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtextextended('turn:' || :id, 0))")
_INBOX_FIELDS = (
    "id",
    "channel",
    "external_id",
    "kind",
    "text",
    "payload",
    "confirmation_id",
    "attempts",
    "received_at",
)
_CONVERSATION_FIELDS = ("mode", "event_seq", "session", "snapshot", "snapshot_seq", "asks")


@dataclass(frozen=True)
class Claim:
    """The inbox row to work on, and what its conversation held at that moment."""

    conversation_id: str
    id: int
    channel: str
    external_id: str
    kind: str
    text: str | None
    payload: str | None
    confirmation_id: str | None
    attempts: int
    received_at: datetime
    mode: Mode
    event_seq: int
    session: int
    snapshot: str | None
    snapshot_seq: int
    asks: str | None


@dataclass(frozen=True)
class Ending:
    """What a turn leaves in its conversation's row."""

    event_seq: int
    session: int
    snapshot: str | None
    snapshot_seq: int
    model_id: str | None
    asks: str | None


async def claim(connection: AsyncConnection, conversation_id: str) -> Claim | None:
    """Take the conversation for the length of the caller's transaction, with its oldest waiting message.

    None when somebody else works on it or nothing waits. The lock dies with the connection: a dead worker blocks
    nobody, and one that was cut off cannot commit.
    """
    if not (await connection.execute(_LOCK, {"id": conversation_id})).scalar_one():
        return None
    columns = [inbox.c[name] for name in _INBOX_FIELDS] + [conversations.c[name] for name in _CONVERSATION_FIELDS]
    query = (
        select([inbox.c.conversation_id, *columns])
        .select_from(inbox.join(conversations, conversations.c.id == inbox.c.conversation_id))
        .where(inbox.c.conversation_id == conversation_id, inbox.c.state == "waiting", _due())
        .order_by(inbox.c.id)
        .limit(1)
    )
    row = (await connection.execute(query)).one_or_none()
    return Claim(**{**row._mapping, "mode": Mode(row.mode)}) if row else None


async def finish(connection: AsyncConnection, claimed: Claim, ending: Ending) -> None:
    """Close the inbox row, wipe what it held, and move the conversation on.

    Raises:
        SequenceTaken: the conversation's events moved on under us; nothing of this turn may be committed.
    """
    moved = update(conversations).where(
        conversations.c.id == claimed.conversation_id, conversations.c.event_seq == claimed.event_seq
    )
    values: dict[str, Any] = {**ending.__dict__, "last_turn": claimed.id, "updated_at": func.clock_timestamp()}
    if (await connection.execute(moved.values(values))).rowcount != 1:
        raise SequenceTaken(claimed.conversation_id)
    await _close(connection, claimed.id, state="done")


async def finish_silently(connection: AsyncConnection, claimed: Claim) -> None:
    """Close the inbox row of a message that a person answers."""
    await _close(connection, claimed.id, state="done")


async def set_aside(connection: AsyncConnection, claimed: Claim) -> None:
    """Close the inbox row of a message that failed too often."""
    await _close(connection, claimed.id, state="set_aside")


async def ask_for_a_person(connection: AsyncConnection, claimed: Claim) -> None:
    """Put the wish for a person into the inbox, in the customer's name."""
    wish = Incoming(
        conversation_id=claimed.conversation_id,
        channel=claimed.channel,
        external_id=f"{SET_ASIDE}{claimed.id}",
        kind=Kind.INTENT,
        content_hash="",
        payload="/contact_human",
    )
    await accept_within(connection, wish)


async def count_attempt(turn_id: int, *, error: str | None) -> int:
    """Note one more attempt on a connection of its own, so that a rolled back turn still counts; returns how many."""
    statement = (
        update(inbox)
        .where(inbox.c.id == turn_id)
        .values(attempts=inbox.c.attempts + 1, error=func.coalesce(error, inbox.c.error))
        .returning(inbox.c.attempts)
    )
    async with async_engine("attempts").begin() as connection:
        return int((await connection.execute(statement)).scalar_one_or_none() or 0)


async def waiting(*, limit: int = 500) -> Sequence[str]:
    """The conversations in which a message waits that is due, those waiting longest first."""
    query = (
        select([inbox.c.conversation_id])
        .where(inbox.c.state == "waiting", _due())
        .group_by(inbox.c.conversation_id)
        .order_by(func.min(inbox.c.id))
        .limit(limit)
    )
    async with async_engine("attempts").connect() as connection:
        return list((await connection.execute(query)).scalars())


def _due() -> Any:
    return or_(inbox.c.due_at.is_(None), inbox.c.due_at <= func.clock_timestamp())


async def _close(connection: AsyncConnection, turn_id: int, *, state: str) -> None:
    wiped = {"text": None, "payload": None, "secret": None}
    statement = update(inbox).where(inbox.c.id == turn_id)
    await connection.execute(statement.values(state=state, done_at=func.clock_timestamp(), **wiped))
