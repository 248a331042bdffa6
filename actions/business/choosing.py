"""Describe orders and tickets so that one of them can be picked."""

from __future__ import annotations

from collections.abc import Sequence

from helpline.backends.values import Order, OrderStatus, Ticket

MOST_SHOWN = 5


def cancellable(orders: Sequence[Order]) -> list[Order]:
    """The orders policy lets a customer cancel; the shop decides in the end."""
    return [order for order in orders if order.status is OrderStatus.PENDING]


def at_place(orders: Sequence[Order], place: int) -> Order | None:
    """The order at that place, newest first; None where the list is shorter."""
    return orders[place - 1] if 0 < place <= len(orders) else None


def order_line(order: Order) -> str:
    """Number, status, date and total of an order, as far as known."""
    placed = f"{order.placed_at.day} {order.placed_at:%b %Y}" if order.placed_at else ""
    facts = [order.number, order.status.value.replace("_", " "), placed, str(order.total or "")]
    return " · ".join(fact for fact in facts if fact)


def ticket_line(ticket: Ticket) -> str:
    """Number and subject of a ticket."""
    return f"{ticket.number} · {ticket.subject}"[:80]
