"""Take items of a delivered order back: a label by mail now, the money once they have arrived."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from pydantic import Field
from sqlalchemy import text
from sqlalchemy.engine import Connection

from shop import labels, ledger, orders
from shop.bodies import Body
from shop.ledger import Methods
from shop.orders import OrderKey
from shop.previews import must_match, preview_id
from shop.problems import Problem
from shop.refunds import Movement
from shop.replies import Money, Order, ReturnedItem, ReturnPreview
from shop.windows import must_be_open

_NEW_STATUS = "return_requested"


class ReturnedPart(Body):
    item_id: str = Field(min_length=1, max_length=200)


class ReturnRequest(Body):
    items: list[ReturnedPart] = Field(max_items=100)
    payment_method_id: str = Field(min_length=1, max_length=200)
    preview_id: str | None = Field(None, max_length=100)


@dataclass(frozen=True)
class Plan:
    """What a return would do now."""

    order: OrderKey
    items: list[dict[str, Any]]
    refund: Movement
    methods: Methods

    @property
    def preview_id(self) -> str:
        items = [item["id"] for item in self.items]
        return preview_id("returns", [asdict(self.order), items, asdict(self.refund)])


def preview(connection: Connection, order: OrderKey, request: ReturnRequest) -> ReturnPreview:
    """Raises: Problem, see `_plan`."""
    plan = _plan(connection, order, request)
    return ReturnPreview(
        preview_id=plan.preview_id,
        order_number=order.number,
        status=_NEW_STATUS,
        items=[
            ReturnedItem(item_id=item["id"], name=item["name"], options=item["options"], price=Money.of(item["price"]))
            for item in plan.items
        ],
        refund=ledger.shown(plan.refund, plan.methods),
        total=Money.of(plan.refund.amount),
    )


def take_back(connection: Connection, order: OrderKey, request: ReturnRequest) -> Order:
    """Raises: Problem 409 `preview_stale`, or see `_plan`."""
    plan = _plan(connection, order, request)
    must_match(request.preview_id, plan.preview_id)
    item_ids = json.dumps([item["id"] for item in plan.items])
    values = {"number": order.number, "items": item_ids, "method": plan.refund.payment_method_id}
    connection.execute(_INSERT, values)
    connection.execute(_STATUS, {"number": order.number, "status": _NEW_STATUS})
    labels.send(connection, order, what="return")
    return orders.read(connection, order.number)


_INSERT = text(
    "INSERT INTO shop.returns (order_number, position, item_ids, payment_method_id)"
    " SELECT :number, coalesce(max(position) + 1, 0), cast(:items AS jsonb), :method"
    " FROM shop.returns WHERE order_number = :number"
)
_STATUS = text("UPDATE shop.orders SET status = :status WHERE number = :number")


def _plan(connection: Connection, order: OrderKey, request: ReturnRequest) -> Plan:
    """Raises: Problem 409 `order_not_delivered`, `return_window_over`, `item_unknown`, `payment_method_not_allowed`."""
    status = ledger.locked_status(connection, order)
    ledger.must_be(status, ["delivered"], code="order_not_delivered", what="sent back")
    must_be_open(connection, order)
    items = _items(connection, order, [part.item_id for part in request.items])
    methods = ledger.methods_of(connection, order)
    paid_with = {part.payment_method_id for part in ledger.movements(connection, order) if part.kind == "payment"}
    allowed = sorted(paid_with | {method.id for method in methods.values() if method.kind == "gift_card"})
    if request.payment_method_id not in allowed:
        detail = "The money goes back to how the order was paid, or to a gift card of the customer."
        raise Problem(409, "payment_method_not_allowed", detail, allowed=allowed)
    total = sum((item["price"] for item in items), Decimal(0))
    return Plan(order, items, Movement("refund", total, request.payment_method_id), methods)


def _items(connection: Connection, order: OrderKey, wanted: list[str]) -> list[dict[str, Any]]:
    if not wanted:
        raise Problem(409, "nothing_to_change", "No item is named.")
    if len(set(wanted)) < len(wanted):
        raise Problem(409, "duplicate_item", "An item is named twice.")
    query = text("SELECT id, name, options, price FROM shop.items WHERE order_number = :number ORDER BY position")
    rows = connection.execute(query, {"number": order.number}).mappings()
    found = [dict(row) for row in rows if row["id"] in wanted]
    if len(found) < len(wanted):
        raise Problem(409, "item_unknown", "The order has no such item.")
    return found
