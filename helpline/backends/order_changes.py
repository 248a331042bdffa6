"""Change orders at the shop: each change has its preview, and its reply must say that it was made."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from helpline.backends.asking import Asker, as_customer, path_of
from helpline.backends.calls import Call
from helpline.backends.changes import (
    AddressPreview,
    NewVariant,
    PaymentPreview,
    ReturnPreview,
    SwapPreview,
)
from helpline.backends.parsing import changes as parsing
from helpline.backends.parsing.orders import cancellation_preview, order
from helpline.backends.pool import Pool
from helpline.backends.reading import Unfit
from helpline.backends.values import Address, CancellationPreview, CancelReason, Order, OrderStatus

T = TypeVar("T")


class OrderChanges(ABC):
    """The writes of the order desk."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    @abstractmethod
    def _own(self, found: Order, asker: Asker, *, number: str | None = None) -> Order:
        """The order, if it is the asking customer's and the one asked for; else it is not there."""

    async def preview_cancellation(self, number: str, *, reason: CancelReason) -> CancellationPreview:
        body = {"reason": reason.value}
        return await self._preview("POST", number, "cancellation", body, cancellation_preview)

    async def cancel(self, number: str, *, reason: CancelReason, preview_id: str, key: str) -> Order:
        body = {"reason": reason.value, "preview_id": preview_id}
        return await self._write("POST", number, "cancellation", body, key, _is(OrderStatus.CANCELLED))

    async def preview_address(self, number: str, *, address: Address) -> AddressPreview:
        return await self._preview("PUT", number, "address", asdict(address), parsing.address_preview)

    async def change_address(self, number: str, *, address: Address, preview_id: str, key: str) -> Order:
        body = {**asdict(address), "preview_id": preview_id}
        return await self._write("PUT", number, "address", body, key, lambda found: _same_place(found, address))

    async def preview_payment_method(self, number: str, *, method_id: str) -> PaymentPreview:
        body = {"payment_method_id": method_id}
        return await self._preview("PUT", number, "payment-method", body, parsing.payment_preview)

    async def change_payment_method(self, number: str, *, method_id: str, preview_id: str, key: str) -> Order:
        body = {"payment_method_id": method_id, "preview_id": preview_id}

        def charged(found: Order) -> bool:
            return bool(found.payments) and found.payments[-1].method_id == method_id

        return await self._write("PUT", number, "payment-method", body, key, charged)

    async def preview_item_changes(self, number: str, *, swaps: Sequence[NewVariant], method_id: str) -> SwapPreview:
        return await self._preview("POST", number, "item-changes", _swaps(swaps, method_id), parsing.swap_preview)

    async def change_items(
        self, number: str, *, swaps: Sequence[NewVariant], method_id: str, preview_id: str, key: str
    ) -> Order:
        body = {**_swaps(swaps, method_id), "preview_id": preview_id}
        wanted = {(swap.item_id, swap.variant_id) for swap in swaps}

        def changed(found: Order) -> bool:
            return wanted <= {(item.id, item.variant_id) for item in found.items}

        return await self._write("POST", number, "item-changes", body, key, changed)

    async def preview_exchange(self, number: str, *, swaps: Sequence[NewVariant], method_id: str) -> SwapPreview:
        return await self._preview("POST", number, "exchanges", _swaps(swaps, method_id), parsing.swap_preview)

    async def exchange_items(
        self, number: str, *, swaps: Sequence[NewVariant], method_id: str, preview_id: str, key: str
    ) -> Order:
        body = {**_swaps(swaps, method_id), "preview_id": preview_id}
        return await self._write("POST", number, "exchanges", body, key, _is(OrderStatus.EXCHANGE_REQUESTED))

    async def preview_return(self, number: str, *, item_ids: Sequence[str], method_id: str) -> ReturnPreview:
        return await self._preview("POST", number, "returns", _returned(item_ids, method_id), parsing.return_preview)

    async def return_items(
        self, number: str, *, item_ids: Sequence[str], method_id: str, preview_id: str, key: str
    ) -> Order:
        body = {**_returned(item_ids, method_id), "preview_id": preview_id}
        return await self._write("POST", number, "returns", body, key, _is(OrderStatus.RETURN_REQUESTED))

    async def _preview(self, method: str, number: str, part: str, body: Any, parse: Callable[[Any], T]) -> T:
        path = f"{path_of(self._pool.name, 'orders', number)}/{part}"

        def make(asker: Asker) -> Call[T]:
            query = {"preview": "true"}
            return Call(method, path, parse, asker.token, query=query, body=body, safe=True, client=asker.client)

        return (await as_customer(self._pool, make))[0]

    async def _write(
        self, method: str, number: str, part: str, body: Any, key: str, says_so: Callable[[Order], bool]
    ) -> Order:
        path = f"{path_of(self._pool.name, 'orders', number)}/{part}"

        def parse(data: Any) -> Order:
            found = order(data)
            if not says_so(found):
                raise Unfit(f"order: not what {part} asked for")
            return found

        def make(asker: Asker) -> Call[Order]:
            return Call(method, path, parse, asker.token, body=body, key=key, client=asker.client)

        found, asker = await as_customer(self._pool, make)
        return self._own(found, asker, number=number)


def _is(status: OrderStatus) -> Callable[[Order], bool]:
    return lambda found: found.status is status


def _same_place(found: Order, wanted: Address) -> bool:
    """The shop may write it another way; street and postcode stay what they are."""
    kept = found.address
    return kept is not None and kept.line1 == wanted.line1 and kept.postcode.upper() == wanted.postcode.upper()


def _swaps(swaps: Sequence[NewVariant], method_id: str) -> dict[str, Any]:
    items = [{"item_id": swap.item_id, "new_variant_id": swap.variant_id} for swap in swaps]
    return {"items": items, "payment_method_id": method_id}


def _returned(item_ids: Sequence[str], method_id: str) -> dict[str, Any]:
    return {"items": [{"item_id": item_id} for item_id in item_ids], "payment_method_id": method_id}
