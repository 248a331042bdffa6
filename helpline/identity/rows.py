"""Read and write the row of proofs each conversation has; everything secret in it is sealed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from helpline.db import async_engine
from helpline.identity.errors import OtherCustomer
from helpline.tables import conversations, inbox
from helpline.tables import identities as table

_CODE_LIFE = timedelta(minutes=10)
_EMPTY = {"level": "guest", "token": None, "refresh": None, "expires_at": None, "order_number": None}


@dataclass(frozen=True)
class Row:
    """One row, or what stands for none."""

    level: str = "guest"
    customer_id: str | None = None
    order_number: str | None = None
    token: bytes | None = field(default=None, repr=False)
    refresh: bytes | None = field(default=None, repr=False)
    expires_at: datetime | None = None
    verification_id: str | None = field(default=None, repr=False)
    redeemed_turn: int | None = None
    code_open: bool = False


@dataclass(frozen=True)
class SealedGrant:
    """What the shop granted, with its secrets sealed."""

    level: str
    customer_id: str | None
    order_number: str | None
    token: bytes = field(repr=False)
    refresh: bytes | None = field(repr=False)
    expires_at: datetime


async def load(conversation_id: str) -> Row:
    """The row as it is now."""
    async with async_engine().connect() as connection:
        return await _read(connection, conversation_id, lock=False)


@asynccontextmanager
async def locked(conversation_id: str) -> AsyncIterator[tuple[AsyncConnection, Row]]:
    """The row, locked until the block ends; it is made where there is none.

    On an engine of its own: the lock may be held while the shop is asked.
    """
    async with async_engine("identity", pool_size=8).begin() as connection:
        fresh = insert(table).values(conversation_id=conversation_id, level="guest")
        await connection.execute(fresh.on_conflict_do_nothing())
        yield connection, await _read(connection, conversation_id, lock=True)


async def store(
    connection: AsyncConnection, conversation_id: str, *, grant: SealedGrant, redeemed_turn: int | None
) -> None:
    """Write what was granted, in the row and on the conversation.

    Raises:
        OtherCustomer: the conversation was another customer's before.
    """
    owner = select([conversations.c.customer_id]).where(conversations.c.id == conversation_id).with_for_update()
    known = (await connection.execute(owner)).scalar_one_or_none()
    if known and grant.customer_id and known != grant.customer_id:
        raise OtherCustomer(conversation_id)
    names = ("level", "customer_id", "order_number", "token", "refresh", "expires_at")
    changes = {name: getattr(grant, name) for name in names}
    changes.update(verification_id=None, redeemed_turn=redeemed_turn, updated_at=func.clock_timestamp())
    await connection.execute(update(table).where(table.c.conversation_id == conversation_id).values(changes))
    row = {"level": grant.level, "customer_id": grant.customer_id or known, "code_expires_at": None}
    await connection.execute(update(conversations).where(conversations.c.id == conversation_id).values(row))


async def clear(connection: AsyncConnection, conversation_id: str) -> None:
    """Take every proof away; whose conversation it is stays noted."""
    changes = {**_EMPTY, "customer_id": None, "redeemed_turn": None, "updated_at": func.clock_timestamp()}
    await connection.execute(update(table).where(table.c.conversation_id == conversation_id).values(changes))
    await connection.execute(update(conversations).where(conversations.c.id == conversation_id).values(level="guest"))


async def open_code(conversation_id: str, verification_id: str) -> None:
    """Note that a one-time code is awaited: from now on six bare digits are one."""
    async with async_engine().begin() as connection:
        fresh = insert(table).values(conversation_id=conversation_id, level="guest", verification_id=verification_id)
        newer = {"verification_id": verification_id, "updated_at": func.clock_timestamp()}
        await connection.execute(fresh.on_conflict_do_update(index_elements=["conversation_id"], set_=newer))
        awaited = update(conversations).where(conversations.c.id == conversation_id)
        await connection.execute(awaited.values(code_expires_at=func.clock_timestamp() + _CODE_LIFE))


async def secret_of(turn_id: int) -> bytes | None:
    """The sealed one-time code of a turn's message."""
    async with async_engine().connect() as connection:
        secret = (await connection.execute(select([inbox.c.secret]).where(inbox.c.id == turn_id))).scalar_one_or_none()
    return bytes(secret) if secret is not None else None


async def _read(connection: AsyncConnection, conversation_id: str, *, lock: bool) -> Row:
    awaited = conversations.c.code_expires_at > func.clock_timestamp()
    open_code = select([awaited]).where(conversations.c.id == conversation_id).scalar_subquery()
    query = select([table, open_code.label("awaited")]).where(table.c.conversation_id == conversation_id)
    found = (await connection.execute(query.with_for_update() if lock else query)).one_or_none()
    if found is None:
        return Row()
    names = [name for name in Row.__dataclass_fields__ if name != "code_open"]
    return Row(**{name: found[name] for name in names}, code_open=bool(found.verification_id and found.awaited))
