"""Know which conversation belongs to whom in which thread, and how far it has been delivered."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from bot.channels.slack_events import Place
from helpline.conversations import conversations
from helpline.db import async_engine
from helpline.tables import conversations as conversations_table
from helpline.tables import slack_threads as table

CHANNEL = "slack"
_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtextextended('slack:' || :id, 0))")


@dataclass(frozen=True)
class Thread:
    """One conversation in Slack.

    Args:
        delivered: the last number of the outbox that Slack has.
        sending: the number a process was posting; set when nothing is being posted: that process has died.
    """

    conversation_id: str
    place: Place
    delivered: int
    sending: int | None


async def of(place: Place) -> Thread | None:
    """The conversation at that place, if it has begun."""
    where = [table.c[name] == getattr(place, name) for name in ("team", "channel", "thread", "user")]
    async with async_engine().connect() as connection:
        row = (await connection.execute(select([table]).where(*where))).one_or_none()
    return _thread(row) if row else None


async def load(conversation_id: str) -> Thread | None:
    """The thread of a conversation; None for another channel's."""
    async with async_engine().connect() as connection:
        query = select([table]).where(table.c.conversation_id == conversation_id)
        row = (await connection.execute(query)).one_or_none()
    return _thread(row) if row else None


async def begin(place: Place, *, client: str) -> Thread:
    """The conversation at that place, begun where there is none; of two that begin it at once, both get the same."""
    async with async_engine().begin() as connection:
        conversation_id = await conversations.create(connection, CHANNEL, client=client)
        names = ("team", "channel", "thread", "user", "is_direct")
        values = {"conversation_id": conversation_id, **{name: getattr(place, name) for name in names}}
        made = await connection.execute(insert(table).values(values).on_conflict_do_nothing())
        if not made.rowcount:  # somebody else was first: theirs counts, and ours was never there
            mine = conversations_table.c.id == conversation_id
            await connection.execute(conversations_table.delete().where(mine))
    found = await of(place)
    assert found is not None
    return found


async def behind(limit: int = 100) -> Sequence[str]:
    """The conversations with something that Slack does not have yet."""
    joined = table.join(conversations_table, conversations_table.c.id == table.c.conversation_id)
    query = (
        select([table.c.conversation_id])
        .select_from(joined)
        .where(conversations_table.c.seq > table.c.delivered)
        .order_by(conversations_table.c.updated_at)
        .limit(limit)
    )
    async with async_engine().connect() as connection:
        return [row.conversation_id for row in (await connection.execute(query)).all()]


@asynccontextmanager
async def alone(conversation_id: str) -> AsyncIterator[bool]:
    """Whether the conversation is ours to deliver until the block ends; the lock dies with its connection."""
    async with async_engine("slack", pool_size=8).begin() as connection:
        yield bool((await connection.execute(_LOCK, {"id": conversation_id})).scalar_one())


async def note_sending(conversation_id: str, seq: int) -> None:
    """Before a post: should we die of it, the next process looks whether it got through."""
    await _change(conversation_id, sending=seq)


async def note_delivered(conversation_id: str, seq: int) -> None:
    """After it."""
    await _change(conversation_id, delivered=seq, sending=None)


async def _change(conversation_id: str, **values: int | None) -> None:
    statement = update(table).where(table.c.conversation_id == conversation_id)
    async with async_engine().begin() as connection:
        await connection.execute(statement.values(**values, updated_at=func.clock_timestamp()))


def _thread(row: object) -> Thread:
    place = Place(row.team, row.channel, row.thread, row.user, row.is_direct)  # type: ignore[attr-defined]
    return Thread(row.conversation_id, place, row.delivered, row.sending)  # type: ignore[attr-defined]
