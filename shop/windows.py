"""Say until when an order can be sent back."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from sqlalchemy import text
from sqlalchemy.engine import Connection

from shop.orders import OrderKey
from shop.problems import Problem
from shop.replies import at
from shop.settings import shop_settings


def window_end(delivered_at: datetime | None) -> datetime | None:
    """The end of the window after a delivery; none where the day of delivery is not known: no limit then."""
    return delivered_at + timedelta(days=shop_settings().return_window_days) if delivered_at else None


def must_be_open(connection: Connection, order: OrderKey) -> None:
    """Raises: Problem 409 `return_window_over`, with `until`."""
    query = text("SELECT max(delivered_at) FROM shop.shipments WHERE order_number = :number")
    until = window_end(connection.execute(query, {"number": order.number}).scalar_one())
    if until and until < datetime.now(timezone.utc):
        raise Problem(409, "return_window_over", "The time to send this order back is over.", until=at(until))
