"""Say what is charged, and to what."""

from __future__ import annotations

from actions.business.lines import Line
from helpline.backends.values import MethodKind, Payment, Refund


def charge_line(payment: Payment) -> Line:
    """One line for one charge."""
    return Line("utter_charge", {"amount": str(payment.amount), "method": method_of(payment)})


def method_of(payment: Payment | Refund) -> str:
    """The method as its owner knows it; never more than brand and last four digits."""
    if payment.kind is MethodKind.CREDIT_CARD and payment.last_four:
        return f"your {(payment.brand or 'credit').title()} card ending in {payment.last_four}"
    named = {MethodKind.GIFT_CARD: "your gift card", MethodKind.PAYPAL: "your PayPal account"}
    return named.get(payment.kind or MethodKind.OTHER, "the payment method you chose")
