"""Mail customers a link to everything the shop keeps about them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from shop import customers, links, mailbox, orders
from shop.pages import Cut
from shop.replies import State

_HOURS = 24
_MOST_ORDERS = 10_000


def mail_link(connection: Connection, customer_id: str) -> State:
    """To the address on file; the link is good for a day."""
    email = customers.read(connection, customer_id).email
    link = links.make("export", customer_id, minutes=_HOURS * 60)
    body = f"Here is everything we keep about you, for {_HOURS} hours: {link.url}"
    mailbox.post(connection, email, subject="Your data", body=body)
    return State(state="mailed")


def document(connection: Connection, customer_id: str) -> dict[str, Any]:
    """The customer's complete data. Raises: Problem 404."""
    account = customers.read(connection, customer_id)
    page = orders.page(connection, customer_id, status=None, cut=Cut(limit=_MOST_ORDERS))
    tickets = connection.execute(_TICKETS, {"id": customer_id}).mappings()
    return {
        "customer": account.dict(),
        "orders": [order.dict() for order in page.items],
        "tickets": [{**ticket, "created_at": ticket["created_at"].isoformat()} for ticket in tickets],
    }


_TICKETS = text(
    "SELECT number, status, subject, body, category, priority, queue, order_number, created_at FROM shop.tickets"
    " WHERE customer_id = :id ORDER BY created_at"
)
