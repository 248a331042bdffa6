"""Take in each message once, and acknowledge it only when it is stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from helpline.conversations import outbox
from helpline.conversations.errors import ButtonUsed, ConversationEnded, IdReused, UnknownConversation
from helpline.db import async_engine
from helpline.tables import conversations
from helpline.tables import inbox as table

CHANNEL = "helpline_inbox"


class Kind(str, Enum):
    """What an inbox row holds."""

    TEXT = "text"
    BUTTON = "button"
    CODE = "code"
    INTENT = "intent"  # an event of our own: a reminder that is due, an effect whose outcome became known


@dataclass(frozen=True)
class Incoming:
    """One message as a channel hands it over.

    Args:
        external_id: the client's or the event's id, unique in its conversation.
        content_hash: of what the client sent: the same id with other content is refused.
        text: free of secrets; e-mail addresses and phone numbers still readable.
        payload: `/intent{…}` of a button or of an event of our own.
        nonce: of a button, which can be used once.
        secret: an encrypted one-time code.
        shown: what the history shows, masked; None for what the customer did not write.
    """

    conversation_id: str
    channel: str
    external_id: str
    kind: Kind
    content_hash: str
    text: str | None = None
    payload: str | None = None
    nonce: str | None = None
    confirmation_id: str | None = None
    secret: bytes | None = field(default=None, repr=False)
    shown: str | None = None


@dataclass(frozen=True)
class Accepted:
    """The number the message has in its conversation, and whether it had it already."""

    seq: int
    duplicate: bool


async def accept(incoming: Incoming) -> Accepted:
    """Store the message and wake a dispatcher; the same message again changes nothing and gets the same answer.

    Raises:
        UnknownConversation, ConversationEnded, IdReused, ButtonUsed: see helpline.conversations.errors.
    """
    found = await find(incoming)
    if found:
        return found
    try:
        async with async_engine().begin() as connection:
            return await _store(connection, incoming)
    except IntegrityError:  # the same id or the same button won a race against us
        found = await find(incoming)
        if found:
            return found
        raise ButtonUsed(incoming.conversation_id) from None


async def accept_within(connection: AsyncConnection, incoming: Incoming) -> None:
    """Store an event of our own inside the caller's transaction; one that is there already stays as it is."""
    values = {**_values(incoming), "seq": 0}
    await connection.execute(upsert(table).values(values).on_conflict_do_nothing())
    await _wake(connection, incoming.conversation_id)


async def find(incoming: Incoming) -> Accepted | None:
    """The answer this message got when it came before: it stands even when its button has expired since.

    Raises:
        IdReused: the id came before with other content.
    """
    query = select([table.c.seq, table.c.content_hash]).where(
        table.c.channel == incoming.channel,
        table.c.conversation_id == incoming.conversation_id,
        table.c.external_id == incoming.external_id,
    )
    async with async_engine().connect() as connection:
        row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    if row.content_hash != incoming.content_hash:
        raise IdReused(incoming.conversation_id)
    return Accepted(row.seq, duplicate=True)


async def _store(connection: AsyncConnection, incoming: Incoming) -> Accepted:
    seq = 0
    if incoming.shown is not None:
        data = {"from": "customer", "text": incoming.shown, "buttons": [], "sources": [], "meta": {}}
        data["meta"] = {"client_id": incoming.external_id}
        draft = outbox.Draft("message", "customer", data)
        seq = await outbox.append(connection, incoming.conversation_id, [draft])
    # Looked at only now: the number locked the conversation's row, so an end cannot slip in between.
    await _refuse_if_ended(connection, incoming.conversation_id)
    await connection.execute(insert(table).values({**_values(incoming), "seq": seq}))
    await _wake(connection, incoming.conversation_id)
    return Accepted(seq, duplicate=False)


async def _refuse_if_ended(connection: AsyncConnection, conversation_id: str) -> None:
    query = select([conversations.c.ended_at]).where(conversations.c.id == conversation_id)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise UnknownConversation(conversation_id)
    if row.ended_at is not None:
        raise ConversationEnded(conversation_id)


async def _wake(connection: AsyncConnection, conversation_id: str) -> None:
    await connection.execute(text("SELECT pg_notify(:channel, :id)"), {"channel": CHANNEL, "id": conversation_id})


def _values(incoming: Incoming) -> dict[str, Any]:
    names = ("conversation_id", "channel", "external_id", "content_hash", "text", "payload", "nonce", "secret")
    values = {name: getattr(incoming, name) for name in names}
    return {**values, "kind": incoming.kind.value, "confirmation_id": incoming.confirmation_id}
