"""Send an order that is not processed yet to another address."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from pydantic import Field
from sqlalchemy import text
from sqlalchemy.engine import Connection

from shop import ledger, orders
from shop.orders import OrderKey
from shop.postal import PostalAddress, checked
from shop.previews import must_match, preview_id
from shop.problems import Problem
from shop.replies import Address, AddressPreview, Order


class AddressRequest(PostalAddress):
    preview_id: str | None = Field(None, max_length=100)


@dataclass(frozen=True)
class Plan:
    """What a change of address would do now."""

    order: OrderKey
    status: str
    address: dict[str, str]

    @property
    def preview_id(self) -> str:
        return preview_id("address", asdict(self))


def preview(connection: Connection, order: OrderKey, request: AddressRequest) -> AddressPreview:
    """Raises: Problem, see `_plan`."""
    plan = _plan(connection, order, request)
    address = Address(**plan.address)
    return AddressPreview(preview_id=plan.preview_id, order_number=order.number, status=plan.status, address=address)


def change(connection: Connection, order: OrderKey, request: AddressRequest) -> Order:
    """Raises: Problem 409 `preview_stale`, or see `_plan`."""
    plan = _plan(connection, order, request)
    must_match(request.preview_id, plan.preview_id)
    update = text("UPDATE shop.orders SET address = cast(:address AS jsonb) WHERE number = :number")
    connection.execute(update, {"number": order.number, "address": json.dumps(plan.address)})
    return orders.read(connection, order.number)


def _plan(connection: Connection, order: OrderKey, request: AddressRequest) -> Plan:
    """Raises: Problem 409 `order_not_pending`, `same_address`; 422 `address_invalid`."""
    status = ledger.locked_status(connection, order)
    ledger.must_be(status, ["pending", "pending_modified"], code="order_not_pending", what="sent elsewhere")
    address = checked(request)
    query = text("SELECT address FROM shop.orders WHERE number = :number")
    if connection.execute(query, {"number": order.number}).scalar_one() == address:
        raise Problem(409, "same_address", "The order goes to this address already.")
    return Plan(order, status, address)
