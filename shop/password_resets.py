"""Mail a link to set a new password, and never say whether there is such an account."""

from __future__ import annotations

from pydantic import Field
from sqlalchemy.engine import Connection

from shop import codes, limits, links, mailbox
from shop.bodies import Body
from shop.limits import Limit
from shop.problems import Problem

_MINUTES = 30
_MAILS_PER_HOUR = 3


class ResetRequest(Body):
    email: str = Field(min_length=3, max_length=320)


def mail_link(connection: Connection, email: str) -> None:
    """The same statements whether or not the address has an account; over the limit, in silence, none is sent."""
    owner = codes.owner_of(connection, email)
    link = links.make("password", owner or "nobody", minutes=_MINUTES)
    body = f"Set a new password here, within {_MINUTES} minutes: {link.url}"
    deliver = owner is not None and _within_limit(connection, email)
    mailbox.post(connection, email, subject="Your new password", body=body, deliver=deliver)


def _within_limit(connection: Connection, email: str) -> bool:
    try:
        limits.take(connection, [Limit("password_mails", email.strip().lower(), _MAILS_PER_HOUR)])
    except Problem:
        return False
    return True
