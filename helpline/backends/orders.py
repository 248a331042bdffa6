"""Look orders up and cancel them at the shop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from typing import Any, TypeVar

from helpline.backends.asking import Asker, as_customer, path_of
from helpline.backends.calls import Call
from helpline.backends.errors import NotFound
from helpline.backends.parsing import orders as parsing
from helpline.backends.pool import Pool
from helpline.backends.reading import Unfit
from helpline.backends.values import CancellationPreview, CancelReason, Order, OrderStatus
from helpline.logs import Log

log = Log("helpline.backends.orders")
T = TypeVar("T")
_LONG_AGO = datetime.min.replace(tzinfo=timezone.utc)
_NEWEST = {"limit": "50"}


class HttpOrderDesk:
    """The order desk behind the shop's API."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def find(self, number: str) -> Order:
        path = path_of(self._pool.name, "orders", number)
        order, asker = await as_customer(self._pool, lambda asker: _call("GET", path, parsing.order, asker))
        return self._own(order, asker, number=number)

    async def list(self) -> Sequence[Order]:
        orders, asker = await as_customer(
            self._pool, lambda asker: _call("GET", "/orders", parsing.orders, asker, query=_NEWEST)
        )
        own = [self._own(order, asker) for order in orders]
        return sorted(own, key=lambda order: order.placed_at or _LONG_AGO, reverse=True)

    async def preview_cancellation(self, number: str, *, reason: CancelReason) -> CancellationPreview:
        path = path_of(self._pool.name, "orders", number) + "/cancellation"
        options: dict[str, Any] = {"query": {"preview": "true"}, "body": {"reason": reason.value}, "safe": True}
        preview, _ = await as_customer(
            self._pool, lambda asker: _call("POST", path, parsing.cancellation_preview, asker, **options)
        )
        return preview

    async def cancel(self, number: str, *, reason: CancelReason, preview_id: str, key: str) -> Order:
        path = path_of(self._pool.name, "orders", number) + "/cancellation"
        body = {"reason": reason.value, "preview_id": preview_id}
        order, asker = await as_customer(
            self._pool, lambda asker: _call("POST", path, _cancelled, asker, body=body, key=key)
        )
        return self._own(order, asker, number=number)

    def _own(self, order: Order, asker: Asker, *, number: str | None = None) -> Order:
        """The order, if it is the asking customer's and the one asked for; else it is not there."""
        identity = asker.identity
        foreign = order.customer_id is not None and identity.customer_id not in (None, order.customer_id)
        foreign = foreign or (identity.order_number is not None and order.number != identity.order_number)
        if foreign or (number is not None and _loose(number) != _loose(order.number)):
            log.error("foreign_order_refused", backend=self._pool.name)
            raise NotFound(self._pool.name)
        return order


def _call(method: str, path: str, parse: Callable[[Any], T], asker: Asker, **options: Any) -> Call[T]:
    return Call(method, path, parse, asker.token, client=asker.client, **options)


def _cancelled(data: Any) -> Order:
    order = parsing.order(data)
    if order.status is not OrderStatus.CANCELLED:
        raise Unfit("order.status: not cancelled")
    return order


def _loose(number: str) -> str:
    return "".join(filter(str.isalnum, number)).upper()
