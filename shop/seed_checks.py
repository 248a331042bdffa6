"""Check what one part of a seed file says about another: ids that exist, and exist once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from shop.numbers import key_of

if TYPE_CHECKING:
    from shop.seed_file import Order, SeedFile


def faults_of_text(content: Any) -> list[str]:
    """Places of text that Postgres cannot store: NUL characters and lone surrogates."""
    faults, waiting = [], [("", content)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(f"{place}.{key}".lstrip("."), part) for key, part in value.items()]
            waiting += [(f"{place} (a key)", key) for key in value]
        elif isinstance(value, list):
            waiting += [(f"{place}[{index}]", part) for index, part in enumerate(value)]
        elif isinstance(value, str) and ("\0" in value or any("\ud800" <= char <= "\udfff" for char in value)):
            faults.append(f"{place}: text with NUL characters or lone surrogates")
    return faults


def faults_between_parts(seed: SeedFile) -> list[str]:
    """Payment methods and products may be gone while orders still name them; everything else must fit."""
    customers = {str(customer.id) for customer in seed.customers}
    faults = [
        *_twice(seed.customers, "customers", key=lambda part: str(part.id)),
        *_twice(seed.products, "products", key=lambda part: str(part.id)),
        *_twice(seed.orders, "orders", key=lambda part: key_of(part.number), name="number"),
        *_twice(seed.tickets, "tickets", key=lambda part: key_of(part.number), name="number"),
    ]
    for index, customer in enumerate(seed.customers):
        faults += _twice(customer.payment_methods, f"customers[{index}].payment_methods", key=lambda part: str(part.id))
    for index, product in enumerate(seed.products):
        faults += _twice(product.variants, f"products[{index}].variants", key=lambda part: str(part.id))
    for index, order in enumerate(seed.orders):
        faults += _faults_of_order(order, f"orders[{index}]", customers)
    for index, ticket in enumerate(seed.tickets):
        if ticket.customer_id is not None and ticket.customer_id not in customers:
            faults.append(f"tickets[{index}].customer_id: no customer {ticket.customer_id!r}")
    return faults


def _faults_of_order(order: Order, place: str, customers: set[str]) -> Iterator[str]:
    if order.customer_id not in customers:
        yield f"{place}.customer_id: no customer {order.customer_id!r}"
    if not key_of(order.number):
        yield f"{place}.number: nothing but '#' and spaces"
    yield from _twice(order.items, f"{place}.items", key=lambda part: str(part.id))
    items = {item.id for item in order.items}
    named: dict[str, list[Any]] = {"shipments": list(order.shipments), "returns": list(order.returns)}
    for list_name, parts in named.items():
        for index, part in enumerate(parts):
            for item_id in part.item_ids:
                if item_id not in items:
                    yield f"{place}.{list_name}[{index}].item_ids: no item {item_id!r} in this order"
    for index, exchange in enumerate(order.exchanges):
        for exchanged in exchange.items:
            if exchanged.item_id not in items:
                yield f"{place}.exchanges[{index}].items: no item {exchanged.item_id!r} in this order"


def _twice(parts: Iterable[Any], place: str, *, key: Callable[[Any], str], name: str = "id") -> Iterator[str]:
    seen: dict[str, int] = {}
    for index, part in enumerate(parts):
        first = seen.setdefault(key(part), index)
        if first != index:
            yield f"{place}[{index}].{name}: {getattr(part, name)!r} is taken by {place}[{first}]"
