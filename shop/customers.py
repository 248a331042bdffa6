"""Read customers and what they pay with."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from shop.problems import not_found
from shop.replies import Customer, Money, PaymentMethod


def read(connection: Connection, customer_id: str) -> Customer:
    """Raises: Problem 404 `customer_not_found`."""
    row = (
        connection.execute(
            text("SELECT id, first_name, last_name, email, newsletter, address FROM shop.customers WHERE id = :id"),
            {"id": customer_id},
        )
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise not_found("customer")
    return Customer(**row, payment_methods=list(methods(connection, [customer_id])[customer_id].values()))


def exists(connection: Connection, customer_id: str) -> bool:
    found = connection.execute(text("SELECT 1 FROM shop.customers WHERE id = :id"), {"id": customer_id})
    return found.first() is not None


def methods(connection: Connection, customer_ids: list[str]) -> dict[str, dict[str, PaymentMethod]]:
    """By customer, then by the method's id, in the customer's own order."""
    found: dict[str, dict[str, PaymentMethod]] = {customer_id: {} for customer_id in customer_ids}
    rows = connection.execute(
        text(
            "SELECT customer_id, id, kind, brand, last_four, balance FROM shop.payment_methods"
            " WHERE customer_id = ANY(:ids) ORDER BY customer_id, position"
        ),
        {"ids": customer_ids},
    )
    for row in rows.mappings():
        found[row["customer_id"]][row["id"]] = _method(row)
    return found


def _method(row: Any) -> PaymentMethod:
    balance = None if row["balance"] is None else Money.of(row["balance"])
    return PaymentMethod(
        id=row["id"], kind=row["kind"], brand=row["brand"], last_four=row["last_four"], balance=balance
    )


def move_balance(connection: Connection, customer_id: str, *, method_id: str, add: Any) -> None:
    """Move a gift card's balance; it holds for everyone at the commit."""
    connection.execute(
        text(
            "UPDATE shop.payment_methods SET balance = balance + :add"
            " WHERE customer_id = :customer AND id = :method AND kind = 'gift_card'"
        ),
        {"add": add, "customer": customer_id, "method": method_id},
    )
