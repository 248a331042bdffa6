"""Tell clients that the assistant is at work, once a turn takes long enough to be noticed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

CHANNEL = "helpline_typing"
_AFTER_SECONDS = 0.25
_NOTIFY = text("SELECT pg_notify(:channel, :payload)")


@asynccontextmanager
async def typing_notice(conversation_id: str, engine: AsyncEngine) -> AsyncIterator[None]:
    """Announce `<conversation>:on` if the block takes more than a moment, and `:off` at its end."""
    said: list[bool] = []

    async def announce() -> None:
        await asyncio.sleep(_AFTER_SECONDS)
        said.append(True)
        await _notify(engine, f"{conversation_id}:on")

    task = asyncio.get_running_loop().create_task(announce())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        if said:
            await _notify(engine, f"{conversation_id}:off")


async def _notify(engine: AsyncEngine, payload: str) -> None:
    with suppress(SQLAlchemyError, OSError):  # a notice that is lost harms nobody
        async with engine.begin() as connection:
            await connection.execute(_NOTIFY, {"channel": CHANNEL, "payload": payload})
