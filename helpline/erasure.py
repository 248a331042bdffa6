"""Erase everything kept about a customer: their conversations, and with them every row that belongs to one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from helpline import jobs
from helpline.db import async_engine
from helpline.logs import Log
from helpline.settings import settings
from helpline.tables import conversations, events, outbox

log = Log("helpline.erasure")
ERASE = "erase_customer"


@dataclass(frozen=True)
class Receipt:
    """What was erased."""

    conversations: int
    events: int
    messages: int


async def erase_soon(customer_id: str) -> None:
    """Have a customer's data erased in a moment; asked twice it is done once."""
    async with async_engine().begin() as connection:
        await jobs.put(connection, ERASE, key=customer_id, in_seconds=settings().erase_after_seconds)


async def erase(customer_id: str) -> Receipt:
    """Erase a customer's data now."""
    async with async_engine().begin() as connection:
        return await _erase(connection, customer_id)


@jobs.kind(ERASE)
async def work(connection: AsyncConnection, key: str, data: dict[str, Any]) -> bool:
    """The job of `erase_soon`."""
    await _erase(connection, key)
    return True


async def _erase(connection: AsyncConnection, customer_id: str) -> Receipt:
    """Every other table's rows go with their conversation's."""
    own = select([conversations.c.id]).where(conversations.c.customer_id == customer_id)
    counts = []
    for table in (events, outbox):
        count = select([func.count()]).select_from(table).where(table.c.conversation_id.in_(own))
        counts.append((await connection.execute(count)).scalar_one())
    gone = await connection.execute(delete(conversations).where(conversations.c.customer_id == customer_id))
    log.info("customer_erased", conversations=gone.rowcount, events=counts[0], messages=counts[1])
    return Receipt(gone.rowcount, *counts)
