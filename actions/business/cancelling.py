"""Decide what is said before and after a cancellation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from helpline.backends.values import CancellationPreview, MethodKind, OrderStatus, Refund


@dataclass(frozen=True)
class RefundLine:
    """Where one amount goes back to: a response and what its text names."""

    response: str
    values: Mapping[str, Any]


def refusal(status: OrderStatus) -> str | None:
    """The response that says why an order of this status cannot be cancelled; None where it can."""
    return None if status is OrderStatus.PENDING else f"utter_cancel_order_refused_{status.value}"


def refund_lines(preview: CancellationPreview) -> list[RefundLine]:
    """One line for each payment method that gets money back."""
    return [_line(refund) for refund in preview.refunds]


def reference(key: str) -> str:
    """What the customer can quote later: the beginning of the effect's key, by which support finds it."""
    begin, _, digest = key.rpartition("-")
    return f"{begin}-{digest[:8]}".upper()


def _line(refund: Refund) -> RefundLine:
    amount = str(refund.amount)
    if refund.kind is MethodKind.GIFT_CARD:
        return RefundLine("utter_cancel_order_refund_gift_card", {"amount": amount})
    start, end = refund.days or (5, 7)
    values = {"amount": amount, "days_from": str(start), "days_to": str(end)}
    if refund.kind is MethodKind.CREDIT_CARD and refund.last_four:
        card = {"brand": (refund.brand or "").title() or "credit", "last_four": refund.last_four}
        return RefundLine("utter_cancel_order_refund_credit_card", {**values, **card})
    if refund.kind is MethodKind.PAYPAL:
        return RefundLine("utter_cancel_order_refund_paypal", values)
    return RefundLine("utter_cancel_order_refund_original", values)
