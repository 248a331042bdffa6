"""Decide what there is to say about where a refund is."""

from __future__ import annotations

from actions.business.lines import Line
from actions.business.settling import method_of
from helpline.backends.values import Order, OrderStatus, Refund

_COMING = {
    OrderStatus.RETURN_REQUESTED: "utter_check_refund_status_return",
    OrderStatus.EXCHANGE_REQUESTED: "utter_check_refund_status_exchange",
}


def lines(order: Order) -> list[Line]:
    """One line for each refund that was sent, then one for money that is still to come; or that there is none."""
    number = {"order_number": order.number}
    said = [_sent(refund, order.number) for refund in order.refunds]
    if order.status in _COMING:
        said.append(Line(_COMING[order.status], number))
    return said or [Line("utter_check_refund_status_nothing", number)]


def has_refund(order: Order) -> bool:
    """Whether money went back for an order, or is to."""
    return bool(order.refunds) or order.status in _COMING or order.status is OrderStatus.CANCELLED


def _sent(refund: Refund, number: str) -> Line:
    values = {"amount": str(refund.amount), "method": method_of(refund), "order_number": number}
    start, end = refund.days or (5, 7)
    if end == 0:
        return Line("utter_check_refund_status_at_once", values)
    return Line("utter_check_refund_status_sent", {**values, "days_from": str(start), "days_to": str(end)})
