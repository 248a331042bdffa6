"""Timed work is done once, by whoever is there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from helpline import jobs
from helpline.db import async_engine

pytestmark = pytest.mark.usefixtures("database")


class Work:
    """Counts what it is given."""

    def __init__(self) -> None:
        self.done: list[tuple[str, dict]] = []
        self.finishes = True
        self.fails = False

    async def __call__(self, connection, key, data):
        self.done.append((key, data))
        if self.fails:
            await connection.execute(text("INSERT INTO helpline.audit (who, what) VALUES ('job', 'half a job')"))
            raise RuntimeError("broken")
        return self.finishes


@pytest.fixture
def work() -> Iterator[Work]:
    """A kind of job for this test."""
    mine = Work()
    jobs.kind("test_work")(mine)
    yield mine
    del jobs._kinds["test_work"]


async def _put(key: str, *, in_seconds: float = 0, **data: object) -> None:
    async with async_engine().begin() as connection:
        await jobs.put(connection, "test_work", key=key, in_seconds=in_seconds, data=data)


async def _rows(table: str = "jobs") -> list:
    async with async_engine().connect() as connection:
        return list(await connection.execute(text(f"SELECT * FROM helpline.{table}")))


async def test_a_due_job_is_done_and_forgotten(work):
    """Once."""
    await _put("a", order="#W1")
    assert await jobs.run_due({"test_work"}) == 1
    assert work.done == [("a", {"order": "#W1"})]
    assert await _rows() == []


async def test_a_job_waits_for_its_time(work):
    """Not before."""
    await _put("a", in_seconds=60)
    assert await jobs.run_due({"test_work"}) == 0


async def test_the_same_job_twice_is_one_at_the_later_words(work):
    """A kind and a key name one job."""
    await _put("a", in_seconds=60)
    await _put("a", text="newer")
    await jobs.run_due({"test_work"})
    assert work.done == [("a", {"text": "newer"})]


async def test_an_unfinished_job_is_tried_later(work):
    """It keeps its row, with a later time."""
    work.finishes = False
    await _put("a")
    await jobs.run_due({"test_work"})
    assert [row.attempts for row in await _rows()] == [1]
    assert await jobs.run_due({"test_work"}) == 0


async def test_a_failed_job_leaves_nothing_half_done_and_stops_no_other(work):
    """What it wrote is rolled back, why it failed is noted."""
    work.fails = True
    await _put("a")
    await _put("b")
    assert await jobs.run_due({"test_work"}) == 2
    assert [row.error for row in await _rows()] == ["RuntimeError", "RuntimeError"]
    assert await _rows("audit") == []


async def test_two_workers_share_the_jobs(work):
    """None is done twice."""
    for number in range(20):
        await _put(f"job-{number}")
    await asyncio.gather(jobs.run_due({"test_work"}), jobs.run_due({"test_work"}))
    assert sorted(key for key, _ in work.done) == sorted(f"job-{number}" for number in range(20))
