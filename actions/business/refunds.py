"""Say where money goes back to, and when."""

from __future__ import annotations

from collections.abc import Sequence

from actions.business.lines import Line
from helpline.backends.values import MethodKind, Refund


def refund_lines(refunds: Sequence[Refund]) -> list[Line]:
    """One line for each payment method that gets money back."""
    return [_line(refund) for refund in refunds]


def _line(refund: Refund) -> Line:
    amount = str(refund.amount)
    if refund.kind is MethodKind.GIFT_CARD:
        return Line("utter_refund_gift_card", {"amount": amount})
    start, end = refund.days or (5, 7)
    values = {"amount": amount, "days_from": str(start), "days_to": str(end)}
    if refund.kind is MethodKind.CREDIT_CARD and refund.last_four:
        card = {"brand": (refund.brand or "").title() or "credit", "last_four": refund.last_four}
        return Line("utter_refund_credit_card", {**values, **card})
    if refund.kind is MethodKind.PAYPAL:
        return Line("utter_refund_paypal", values)
    return Line("utter_refund_original", values)
