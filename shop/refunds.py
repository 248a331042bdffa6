"""Work out what goes back, to which payment method, and how fast."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from shop.replies import PaymentMethod
from shop.settings import shop_settings


@dataclass(frozen=True)
class Movement:
    """A payment or a refund of an order; amounts are positive."""

    kind: str
    amount: Decimal
    payment_method_id: str


def days_of(method: PaymentMethod | None) -> tuple[int, int]:
    """Business days until a refund arrives: none for a gift card."""
    if method is not None and method.kind == "gift_card":
        return 0, 0
    return shop_settings().refund_days_min, shop_settings().refund_days_max


def outstanding(movements: Iterable[Movement]) -> list[Movement]:
    """One refund for each payment that has not gone back yet, to the method it came from."""
    movements = list(movements)
    returned: dict[str, Decimal] = defaultdict(Decimal)
    for movement in movements:
        if movement.kind == "refund":
            returned[movement.payment_method_id] += movement.amount
    refunds = []
    for payment in (movement for movement in movements if movement.kind == "payment"):
        covered = min(payment.amount, returned[payment.payment_method_id])
        returned[payment.payment_method_id] -= covered
        if payment.amount > covered:
            refunds.append(Movement("refund", payment.amount - covered, payment.payment_method_id))
    return refunds
