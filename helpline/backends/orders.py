"""Look orders up at the shop; only the asking customer's own are ever handed on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from typing import Any, TypeVar

from helpline.backends.asking import Asker, as_customer, path_of
from helpline.backends.calls import Call
from helpline.backends.changes import Link
from helpline.backends.errors import NotFound
from helpline.backends.order_changes import OrderChanges
from helpline.backends.parsing import changes, orders
from helpline.backends.values import Order
from helpline.logs import Log

log = Log("helpline.backends.orders")
T = TypeVar("T")
_LONG_AGO = datetime.min.replace(tzinfo=timezone.utc)
_NEWEST = {"limit": "50"}


class HttpOrderDesk(OrderChanges):
    """The order desk behind the shop's API."""

    async def find(self, number: str) -> Order:
        path = path_of(self._pool.name, "orders", number)
        order, asker = await as_customer(self._pool, lambda asker: _get(path, orders.order, asker))
        return self._own(order, asker, number=number)

    async def list(self) -> Sequence[Order]:
        found, asker = await as_customer(self._pool, lambda asker: _get("/orders", orders.orders, asker, query=_NEWEST))
        own = [self._own(order, asker) for order in found]
        return sorted(own, key=lambda order: order.placed_at or _LONG_AGO, reverse=True)

    async def invoice(self, number: str) -> Link:
        path = path_of(self._pool.name, "orders", number) + "/invoice"
        link, _ = await as_customer(self._pool, lambda asker: _get(path, changes.link, asker))
        return link

    def _own(self, found: Order, asker: Asker, *, number: str | None = None) -> Order:
        identity = asker.identity
        foreign = found.customer_id is not None and identity.customer_id not in (None, found.customer_id)
        foreign = foreign or (identity.order_number is not None and found.number != identity.order_number)
        if foreign or (number is not None and _loose(number) != _loose(found.number)):
            log.error("foreign_order_refused", backend=self._pool.name)
            raise NotFound(self._pool.name)
        return found


def _get(path: str, parse: Callable[[Any], T], asker: Asker, **options: Any) -> Call[T]:
    return Call("GET", path, parse, asker.token, client=asker.client, **options)


def _loose(number: str) -> str:
    return "".join(filter(str.isalnum, number)).upper()
