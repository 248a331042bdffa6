"""Open tickets, and show them to whoever they belong to."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from sqlalchemy.engine import Connection

from shop import limits, tickets
from shop.callers import Caller, Role
from shop.database import transaction
from shop.grants import admit, record
from shop.idempotency import Write, once
from shop.numbers import key_of
from shop.problems import Problem, not_allowed
from shop.proofs import EndClient
from shop.replies import Page, Ticket
from shop.routes.inputs import Client, Email, Key, Number, Part, Who
from shop.ticket_requests import CommentRequest, TicketRequest

router = APIRouter(prefix="/tickets", tags=["tickets"])


@router.post("", response_model=Ticket, response_model_exclude_none=True, status_code=201)
def open_ticket(request: TicketRequest, key: Key, who: Who) -> JSONResponse:
    who.must_be_verified(Role.SERVICE)
    write = Write(who, key, ["ticket", request.dict()])
    return once(write, lambda connection: tickets.open_ticket(connection, who, request), status=201)


@router.get("", response_model=Page[Ticket])
def read_tickets(
    part: Part, who: Who, customer_id: Annotated[str | None, Query(max_length=200)] = None
) -> Page[Ticket]:
    """A customer's own; the staff name the customer."""
    who.must_be_verified(Role.STAFF)
    if who.role is Role.CUSTOMER and customer_id not in (None, who.name):
        raise not_allowed()
    if who.role is Role.STAFF and customer_id is None:
        raise Problem(
            422, "malformed", "Name the customer.", errors=[{"place": "query.customer_id", "error": "missing"}]
        )
    with transaction() as connection:
        admit(connection, who)
        if who.role is Role.STAFF:
            record(connection, who.id, action="tickets_read", subject=customer_id or "")
        return tickets.page(connection, who, customer_id or who.name, part)


@router.get("/{number}", response_model=Ticket)
def read_ticket(number: Number, who: Who, client: Client, email: Email = None) -> Ticket:
    """A guest's is shown to a service that sends the ticket's e-mail address."""
    found = _proved(number, email, who, client)
    with transaction() as connection:
        return tickets.read(connection, found, who)


@router.post("/{number}/comments", response_model=Ticket, status_code=201)
def comment_ticket(request: CommentRequest, number: Number, key: Key, who: Who, client: Client) -> JSONResponse:
    found = _proved(number, request.email, who, client)

    def work(connection: Connection) -> Ticket:
        return tickets.comment(connection, found, who, request.body)

    return once(Write(who, key, ["comment", key_of(number), request.dict()]), work, status=201)


def _proved(number: str, email: str | None, who: Caller, client: EndClient) -> str:
    """The ticket this caller may see. Raises: Problem 403, 404, 429."""
    who.must_be_verified(Role.STAFF, Role.SERVICE)
    if who.role is Role.SERVICE:
        return _guests(number, email, client)
    with transaction() as connection:
        admit(connection, who)
        if who.role is Role.STAFF:
            record(connection, who.id, action="ticket_read", subject=number)
        return tickets.find(connection, number, customer_id=who.name if who.role is Role.CUSTOMER else None)


def _guests(number: str, email: str | None, client: EndClient) -> str:
    if not email:
        raise not_allowed()
    counted = client.limits("ticket", key_of(number))
    with transaction() as connection:
        limits.take(connection, counted)
    with transaction() as connection:
        found = tickets.find(connection, number, email=email)
        limits.give_back(connection, counted)
        return found
