"""Cancel an order, and give every payment back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import Enum

from pydantic import Field
from sqlalchemy import text
from sqlalchemy.engine import Connection

from shop import customers, orders
from shop.bodies import Body
from shop.orders import OrderKey
from shop.previews import must_match, preview_id
from shop.problems import Problem
from shop.refunds import Movement, days_of, outstanding
from shop.replies import CancellationPreview, Money, Order, Payment, PaymentMethod

_CANCELLABLE = ["pending"]


class CancelReason(str, Enum):
    NO_LONGER_NEEDED = "no longer needed"
    ORDERED_BY_MISTAKE = "ordered by mistake"


class CancellationRequest(Body):
    reason: CancelReason
    preview_id: str | None = Field(None, max_length=100)


@dataclass(frozen=True)
class Plan:
    """What a cancellation would do now."""

    order: OrderKey
    reason: CancelReason
    refunds: list[Movement]

    @property
    def preview_id(self) -> str:
        return preview_id("cancellation", asdict(self))


def preview(connection: Connection, order: OrderKey, request: CancellationRequest) -> CancellationPreview:
    """Raises: Problem 409 `order_not_pending`."""
    plan = _plan(connection, order, request.reason)
    methods = customers.methods(connection, [order.customer_id])[order.customer_id]
    return CancellationPreview(
        preview_id=plan.preview_id,
        order_number=order.number,
        status="cancelled",
        reason=request.reason.value,
        refunds=[_shown(refund, methods) for refund in plan.refunds],
        total=Money.of(sum((refund.amount for refund in plan.refunds), Decimal(0))),
    )


def cancel(connection: Connection, order: OrderKey, request: CancellationRequest) -> Order:
    """Raises: Problem 409 `order_not_pending` or `preview_stale`."""
    plan = _plan(connection, order, request.reason)
    must_match(request.preview_id, plan.preview_id)
    number = {"number": order.number}
    connection.execute(text("UPDATE shop.orders SET status = 'cancelled' WHERE number = :number"), number)
    connection.execute(
        text("INSERT INTO shop.cancellations (order_number, reason) VALUES (:number, :reason)"),
        {**number, "reason": request.reason.value},
    )
    for refund in plan.refunds:
        connection.execute(_REFUND, {**number, "amount": refund.amount, "method": refund.payment_method_id})
        customers.move_balance(connection, order.customer_id, method_id=refund.payment_method_id, add=refund.amount)
    return orders.read(connection, order.number)


_REFUND = text(
    "INSERT INTO shop.payments (order_number, position, kind, amount, payment_method_id)"
    " SELECT :number, coalesce(max(position) + 1, 0), 'refund', :amount, :method"
    " FROM shop.payments WHERE order_number = :number"
)


def _plan(connection: Connection, order: OrderKey, reason: CancelReason) -> Plan:
    """Holds the order's row, so that of two cancellations the second sees what the first has done."""
    status = connection.execute(
        text("SELECT status FROM shop.orders WHERE number = :number FOR UPDATE"), {"number": order.number}
    ).scalar_one()
    if status not in _CANCELLABLE:
        detail = f"An order that is {status} cannot be cancelled."
        raise Problem(409, "order_not_pending", detail, order_status=status, allowed=_CANCELLABLE)
    rows = connection.execute(
        text(
            "SELECT kind, amount, payment_method_id FROM shop.payments WHERE order_number = :number ORDER BY position"
        ),
        {"number": order.number},
    )
    return Plan(order, reason, outstanding(Movement(*row) for row in rows))


def _shown(refund: Movement, methods: dict[str, PaymentMethod]) -> Payment:
    method = methods.get(refund.payment_method_id)
    return Payment(
        kind=refund.kind,
        amount=Money.of(refund.amount),
        payment_method_id=refund.payment_method_id,
        method=method.copy(update={"balance": None}) if method else None,
        days=days_of(method),
    )
