"""Forget what has had its time: stored results, used assertions, spent codes, old limits and grants."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from helpline.logs import Log
from shop.database import transaction
from shop.settings import shop_settings

log = Log("shop.expiry")
_EVERY_SECONDS = 3600
_STATEMENTS = (
    "DELETE FROM shop.idempotency_records WHERE created_at < clock_timestamp() - :days * interval '1 day'",
    "DELETE FROM shop.used_assertions WHERE expires_at < clock_timestamp()",
    "DELETE FROM shop.verification_codes WHERE expires_at < clock_timestamp() - interval '1 day'",
    "DELETE FROM shop.limits WHERE ends_at < clock_timestamp()",
    "DELETE FROM shop.mailbox WHERE NOT deliver AND at < clock_timestamp() - interval '1 hour'",
    "DELETE FROM shop.grants WHERE last_seen_at < clock_timestamp() - interval '1 day'",
)


def forget() -> None:
    with transaction() as connection:
        for statement in _STATEMENTS:
            values = {"days": shop_settings().idempotency_days} if ":days" in statement else {}
            connection.execute(text(statement), values)


@asynccontextmanager
async def forget_now_and_then() -> AsyncIterator[None]:
    """Forget once an hour while the block runs."""
    task = asyncio.create_task(_keep_forgetting())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _keep_forgetting() -> None:
    while True:
        try:
            await run_in_threadpool(forget)
        except SQLAlchemyError as exc:
            log.warning("forgetting_postponed", error=type(exc).__name__)
        await asyncio.sleep(_EVERY_SECONDS)
