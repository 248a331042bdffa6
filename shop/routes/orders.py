"""Show orders to their customers, and change them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy.engine import Connection

from shop import cancellation, exchanges, item_changes, links, order_address, orders, payment_changes, returns
from shop.callers import Caller, Level, Role
from shop.cancellation import CancellationRequest
from shop.database import transaction
from shop.grants import admit, record
from shop.idempotency import Write, once
from shop.numbers import key_of, loose_key_of
from shop.order_address import AddressRequest
from shop.payment_changes import PaymentRequest
from shop.problems import too_low
from shop.replies import (
    AddressPreview,
    CancellationPreview,
    Link,
    Order,
    OrderState,
    Page,
    PaymentPreview,
    ReturnPreview,
    SwapPreview,
)
from shop.returns import ReturnRequest
from shop.routes.inputs import KeyUnlessPreview, Number, Part, Status, Who
from shop.swaps import SwapRequest

router = APIRouter(prefix="/orders", tags=["orders"])
_INVOICE_MINUTES = 15
Answer = Any  # a stored result as it was first given, or a preview


@dataclass(frozen=True)
class Change:
    """One kind of write: its part of the path, its name in the audit, how it is shown and how it is done."""

    path: str
    action: str
    preview: Callable[[Connection, orders.OrderKey, Any], BaseModel]
    work: Callable[[Connection, orders.OrderKey, Any], BaseModel]


def _changed(change: Change, number: str, who: Caller, *, key: str | None, request: BaseModel) -> Answer:
    """Without a key the preview, which changes nothing."""
    who.must_be_verified(Role.STAFF)
    if key is None:
        with transaction() as connection:
            admit(connection, who)
            return change.preview(connection, _find(connection, number, who), request)

    def work(connection: Connection) -> BaseModel:
        found = _find(connection, number, who)
        _audit(connection, who, action=change.action, number=found.number)
        return change.work(connection, found, request)

    return once(Write(who, key, [change.path, key_of(number), request.dict()]), work)


@router.get("", response_model=Page[Order])
def read_orders(part: Part, who: Who, status: Status = None) -> Page[Order]:
    who.must_be_verified()
    with transaction() as connection:
        admit(connection, who)
        return orders.page(connection, who.name, status=status.value if status else None, cut=part)


# A number may hold a slash, so it takes the rest of the path, and the longer paths come first.
@router.post("/{number:path}/cancellation", response_model=Order | CancellationPreview)
def cancel_order(
    request: CancellationRequest, number: Number, key: KeyUnlessPreview, who: Who, preview: bool = False
) -> Answer:
    """With `preview=true` nothing changes, no key is needed, and the answer is what would happen."""
    change = Change("cancellation", "order_cancelled", cancellation.preview, cancellation.cancel)
    return _changed(change, number, who, key=None if preview else key, request=request)


@router.post("/{number:path}/item-changes", response_model=Order | SwapPreview)
def change_items(
    request: SwapRequest, number: Number, key: KeyUnlessPreview, who: Who, preview: bool = False
) -> Answer:
    change = Change("item-changes", "items_changed", item_changes.preview, item_changes.change)
    return _changed(change, number, who, key=None if preview else key, request=request)


@router.post("/{number:path}/returns", response_model=Order | ReturnPreview)
def return_items(
    request: ReturnRequest, number: Number, key: KeyUnlessPreview, who: Who, preview: bool = False
) -> Answer:
    change = Change("returns", "return_requested", returns.preview, returns.take_back)
    return _changed(change, number, who, key=None if preview else key, request=request)


@router.post("/{number:path}/exchanges", response_model=Order | SwapPreview)
def exchange_items(
    request: SwapRequest, number: Number, key: KeyUnlessPreview, who: Who, preview: bool = False
) -> Answer:
    change = Change("exchanges", "exchange_requested", exchanges.preview, exchanges.exchange)
    return _changed(change, number, who, key=None if preview else key, request=request)


@router.put("/{number:path}/address", response_model=Order | AddressPreview)
def change_address(
    request: AddressRequest, number: Number, key: KeyUnlessPreview, who: Who, preview: bool = False
) -> Answer:
    change = Change("address", "address_changed", order_address.preview, order_address.change)
    return _changed(change, number, who, key=None if preview else key, request=request)


@router.put("/{number:path}/payment-method", response_model=Order | PaymentPreview)
def change_payment_method(
    request: PaymentRequest, number: Number, key: KeyUnlessPreview, who: Who, preview: bool = False
) -> Answer:
    change = Change("payment-method", "payment_changed", payment_changes.preview, payment_changes.change)
    return _changed(change, number, who, key=None if preview else key, request=request)


@router.get("/{number:path}/invoice", response_model=Link)
def read_invoice(number: Number, who: Who) -> Link:
    """A link that opens the invoice for some minutes."""
    who.must_be_verified(Role.STAFF)
    with transaction() as connection:
        admit(connection, who)
        found = _find(connection, number, who)
        _audit(connection, who, action="invoice_read", number=found.number)
    return links.make("invoice", found.number, minutes=_INVOICE_MINUTES)


@router.get("/{number:path}", response_model=Order | OrderState)
def read_order(number: Number, who: Who) -> Order | OrderState:
    who.must_be(Role.CUSTOMER, Role.STAFF)
    with transaction() as connection:
        admit(connection, who)
        if who.level is Level.RECOGNISED:
            return _recognised(connection, number, who)
        found = _find(connection, number, who)
        _audit(connection, who, action="order_read", number=found.number)
        return orders.read(connection, found.number)


def _find(connection: Connection, number: str, who: Caller) -> orders.OrderKey:
    return orders.find(connection, number, customer_id=who.name if who.role is Role.CUSTOMER else None)


def _recognised(connection: Connection, number: str, who: Caller) -> OrderState:
    """Another number gets the same answer whether or not it exists."""
    own = str(who.order_number)
    if loose_key_of(number) != loose_key_of(own):
        raise too_low()
    return orders.read_state(connection, own)


def _audit(connection: Connection, who: Caller, *, action: str, number: str) -> None:
    if who.role is Role.STAFF:
        record(connection, who.id, action=action, subject=number)
