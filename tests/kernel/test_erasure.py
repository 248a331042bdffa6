"""What a customer wants gone is gone from every table, and so is what has been kept long enough."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from helpline import erasure, jobs, retention
from helpline.db import async_engine

pytestmark = pytest.mark.usefixtures("database")
_OLD = "UPDATE helpline.conversations SET updated_at = clock_timestamp() - interval '91 days' WHERE id = 'a'"


async def run(*statements: str) -> None:
    async with async_engine().begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def count(table: str) -> int:
    async with async_engine().connect() as connection:
        return int((await connection.execute(text(f"SELECT count(*) FROM helpline.{table}"))).scalar_one())


async def two_conversations() -> None:
    """One of c_100 and one of c_101, with a message each."""
    for id_, customer in (("a", "c_100"), ("b", "c_101")):
        await run(
            f"INSERT INTO helpline.conversations (id, channel, customer_id) VALUES ('{id_}', 'webchat', '{customer}')",
            "INSERT INTO helpline.outbox (conversation_id, seq, kind, sender, data)"
            f" VALUES ('{id_}', 1, 'message', 'customer', '{{}}')",
            f"INSERT INTO helpline.identities (conversation_id, level) VALUES ('{id_}', 'verified')",
        )


async def test_a_customer_is_erased_from_every_table() -> None:
    """With a receipt; nobody else is touched."""
    await two_conversations()
    receipt = await erasure.erase("c_100")
    assert (receipt.conversations, receipt.messages) == (1, 1)
    assert [await count(table) for table in ("conversations", "outbox", "identities")] == [1, 1, 1]


async def test_erasing_waits_until_the_last_answer_was_read() -> None:
    """It is a job for in a moment; asked for twice it is one."""
    await two_conversations()
    await erasure.erase_soon("c_100")
    await erasure.erase_soon("c_100")
    assert await jobs.run_due({erasure.ERASE}) == 0
    await run("UPDATE helpline.jobs SET due_at = clock_timestamp()")
    assert await jobs.run_due({erasure.ERASE}) == 1
    assert await count("conversations") == 1


async def test_what_was_kept_long_enough_is_deleted() -> None:
    """Every day, by a job that puts in the next one."""
    await two_conversations()
    await run(_OLD)
    await retention.begin()
    assert await jobs.run_due({retention.RETENTION}) == 1
    assert await count("conversations") == 1
    async with async_engine().connect() as connection:
        [key] = (await connection.execute(text("SELECT key FROM helpline.jobs WHERE kind = 'retention'"))).scalars()
    assert date.fromisoformat(key) > date.today()
