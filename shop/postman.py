"""Hand the mailbox's mails to an SMTP server, where one is set; off the path of any request."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from helpline.logs import Log
from shop.database import transaction
from shop.settings import shop_settings

log = Log("shop.postman")
_EVERY_SECONDS = 1.0
_SMTP_SECONDS = 10
# Older mails hold codes that have expired.
_NEXT = text(
    "SELECT id, email, subject, body FROM shop.mailbox WHERE deliver AND sent_at IS NULL"
    " AND at > clock_timestamp() - interval '10 minutes' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED"
)
# What was sent is not kept: it holds codes.
_SENT = text("UPDATE shop.mailbox SET sent_at = clock_timestamp(), body = '' WHERE id = :id")


@asynccontextmanager
async def delivering() -> AsyncIterator[None]:
    """Deliver while the block runs; does nothing without an SMTP server."""
    task = asyncio.create_task(_keep_delivering()) if shop_settings().smtp_url.get_secret_value() else None
    try:
        yield
    finally:
        if task:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _keep_delivering() -> None:
    while True:
        try:
            while await run_in_threadpool(deliver_next):
                pass
        except (SQLAlchemyError, smtplib.SMTPException, OSError) as exc:
            log.warning("mail_postponed", error=type(exc).__name__)
        await asyncio.sleep(_EVERY_SECONDS)


def deliver_next() -> bool:
    """Send the oldest waiting mail; False when none waits. A mail may arrive twice, never not at all."""
    with transaction() as connection:
        row = connection.execute(_NEXT).one_or_none()
        if row is None:
            return False
        with _server() as server:
            server.send_message(_message(row))
        connection.execute(_SENT, {"id": row.id})
    log.info("mail_sent", mail=row.id)
    return True


def _message(row: Any) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = shop_settings().mail_from, row.email, row.subject
    message.set_content(row.body)
    return message


def _server() -> smtplib.SMTP:
    """`smtp://user:password@host:port` (STARTTLS where there is a user), or `smtps://…`."""
    url = urlsplit(shop_settings().smtp_url.get_secret_value())
    make = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
    server = make(url.hostname or "", url.port or 0, timeout=_SMTP_SECONDS)
    if url.username:
        if url.scheme == "smtp":
            server.starttls()
        server.login(unquote(url.username), unquote(url.password or ""))
    return server
