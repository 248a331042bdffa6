"""Mail the label with which a parcel travels back."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection

from shop import mailbox
from shop.orders import OrderKey


def send(connection: Connection, order: OrderKey, *, what: str) -> None:
    """To the address on file, in the transaction of the write it belongs to."""
    query = text("SELECT email FROM shop.customers WHERE id = :id")
    email = connection.execute(query, {"id": order.customer_id}).scalar_one()
    body = f"Here is the label for the {what} of order {order.number}. Put it on the parcel and hand it in."
    mailbox.post(connection, email, subject=f"Your {what} label for order {order.number}", body=body)
