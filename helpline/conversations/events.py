"""Keep the tracker's events: one gapless sequence a conversation, read from its window on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from helpline.conversations.errors import SequenceTaken
from helpline.db import async_engine
from helpline.tables import conversations
from helpline.tables import events as table


@dataclass(frozen=True)
class Row:
    """One stored event; `data` is its JSON."""

    seq: int
    session: int
    turn: int | None
    time: float
    type: str
    data: str


@dataclass(frozen=True)
class Window:
    """What is needed to go on with a conversation: a snapshot and the events after it."""

    event_seq: int
    session: int
    snapshot: str | None
    rows: Sequence[Row]


async def read_window(
    connection: AsyncConnection, conversation_id: str, *, after: int, session: int | None = None
) -> list[Row]:
    """The readable events after a number, oldest first; of one session only where it is named."""
    query = select([table.c[name] for name in Row.__dataclass_fields__]).where(
        table.c.conversation_id == conversation_id, table.c.seq > after, ~table.c.broken
    )
    if session is not None:
        query = query.where(table.c.session == session)
    return [Row(**row._mapping) for row in (await connection.execute(query.order_by(table.c.seq))).all()]


async def load_window(conversation_id: str, *, whole: bool = False) -> Window | None:
    """Read a conversation outside any turn; all its sessions where `whole` is set. None if it is unknown."""
    columns = [conversations.c[name] for name in ("event_seq", "session", "snapshot", "snapshot_seq")]
    async with async_engine().connect() as connection:
        query = select(columns).where(conversations.c.id == conversation_id)
        row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        after = 0 if whole else row.snapshot_seq
        session = None if whole else row.session
        rows = await read_window(connection, conversation_id, after=after, session=session)
    return Window(row.event_seq, row.session, None if whole else row.snapshot, rows)


async def write(connection: AsyncConnection, conversation_id: str, rows: Sequence[Row]) -> None:
    """Append events inside the caller's transaction; their numbers must follow the last one."""
    if rows:
        values = [{**row.__dict__, "conversation_id": conversation_id} for row in rows]
        await connection.execute(insert(table), values)


async def write_alone(conversation_id: str, rows: Sequence[Row], *, expected: int, session: int) -> None:
    """Append events in a transaction of their own, as `rasa shell` does, which has no channel of ours.

    Raises:
        SequenceTaken: the conversation is not where the caller saw it.
    """
    async with async_engine().begin() as connection:
        known = {"id": conversation_id, "channel": "cmdline"}
        await connection.execute(upsert(conversations).values(known).on_conflict_do_nothing())
        moved = update(conversations).where(
            conversations.c.id == conversation_id, conversations.c.event_seq == expected
        )
        values = {"event_seq": expected + len(rows), "session": session, "updated_at": func.clock_timestamp()}
        if (await connection.execute(moved.values(values))).rowcount != 1:
            raise SequenceTaken(conversation_id)
        await write(connection, conversation_id, rows)


async def set_broken(conversation_id: str, seqs: Sequence[int]) -> None:
    """Set unreadable events aside, so that the conversation goes on without them."""
    statement = update(table).where(table.c.conversation_id == conversation_id, table.c.seq.in_(seqs))
    async with async_engine().begin() as connection:
        await connection.execute(statement.values(broken=True))


async def known_conversations() -> list[str]:
    """The ids of all conversations, oldest first (`rasa export`)."""
    async with async_engine().connect() as connection:
        query = select([conversations.c.id]).order_by(conversations.c.created_at)
        return list((await connection.execute(query)).scalars())
