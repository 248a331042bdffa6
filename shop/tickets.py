"""Open tickets, read them, and add to them."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from shop import orders
from shop.callers import Caller, Role
from shop.numbers import key_of
from shop.pages import Cut
from shop.problems import Problem, not_found
from shop.replies import Comment, Page, Ticket, at
from shop.ticket_requests import TicketRequest

Row = Any


def open_ticket(connection: Connection, caller: Caller, request: TicketRequest) -> Ticket:
    """A customer's own, or a guest's with an e-mail address.

    Raises:
        Problem: 422 for a guest without an address, 404 `order_not_found` for an order that is not the customer's.
    """
    customer = caller.name if caller.role is Role.CUSTOMER else None
    contact = request.contact.dict(exclude_none=True) if request.contact else None
    if customer is None and not (contact or {}).get("email"):
        errors = [{"place": "body.contact.email", "error": "a guest's ticket needs an e-mail address"}]
        raise Problem(422, "malformed", "A guest's ticket needs an e-mail address.", errors=errors)
    order = request.order_number
    if customer is not None and order is not None:
        order = orders.find(connection, order, customer_id=customer).number
    number = f"T-{connection.execute(text('SELECT nextval(:name)'), {'name': 'shop.ticket_numbers'}).scalar_one()}"
    values = {
        **request.dict(exclude={"contact", "context", "order_number"}),
        "number": number,
        "key": key_of(number),
        "customer": customer,
        "order": order,
        "contact": json.dumps(contact) if contact else None,
        "context": json.dumps(request.context) if request.context is not None else None,
    }
    connection.execute(_INSERT, values)
    return read(connection, number, caller)


def find(connection: Connection, number: str, *, customer_id: str | None = None, email: str | None = None) -> str:
    """The number as the shop writes it; a customer's own, a guest's by its address, or (staff) any.

    Raises:
        Problem: 404 `ticket_not_found`, the same for unknown and for somebody else's.
    """
    values = {"key": key_of(number), "customer": customer_id, "email": email.strip().lower() if email else None}
    found = connection.execute(_FIND, values).scalar_one_or_none()
    if found is None:
        raise not_found("ticket")
    return str(found)


def read(connection: Connection, number: str, caller: Caller) -> Ticket:
    rows = connection.execute(text("SELECT * FROM shop.tickets WHERE number = :number"), {"number": number})
    return _tickets(connection, rows.mappings().all(), caller)[0]


def page(connection: Connection, caller: Caller, customer_id: str, cut: Cut) -> Page[Ticket]:
    """The newest first."""
    values = {"customer": customer_id, "limit": cut.limit + 1, **cut.start("created", "key")}
    rows = connection.execute(_PAGE, values).mappings().all()
    shown, cursor = cut.split(list(rows), ("created_at", "number_key"))
    return Page[Ticket](items=_tickets(connection, shown, caller), next=cursor)


def comment(connection: Connection, number: str, caller: Caller, body: str) -> Ticket:
    author = "agent" if caller.role is Role.STAFF else "customer"
    # The ticket's row first: two comments at once would take the same position.
    connection.execute(text("SELECT 1 FROM shop.tickets WHERE number = :number FOR UPDATE"), {"number": number})
    connection.execute(_COMMENT, {"number": number, "author": author, "body": body})
    return read(connection, number, caller)


_INSERT = text(
    "INSERT INTO shop.tickets (number, number_key, customer_id, subject, body, category, priority, queue,"
    " order_number, contact, context) VALUES (:number, :key, :customer, :subject, :body, :category,"
    " :priority, :queue, :order, cast(:contact AS jsonb), :context)"
)
_FIND = text(
    """
    SELECT number FROM shop.tickets WHERE number_key = :key
    AND (cast(:customer AS text) IS NULL OR customer_id = :customer)
    AND (cast(:email AS text) IS NULL OR (customer_id IS NULL AND lower(contact ->> 'email') = :email))
    """
)
_PAGE = text(
    "SELECT * FROM shop.tickets WHERE customer_id = :customer"
    " AND (cast(:created AS timestamptz) IS NULL OR (created_at, number_key) < (cast(:created AS timestamptz), :key))"
    " ORDER BY created_at DESC, number_key DESC LIMIT :limit"
)
_COMMENT = text(
    "INSERT INTO shop.comments (ticket_number, position, author, body)"
    " SELECT :number, coalesce(max(position) + 1, 0), :author, :body FROM shop.comments WHERE ticket_number = :number"
)


def _tickets(connection: Connection, rows: list[Row], caller: Caller) -> list[Ticket]:
    comments = _comments(connection, [row["number"] for row in rows])
    return [_ticket(row, comments[row["number"]], staff=caller.role is Role.STAFF) for row in rows]


def _ticket(row: Row, comments: list[Comment], *, staff: bool) -> Ticket:
    hidden = {"contact": row["contact"], "context": json.loads(row["context"]) if row["context"] else None}
    shown = {name: value for name, value in row.items() if name not in ("contact", "context", "created_at")}
    return Ticket(**shown, created_at=at(row["created_at"]), comments=comments, **(hidden if staff else {}))


def _comments(connection: Connection, numbers: list[str]) -> dict[str, list[Comment]]:
    found: dict[str, list[Comment]] = defaultdict(list)
    rows = connection.execute(
        text("SELECT * FROM shop.comments WHERE ticket_number = ANY(:numbers) ORDER BY ticket_number, position"),
        {"numbers": numbers},
    )
    for row in rows.mappings():
        found[row["ticket_number"]].append(Comment(author=row["author"], body=row["body"], at=at(row["at"])))
    return found
