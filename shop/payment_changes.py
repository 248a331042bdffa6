"""Pay a pending order in another way: the old payments go back, the new one is charged."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal

from pydantic import Field
from sqlalchemy import text
from sqlalchemy.engine import Connection

from shop import ledger, orders
from shop.bodies import Body
from shop.ledger import Methods
from shop.orders import OrderKey
from shop.previews import must_match, preview_id
from shop.problems import Problem
from shop.refunds import Movement
from shop.replies import Order, PaymentPreview


class PaymentRequest(Body):
    payment_method_id: str = Field(min_length=1, max_length=200)
    preview_id: str | None = Field(None, max_length=100)


@dataclass(frozen=True)
class Plan:
    """What a change of payment would do now."""

    order: OrderKey
    status: str
    refunds: list[Movement]
    charge: Movement
    methods: Methods

    @property
    def preview_id(self) -> str:
        moved = [asdict(part) for part in (*self.refunds, self.charge)]
        return preview_id("payment-method", [asdict(self.order), moved])


def preview(connection: Connection, order: OrderKey, request: PaymentRequest) -> PaymentPreview:
    """Raises: Problem, see `_plan`."""
    plan = _plan(connection, order, request)
    return PaymentPreview(
        preview_id=plan.preview_id,
        order_number=order.number,
        status=plan.status,
        refunds=[ledger.shown(refund, plan.methods) for refund in plan.refunds],
        charge=ledger.shown(plan.charge, plan.methods),
    )


def change(connection: Connection, order: OrderKey, request: PaymentRequest) -> Order:
    """Raises: Problem 409 `preview_stale`, or see `_plan`."""
    plan = _plan(connection, order, request)
    must_match(request.preview_id, plan.preview_id)
    ledger.enter(connection, order, [*plan.refunds, plan.charge])
    return orders.read(connection, order.number)


def _plan(connection: Connection, order: OrderKey, request: PaymentRequest) -> Plan:
    """Raises: Problem 409 `order_not_pending`, `same_payment_method`, or see shop.ledger."""
    status = ledger.locked_status(connection, order)
    ledger.must_be(status, ["pending"], code="order_not_pending", what="paid in another way")
    methods = ledger.methods_of(connection, order)
    method = ledger.known_method(methods, request.payment_method_id)
    refunds = ledger.to_give_back(connection, order)
    if [refund.payment_method_id for refund in refunds] == [method.id]:
        raise Problem(409, "same_payment_method", "The order is paid in this way already.")
    total = sum((refund.amount for refund in refunds), Decimal(0)) or _total(connection, order)
    back = sum((refund.amount for refund in refunds if refund.payment_method_id == method.id), Decimal(0))
    ledger.must_cover(method, total, besides=back)
    return Plan(order, status, refunds, Movement("payment", total, method.id), methods)


def _total(connection: Connection, order: OrderKey) -> Decimal:
    query = text("SELECT coalesce(sum(price), 0) FROM shop.items WHERE order_number = :number")
    return Decimal(connection.execute(query, {"number": order.number}).scalar_one())
