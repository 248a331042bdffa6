"""Decide from an order's status whether a change can be made at all, and say why not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone

from actions.business.lines import Line
from actions.business.tracking import day
from helpline.backends.values import Order, OrderStatus

ALLOWED = {
    "change_order": (OrderStatus.PENDING,),
    "change_payment_method": (OrderStatus.PENDING,),
    "change_shipping_address": (OrderStatus.PENDING, OrderStatus.PENDING_MODIFIED),
    "return_item": (OrderStatus.DELIVERED,),
    "exchange_item": (OrderStatus.DELIVERED,),
}
_WITH_WINDOW = ("return_item", "exchange_item")


def refusal_for(topic: str) -> Callable[[Order], Line | None]:
    """Why an order cannot serve for a topic: `utter_<topic>_refused_<status>`; None where it can."""

    def refusal(order: Order) -> Line | None:
        values = {"order_number": order.number}
        if order.status not in ALLOWED[topic]:
            return Line(f"utter_{topic}_refused_{order.status.value}", values)
        until = order.returnable_until
        if topic in _WITH_WINDOW and until and until < datetime.now(timezone.utc):
            return Line(f"utter_{topic}_refused_late", {**values, "until": day(until)})
        return None

    return refusal
