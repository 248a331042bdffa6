"""Do timed work that any process may do: each job is a row, and whoever holds its lock does it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

from sqlalchemy import delete as delete_from
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from helpline.db import async_engine
from helpline.logs import Log
from helpline.tables import jobs as table

log = Log("helpline.jobs")
_SWEEP_SECONDS = 2.0
_MOST_ATTEMPTS = 40
_LONGEST_PAUSE_SECONDS = 900.0

Work = Callable[[AsyncConnection, str, dict[str, Any]], Awaitable[bool]]
"""Does one job inside its transaction: connection, key, data → True when it is done, False to try again later."""

_kinds: dict[str, Work] = {}
_at_start: list[Callable[[], Awaitable[None]]] = []
# Every kind of job there is; imported when jobs begin to run.
_MODULES = ("helpline.resolve_effects", "helpline.erasure", "helpline.retention")


def kind(name: str) -> Callable[[Work], Work]:
    """Register the work of one kind of job."""

    def register(work: Work) -> Work:
        _kinds[name] = work
        return work

    return register


def at_start(begin: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """Have this done once when jobs begin to run; while it fails, it is tried again."""
    _at_start.append(begin)
    return begin


async def put(
    connection: AsyncConnection, name: str, *, key: str, in_seconds: float, data: dict[str, Any] | None = None
) -> None:
    """Add a job inside the caller's transaction; one that is there already gets the new time."""
    due_at = func.clock_timestamp() + timedelta(seconds=in_seconds)
    fresh = insert(table).values(kind=name, key=key, data=json.dumps(data or {}), due_at=due_at)
    await connection.execute(
        fresh.on_conflict_do_update(
            constraint="jobs_key", set_={"due_at": due_at, "state": "waiting", "data": fresh.excluded.data}
        )
    )


async def drop(connection: AsyncConnection, name: str, *, key: str) -> None:
    """Forget a job inside the caller's transaction."""
    await connection.execute(delete_from(table).where(table.c.kind == name, table.c.key == key))


async def run_due(kinds: set[str] | None = None) -> int:
    """Do every job that is due, one transaction each; returns how many were looked at."""
    done = 0
    while await _run_one(kinds or set(_kinds)):
        done += 1
    return done


async def run_forever(stop: asyncio.Event) -> None:
    """Do jobs as they fall due, until told to stop; a lost database only makes them late."""
    for module in _MODULES:
        import_module(module)
    beginnings = list(_at_start)
    while not stop.is_set():
        try:
            while beginnings:
                await beginnings[0]()
                beginnings.pop(0)
            await run_due()
        except Exception as exc:  # noqa: BLE001 - asyncpg names a starting server in errors of its own; jobs must go on
            log.warning("jobs_interrupted", error=type(exc).__name__)
        try:
            await asyncio.wait_for(stop.wait(), _SWEEP_SECONDS)
        except asyncio.TimeoutError:
            continue


async def _run_one(kinds: set[str]) -> bool:
    async with async_engine("jobs", pool_size=1).begin() as connection:
        row = await _claim(connection, kinds)
        if row is None:
            return False
        # A savepoint: what a failed job wrote is undone, the note that it failed is kept.
        savepoint = await connection.begin_nested()
        try:
            finished = await _kinds[row.kind](connection, row.key, json.loads(row.data))
        except Exception as exc:  # noqa: BLE001  a job must not stop the others; it is tried again, then set aside
            await savepoint.rollback()
            log.warning("job_failed", kind=row.kind, key=row.key, error=type(exc).__name__)
            await _postpone(connection, row, error=type(exc).__name__)
            return True
        await savepoint.commit()
        if finished:
            await connection.execute(delete_from(table).where(table.c.id == row.id))
        else:
            await _postpone(connection, row, error=None)
    return True


async def _claim(connection: AsyncConnection, kinds: set[str]) -> Row | None:
    due = (
        select([table])
        .where(table.c.state == "waiting", table.c.kind.in_(kinds), table.c.due_at <= func.clock_timestamp())
        .order_by(table.c.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return (await connection.execute(due)).one_or_none()


async def _postpone(connection: AsyncConnection, row: Row, *, error: str | None) -> None:
    attempts = row.attempts + 1
    pause = min(2.0**attempts, _LONGEST_PAUSE_SECONDS)
    changes = {
        "attempts": attempts,
        "error": error,
        "state": "set_aside" if attempts >= _MOST_ATTEMPTS else "waiting",
        "due_at": func.clock_timestamp() + timedelta(seconds=pause),
    }
    await connection.execute(update(table).where(table.c.id == row.id).values(changes))
