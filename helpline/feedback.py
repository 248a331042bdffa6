"""Keep what customers say about our answers: thumbs for a message, one to five for a talk with a person."""

from __future__ import annotations

from enum import Enum

from sqlalchemy import and_, delete, exists, insert, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from helpline.conversations.errors import ConversationError
from helpline.db import async_engine
from helpline.tables import conversations, handoffs, outbox
from helpline.tables import feedback as table


class Thumb(str, Enum):
    """What a customer thinks of one message."""

    UP = "up"
    DOWN = "down"


class NoSuchMessage(ConversationError):
    """There is no such message of ours in this conversation."""


class NothingToRate(ConversationError):
    """No person took part in this conversation, so there is nothing to rate."""


async def give_thumb(conversation_id: str, message_seq: int, *, thumb: Thumb, comment: str | None) -> None:
    """Keep a thumb for one of our messages; a second one replaces the first.

    Raises:
        NoSuchMessage: the number is none of a message of the assistant or an agent here.
    """
    ours = select([outbox.c.seq]).where(
        outbox.c.conversation_id == conversation_id,
        outbox.c.seq == message_seq,
        outbox.c.kind == "message",
        outbox.c.sender.in_(("assistant", "agent")),
    )
    values = {"conversation_id": conversation_id, "message_seq": message_seq}
    opinion = {"value": thumb.value, "comment": comment}
    statement = upsert(table).values({**values, **opinion})
    async with async_engine().begin() as connection:
        if (await connection.execute(ours)).one_or_none() is None:
            raise NoSuchMessage(conversation_id)
        await connection.execute(
            statement.on_conflict_do_update(index_elements=[table.c.conversation_id, table.c.message_seq], set_=opinion)
        )


async def rate(conversation_id: str, stars: int, *, comment: str | None) -> None:
    """Keep the rating of a talk with a person, 1 to 5; a second one replaces the first.

    Raises:
        NothingToRate: no person took part, and nobody asked.
    """
    values = {"conversation_id": conversation_id, "value": str(stars), "comment": comment}
    async with async_engine().begin() as connection:
        await _lock(connection, conversation_id)
        if not (await connection.execute(select([_may_rate(conversation_id)]))).scalar():
            raise NothingToRate(conversation_id)
        former = and_(table.c.conversation_id == conversation_id, table.c.message_seq.is_(None))
        await connection.execute(delete(table).where(former))
        await connection.execute(insert(table).values(values))


async def _lock(connection: AsyncConnection, conversation_id: str) -> None:
    row = select([conversations.c.id]).where(conversations.c.id == conversation_id)
    await connection.execute(row.with_for_update())


def _may_rate(conversation_id: str) -> object:
    had_person = exists().where(handoffs.c.conversation_id == conversation_id)
    asked = exists().where(outbox.c.conversation_id == conversation_id, outbox.c.kind == "rating_asked")
    return or_(had_person, asked)
