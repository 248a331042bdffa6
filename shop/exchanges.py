"""Exchange items of a delivered order for other variants, once: a label now, the difference when they have arrived."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from decimal import Decimal

from sqlalchemy import text
from sqlalchemy.engine import Connection

from shop import labels, ledger, orders
from shop.ledger import Methods
from shop.orders import OrderKey
from shop.previews import must_match, preview_id
from shop.refunds import Movement
from shop.replies import Money, Order, SwapPreview
from shop.swaps import ItemSwap, SwapRequest, difference, settlement, swaps_of
from shop.windows import must_be_open

_NEW_STATUS = "exchange_requested"


@dataclass(frozen=True)
class Plan:
    """What an exchange would do now."""

    order: OrderKey
    swaps: list[ItemSwap]
    settled: Movement | None
    method_id: str
    methods: Methods

    @property
    def difference(self) -> Decimal:
        return difference(self.swaps)

    @property
    def preview_id(self) -> str:
        swaps = [asdict(swap) for swap in self.swaps]
        return preview_id("exchanges", [asdict(self.order), swaps, str(self.difference), self.method_id])


def preview(connection: Connection, order: OrderKey, request: SwapRequest) -> SwapPreview:
    """Raises: Problem, see `_plan`."""
    plan = _plan(connection, order, request)
    return SwapPreview(
        preview_id=plan.preview_id,
        order_number=order.number,
        status=_NEW_STATUS,
        items=[swap.shown() for swap in plan.swaps],
        difference=Money.of(plan.difference),
        settlement=ledger.shown(plan.settled, plan.methods) if plan.settled else None,
    )


def exchange(connection: Connection, order: OrderKey, request: SwapRequest) -> Order:
    """Raises: Problem 409 `preview_stale`, or see `_plan`."""
    plan = _plan(connection, order, request)
    must_match(request.preview_id, plan.preview_id)
    items = [{"item_id": swap.item_id, "new_variant_id": swap.new_variant} for swap in plan.swaps]
    values = {"number": order.number, "items": json.dumps(items), "method": plan.method_id}
    connection.execute(_INSERT, {**values, "difference": plan.difference})
    connection.execute(_STATUS, {"number": order.number, "status": _NEW_STATUS})
    labels.send(connection, order, what="exchange")
    return orders.read(connection, order.number)


_INSERT = text(
    "INSERT INTO shop.exchanges (order_number, position, items, payment_method_id, difference)"
    " SELECT :number, coalesce(max(position) + 1, 0), cast(:items AS jsonb), :method, :difference"
    " FROM shop.exchanges WHERE order_number = :number"
)
_STATUS = text("UPDATE shop.orders SET status = :status WHERE number = :number")


def _plan(connection: Connection, order: OrderKey, request: SwapRequest) -> Plan:
    """Raises: Problem 409 `order_not_delivered`, `return_window_over`, or see shop.swaps."""
    status = ledger.locked_status(connection, order)
    ledger.must_be(status, ["delivered"], code="order_not_delivered", what="exchanged")
    must_be_open(connection, order)
    methods = ledger.methods_of(connection, order)
    swaps = swaps_of(connection, order, request.items)
    settled = settlement(difference(swaps), request.payment_method_id, methods)
    return Plan(order, swaps, settled, request.payment_method_id, methods)
