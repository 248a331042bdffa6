"""Decide which orders can be cancelled, and why another cannot."""

from __future__ import annotations

from actions.business.lines import Line
from helpline.backends.values import Order, OrderStatus


def refusal(order: Order) -> Line | None:
    """Why an order cannot be cancelled; None where it can."""
    if order.status is OrderStatus.PENDING:
        return None
    return Line(f"utter_cancel_order_refused_{order.status.value}", {"order_number": order.number})
