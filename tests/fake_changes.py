"""A shop of Python objects that changes orders and accounts once per key, after the preview it showed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from decimal import Decimal

from helpline.backends.changes import (
    AddressPreview,
    ItemState,
    Link,
    NewVariant,
    PaymentPreview,
    ReturnedItem,
    ReturnPreview,
    Swap,
    SwapPreview,
)
from helpline.backends.errors import Conflict, NotAllowed, NotFound
from helpline.backends.values import (
    Address,
    Money,
    Order,
    OrderItem,
    OrderStatus,
    Payment,
    Product,
    Refund,
)
from tests.recording import Recorder

_PENDING = (OrderStatus.PENDING,)


@dataclass
class FakeOrderChanges(Recorder):
    """Orders of one customer, newest first; `products` is what their items come from."""

    orders: list[Order] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    done: dict[str, Order] = field(default_factory=dict)

    async def preview_address(self, number: str, *, address: Address) -> AddressPreview:
        self.note("preview_address", number=number, address=address)
        order = self._in(number, (OrderStatus.PENDING, OrderStatus.PENDING_MODIFIED))
        return AddressPreview(f"address:{number}", order.number, order.status, address=address)

    async def change_address(self, number: str, *, address: Address, preview_id: str, key: str) -> Order:
        self.note("change_address", number=number, address=address, key=key)
        return self._once(key, number, lambda order: replace(order, address=address))

    async def preview_payment_method(self, number: str, *, method_id: str) -> PaymentPreview:
        self.note("preview_payment_method", number=number, method_id=method_id)
        order = self._in(number, _PENDING)
        total = _total(order)
        back = Refund(total, days=(5, 7), method_id="card_1")
        charge = Payment(total, method_id=method_id)
        return PaymentPreview(f"payment:{number}", order.number, order.status, refunds=(back,), charge=charge)

    async def change_payment_method(self, number: str, *, method_id: str, preview_id: str, key: str) -> Order:
        self.note("change_payment_method", number=number, method_id=method_id, key=key)
        payment = Payment(_total(self._find(number)), method_id=method_id)
        return self._once(key, number, lambda order: replace(order, payments=(*order.payments, payment)))

    async def preview_item_changes(self, number: str, *, swaps: Sequence[NewVariant], method_id: str) -> SwapPreview:
        self.note("preview_item_changes", number=number, swaps=tuple(swaps), method_id=method_id)
        return self._swap_preview(self._in(number, _PENDING), swaps, method_id, OrderStatus.PENDING_MODIFIED)

    async def change_items(
        self, number: str, *, swaps: Sequence[NewVariant], method_id: str, preview_id: str, key: str
    ) -> Order:
        self.note("change_items", number=number, swaps=tuple(swaps), method_id=method_id, key=key)
        return self._once(key, number, lambda order: self._swapped(order, swaps))

    async def preview_exchange(self, number: str, *, swaps: Sequence[NewVariant], method_id: str) -> SwapPreview:
        self.note("preview_exchange", number=number, swaps=tuple(swaps), method_id=method_id)
        order = self._in(number, (OrderStatus.DELIVERED,), code="order_not_delivered")
        return self._swap_preview(order, swaps, method_id, OrderStatus.EXCHANGE_REQUESTED)

    async def exchange_items(
        self, number: str, *, swaps: Sequence[NewVariant], method_id: str, preview_id: str, key: str
    ) -> Order:
        self.note("exchange_items", number=number, swaps=tuple(swaps), method_id=method_id, key=key)
        return self._once(key, number, lambda order: replace(order, status=OrderStatus.EXCHANGE_REQUESTED))

    async def preview_return(self, number: str, *, item_ids: Sequence[str], method_id: str) -> ReturnPreview:
        self.note("preview_return", number=number, item_ids=tuple(item_ids), method_id=method_id)
        order = self._in(number, (OrderStatus.DELIVERED,), code="order_not_delivered")
        items = [item for item in order.items if item.id in item_ids]
        total = Money(sum((item.price.amount for item in items), Decimal(0)), "USD")
        returned = tuple(ReturnedItem(item.id, item.name, item.options, item.price) for item in items)
        refund = Refund(total, days=(5, 7), method_id=method_id)
        status = OrderStatus.RETURN_REQUESTED
        return ReturnPreview(f"return:{number}", order.number, status, items=returned, refund=refund, total=total)

    async def return_items(
        self, number: str, *, item_ids: Sequence[str], method_id: str, preview_id: str, key: str
    ) -> Order:
        self.note("return_items", number=number, item_ids=tuple(item_ids), method_id=method_id, key=key)
        return self._once(key, number, lambda order: replace(order, status=OrderStatus.RETURN_REQUESTED))

    async def invoice(self, number: str) -> Link:
        self.note("invoice", number=number)
        self._find(number)
        return Link("http://shop.example/links/invoice/1", datetime(2026, 11, 2, tzinfo=timezone.utc))

    def _once(self, key: str, number: str, changed: Callable[[Order], Order]) -> Order:
        if key not in self.done:
            order = self._find(number)
            self.done[key] = changed(order)
            self.orders[self.orders.index(order)] = self.done[key]
        return self.done[key]

    def _in(self, number: str, allowed: Sequence[OrderStatus], *, code: str = "order_not_pending") -> Order:
        order = self._find(number)
        if order.status not in allowed:
            raise NotAllowed("orders", code=code, allowed=[status.value for status in allowed])
        return order

    def _find(self, number: str) -> Order:
        found = [order for order in self.orders if _loose(order.number) == _loose(number)]
        if not found:
            raise NotFound("orders")
        return found[0]

    def _swap_preview(
        self, order: Order, swaps: Sequence[NewVariant], method_id: str, status: OrderStatus
    ) -> SwapPreview:
        shown = tuple(self._swap(order, swap) for swap in swaps)
        amount = sum((each.after.price.amount - each.before.price.amount for each in shown), Decimal(0))
        settlement: Payment | Refund | None = None
        if amount:
            paid, back = Payment(Money(amount, "USD"), method_id=method_id), Refund(Money(-amount, "USD"), days=(5, 7))
            settlement = paid if amount > 0 else back
        preview_id, difference = f"swap:{order.number}:{amount}", Money(amount, "USD")
        return SwapPreview(preview_id, order.number, status, swaps=shown, difference=difference, settlement=settlement)

    def _swap(self, order: Order, wanted: NewVariant) -> Swap:
        item = next(item for item in order.items if item.id == wanted.item_id)
        variants = [each for product in self.products for each in product.variants if each.id == wanted.variant_id]
        if not variants or not variants[0].available:
            raise Conflict("orders", code="item_unavailable")
        before = ItemState(item.variant_id, item.options, item.price)
        return Swap(item.id, item.name, before, ItemState(variants[0].id, variants[0].options, variants[0].price))

    def _swapped(self, order: Order, swaps: Sequence[NewVariant]) -> Order:
        items: list[OrderItem] = []
        for item in order.items:
            found = [self._swap(order, swap) for swap in swaps if swap.item_id == item.id]
            after = found[0].after if found else None
            changed = replace(item, variant_id=after.variant_id, options=after.options) if after else item
            items.append(changed)
        return replace(order, status=OrderStatus.PENDING_MODIFIED, items=tuple(items))


def _total(order: Order) -> Money:
    return order.total or Money(Decimal(0), "USD")


def _loose(number: str) -> str:
    return "".join(filter(str.isalnum, number)).upper()
