"""Delete conversations that nobody has touched for as long as they are kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, func
from sqlalchemy.ext.asyncio import AsyncConnection

from helpline import jobs
from helpline.db import async_engine
from helpline.logs import Log
from helpline.settings import settings
from helpline.tables import conversations

log = Log("helpline.retention")
RETENTION = "retention"
_DAY_SECONDS = 86_400.0


@jobs.at_start
async def begin() -> None:
    """Have today's deletion done, once however many processes ask."""
    async with async_engine().begin() as connection:
        await jobs.put(connection, RETENTION, key=date.today().isoformat(), in_seconds=0.0)


@jobs.kind(RETENTION)
async def work(connection: AsyncConnection, key: str, data: dict[str, Any]) -> bool:
    """Delete what is old, and put the next day's job in: it has another key, so none is done twice."""
    oldest = func.clock_timestamp() - timedelta(days=settings().retention_days)
    gone = await connection.execute(delete(conversations).where(conversations.c.updated_at < oldest))
    following = date.fromisoformat(key) + timedelta(days=1)
    await jobs.put(connection, RETENTION, key=following.isoformat(), in_seconds=_DAY_SECONDS)
    log.info("retention_done", conversations=gone.rowcount)
    return True
