"""Keep the row of each conversation: who, how far, in whose hands."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from helpline.conversations.errors import ConversationEnded, UnknownConversation
from helpline.db import async_engine
from helpline.tables import conversations as table


class Mode(str, Enum):
    """Whose hands a conversation is in."""

    ASSISTANT = "assistant"
    WAITING = "waiting"
    AGENT = "agent"


@dataclass(frozen=True)
class Conversation:
    """What is known of one conversation without reading its messages."""

    id: str
    channel: str
    customer_id: str | None
    level: str
    mode: Mode
    seq: int
    asks: str | None
    code_expires_at: datetime | None
    created_at: datetime
    ended_at: datetime | None


async def create(connection: AsyncConnection, channel: str, *, client: str | None = None) -> str:
    """Begin a conversation on a channel; its id is made here and cannot be guessed.

    `client` stands for who writes, as a hash, and is passed on to the shop, whose limits count clients.
    """
    identifier = f"{channel}-{secrets.token_urlsafe(18)}"
    await connection.execute(insert(table).values(id=identifier, channel=channel, client=client))
    return identifier


async def load(conversation_id: str) -> Conversation:
    """Read one conversation.

    Raises:
        UnknownConversation: there is none of that id.
    """
    columns = [getattr(table.c, name) for name in Conversation.__dataclass_fields__]
    async with async_engine().connect() as connection:
        row = (await connection.execute(select(columns).where(table.c.id == conversation_id))).one_or_none()
    if row is None:
        raise UnknownConversation(conversation_id)
    return Conversation(**{**row._mapping, "mode": Mode(row.mode)})


async def next_seq(connection: AsyncConnection, conversation_id: str, *, count: int = 1) -> int:
    """Reserve the next numbers of the conversation in the writing transaction; returns the first.

    The row stays locked until the commit, so numbers appear in the order of their commits and no reader skips one.
    """
    statement = (
        update(table)
        .where(table.c.id == conversation_id)
        .values(seq=table.c.seq + count, updated_at=func.clock_timestamp())
        .returning(table.c.seq)
    )
    last = (await connection.execute(statement)).scalar_one_or_none()
    if last is None:
        raise UnknownConversation(conversation_id)
    return int(last) - count + 1


async def end(connection: AsyncConnection, conversation_id: str) -> bool:
    """Mark the conversation as ended by the customer; what was written stays until retention or erasure.

    Returns whether it was still open: only then is there something to announce.
    """
    ended = update(table).where(table.c.id == conversation_id, table.c.ended_at.is_(None))
    result = await connection.execute(ended.values(ended_at=func.clock_timestamp()))
    return bool(result.rowcount)


def refuse_if_ended(conversation: Conversation) -> None:
    """Raise ConversationEnded for a conversation that takes nothing any more."""
    if conversation.ended_at is not None:
        raise ConversationEnded(conversation.id)
