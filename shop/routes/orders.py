"""Show orders to their customers, and cancel them."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from sqlalchemy.engine import Connection

from shop import cancellation, orders
from shop.callers import Caller, Level, Role
from shop.cancellation import CancellationRequest
from shop.database import transaction
from shop.grants import admit, record
from shop.idempotency import Write, once
from shop.numbers import key_of, loose_key_of
from shop.problems import too_low
from shop.replies import CancellationPreview, Order, OrderState, Page
from shop.routes.inputs import KeyUnlessPreview, Number, Part, Status, Who

router = APIRouter(prefix="/orders", tags=["orders"])


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
) -> JSONResponse | CancellationPreview:
    """With `preview=true` nothing changes, no key is needed, and the answer is what would happen."""
    who.must_be_verified(Role.STAFF)
    if preview or key is None:
        with transaction() as connection:
            admit(connection, who)
            return cancellation.preview(connection, _find(connection, number, who), request)

    def work(connection: Connection) -> Order:
        found = _find(connection, number, who)
        _audit(connection, who, action="order_cancelled", number=found.number)
        return cancellation.cancel(connection, found, request)

    return once(Write(who, key, ["cancellation", key_of(number), request.dict()]), work)


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
