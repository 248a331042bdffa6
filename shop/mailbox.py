"""Keep the mails the shop would send; in development they are read here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.engine import Connection


@dataclass(frozen=True)
class Mail:
    email: str
    subject: str
    body: str
    at: datetime


def post(connection: Connection, email: str, *, subject: str, body: str, deliver: bool = True) -> None:
    """A mail that is not to be delivered keeps no body: it only makes both cases take the same time."""
    connection.execute(
        text("INSERT INTO shop.mailbox (email, subject, body, deliver) VALUES (:email, :subject, :body, :deliver)"),
        {"email": email, "subject": subject, "body": body if deliver else "", "deliver": deliver},
    )


def read(connection: Connection, email: str | None = None) -> list[Mail]:
    """Delivered mails, the oldest first; of one address or of all."""
    rows = connection.execute(
        text(
            "SELECT email, subject, body, at FROM shop.mailbox WHERE deliver"
            " AND (cast(:email AS text) IS NULL OR lower(email) = lower(:email)) ORDER BY id"
        ),
        {"email": email},
    )
    return [Mail(**row) for row in rows.mappings()]
