"""Erase a customer: the account, its orders and tickets, its codes and mails."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal

from pydantic import Field
from sqlalchemy import text
from sqlalchemy.engine import Connection

from shop import customers, mailbox
from shop.bodies import Body
from shop.previews import must_match, preview_id
from shop.replies import DeletionPreview, Money, State


class DeletionRequest(Body):
    preview_id: str | None = Field(None, max_length=100)


@dataclass(frozen=True)
class Plan:
    """What would be lost."""

    customer_id: str
    open_orders: int
    balance: Decimal

    @property
    def preview_id(self) -> str:
        return preview_id("deletion", asdict(self))


def preview(connection: Connection, customer_id: str) -> DeletionPreview:
    plan = _plan(connection, customer_id)
    balance = Money.of(plan.balance)
    return DeletionPreview(preview_id=plan.preview_id, open_orders=plan.open_orders, gift_card_balance=balance)


def erase(connection: Connection, customer_id: str, request: DeletionRequest) -> State:
    """Everything goes in this transaction; one last mail says so.

    Raises:
        Problem: 409 `preview_stale`.
    """
    must_match(request.preview_id, _plan(connection, customer_id).preview_id)
    email = customers.read(connection, customer_id).email
    connection.execute(text("DELETE FROM shop.mailbox WHERE lower(email) = lower(:email)"), {"email": email})
    connection.execute(text("DELETE FROM shop.customers WHERE id = :id"), {"id": customer_id})
    body = "Your account and everything we kept about you have been erased, as you asked."
    mailbox.post(connection, email, subject="Your account was deleted", body=body)
    return State(state="erasing")


def _plan(connection: Connection, customer_id: str) -> Plan:
    connection.execute(text("SELECT 1 FROM shop.customers WHERE id = :id FOR UPDATE"), {"id": customer_id})
    row = connection.execute(_FIGURES, {"id": customer_id}).one()
    return Plan(customer_id, row.open_orders, Decimal(row.balance))


_FIGURES = text(
    """
    SELECT
      (SELECT count(*) FROM shop.orders WHERE customer_id = :id
       AND status IN ('pending', 'pending_modified', 'processed', 'shipped')) AS open_orders,
      (SELECT coalesce(sum(balance), 0) FROM shop.payment_methods
       WHERE customer_id = :id AND kind = 'gift_card') AS balance
    """
)
