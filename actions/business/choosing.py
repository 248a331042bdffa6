"""Describe orders and tickets so that one of them can be picked."""

from __future__ import annotations

from collections.abc import Sequence

from helpline.backends.values import Order, Ticket

MOST_SHOWN = 5


def newest_at(orders: Sequence[Order], place: int) -> Order | None:
    """The order at that place in time, of orders sorted newest first: "my last order" (-1) is the newest."""
    return _at(orders, -place if place < 0 else place)


def shown_at(orders: Sequence[Order], place: int) -> Order | None:
    """The order at that place of the list the customer looks at: "the last one" (-1) is the one at its end."""
    shown = orders[:MOST_SHOWN]
    return _at(shown, len(shown) + 1 + place if place < 0 else place)


def order_line(order: Order) -> str:
    """Number, status, date and total of an order, as far as known."""
    placed = f"{order.placed_at.day} {order.placed_at:%b %Y}" if order.placed_at else ""
    facts = [order.number, order.status.value.replace("_", " "), placed, str(order.total or "")]
    return " · ".join(fact for fact in facts if fact)


def ticket_line(ticket: Ticket) -> str:
    """Number and subject of a ticket."""
    return f"{ticket.number} · {ticket.subject}"[:80]


def _at(orders: Sequence[Order], place: int) -> Order | None:
    return orders[place - 1] if 0 < place <= len(orders) else None
