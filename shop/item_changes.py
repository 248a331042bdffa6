"""Change items of a pending order to other variants, once."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from sqlalchemy import text
from sqlalchemy.engine import Connection

from shop import ledger, orders
from shop.ledger import Methods
from shop.orders import OrderKey
from shop.previews import must_match, preview_id
from shop.refunds import Movement
from shop.replies import Money, Order, SwapPreview
from shop.swaps import ItemSwap, SwapRequest, difference, settlement, swaps_of

_NEW_STATUS = "pending_modified"


@dataclass(frozen=True)
class Plan:
    """What a change would do now."""

    order: OrderKey
    swaps: list[ItemSwap]
    settled: Movement | None
    methods: Methods

    @property
    def preview_id(self) -> str:
        settled = asdict(self.settled) if self.settled else None
        return preview_id("item-changes", [asdict(self.order), [asdict(swap) for swap in self.swaps], settled])


def preview(connection: Connection, order: OrderKey, request: SwapRequest) -> SwapPreview:
    """Raises: Problem, see `_plan`."""
    plan = _plan(connection, order, request)
    return SwapPreview(
        preview_id=plan.preview_id,
        order_number=order.number,
        status=_NEW_STATUS,
        items=[swap.shown() for swap in plan.swaps],
        difference=Money.of(difference(plan.swaps)),
        settlement=ledger.shown(plan.settled, plan.methods) if plan.settled else None,
    )


def change(connection: Connection, order: OrderKey, request: SwapRequest) -> Order:
    """Raises: Problem 409 `preview_stale`, or see `_plan`."""
    plan = _plan(connection, order, request)
    must_match(request.preview_id, plan.preview_id)
    for swap in plan.swaps:
        values = {"number": order.number, "id": swap.item_id, "variant": swap.new_variant, "price": swap.new_price}
        connection.execute(_CHANGE, {**values, "options": json.dumps(swap.new_options)})
    ledger.enter(connection, order, [plan.settled] if plan.settled else [])
    connection.execute(_STATUS, {"number": order.number, "status": _NEW_STATUS})
    return orders.read(connection, order.number)


_CHANGE = text(
    "UPDATE shop.items SET variant_id = :variant, price = :price, options = cast(:options AS jsonb)"
    " WHERE order_number = :number AND id = :id"
)
_STATUS = text("UPDATE shop.orders SET status = :status WHERE number = :number")


def _plan(connection: Connection, order: OrderKey, request: SwapRequest) -> Plan:
    """Raises: Problem 409 `order_not_pending`, or see shop.swaps."""
    status = ledger.locked_status(connection, order)
    ledger.must_be(status, ["pending"], code="order_not_pending", what="changed")
    methods = ledger.methods_of(connection, order)
    swaps = swaps_of(connection, order, request.items)
    return Plan(order, swaps, settlement(difference(swaps), request.payment_method_id, methods), methods)
