"""Read orders, and what a cancellation would do."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from helpline.backends.parsing import parts
from helpline.backends.reading import Fields, Unfit
from helpline.backends.values import (
    CancellationPreview,
    Exchange,
    MethodKind,
    Money,
    Order,
    OrderItem,
    OrderStatus,
    Payment,
    Refund,
    Return,
    Shipment,
)

LEAST_DIFFERENCE = Decimal("-10000000")  # money may come back
_NO_METHOD: tuple[MethodKind | None, str | None, str | None] = (None, None, None)


def order(data: Any, place: str = "order") -> Order:
    """An order; of a recognised guest's only number, status and shipments are there."""
    fields = Fields(data, place)
    cancellation = fields.maybe("cancellation", _reason)
    found = Order(
        number=fields.text("number", most=100),
        status=fields.one_of("status", OrderStatus),
        placed_at=fields.moment("placed_at"),
        customer_id=fields.maybe_text("customer_id", most=128),
        address=fields.maybe("address", parts.address),
        items=fields.many("items", _item),
        payments=fields.many("payments", payment),
        refunds=fields.many("refunds", refund),
        shipments=fields.many("shipments", _shipment),
        total=fields.maybe_money("total"),
        cancel_reason=cancellation,
        returns=fields.many("returns", _return),
        exchanges=fields.many("exchanges", _exchange),
        returnable_until=fields.moment("returnable_until"),
    )
    _check_amounts(found, place)
    return found


def orders(data: Any) -> tuple[Order, ...]:
    """A page of orders."""
    return Fields(data, "orders").many("items", order)


def cancellation_preview(data: Any) -> CancellationPreview:
    """What a cancellation would do; the refunds must sum up to the total."""
    fields = Fields(data, "preview")
    refunds = fields.many("refunds", refund)
    total = fields.money("total")
    if refunds and _sum(refund.amount for refund in refunds) != total:
        raise Unfit("preview.total: not the sum of the refunds")
    return CancellationPreview(
        preview_id=fields.text("preview_id", most=255),
        order_number=fields.text("order_number", most=100),
        new_status=fields.one_of("status", OrderStatus),
        refunds=refunds,
        total=total,
    )


def _item(data: Any, place: str) -> OrderItem:
    fields = Fields(data, place)
    return OrderItem(
        id=fields.text("id", most=128),
        product_id=fields.text("product_id", most=128),
        variant_id=fields.text("variant_id", most=128),
        name=fields.text("name"),
        price=fields.money("price"),
        options=fields.pairs("options"),
    )


def payment(data: Any, place: str) -> Payment:
    fields = Fields(data, place)
    kind, brand, last_four = fields.maybe("method", parts.shown_method) or _NO_METHOD
    return Payment(fields.money("amount"), kind, brand, last_four, fields.maybe_text("payment_method_id", most=128))


def refund(data: Any, place: str) -> Refund:
    fields = Fields(data, place)
    kind, brand, last_four = fields.maybe("method", parts.shown_method) or _NO_METHOD
    method_id = fields.maybe_text("payment_method_id", most=128)
    return Refund(fields.money("amount"), kind, brand, last_four, fields.maybe("days", parts.days), method_id)


def _shipment(data: Any, place: str) -> Shipment:
    fields = Fields(data, place)
    return Shipment(
        tracking_number=fields.maybe_text("tracking_number", most=128),
        carrier=fields.maybe_text("carrier", most=128),
        item_ids=fields.texts("item_ids"),
        eta=fields.moment("eta"),
        delivered_at=fields.moment("delivered_at"),
    )


def _return(data: Any, place: str) -> Return:
    fields = Fields(data, place)
    return Return(fields.texts("item_ids"), fields.maybe_text("payment_method_id", most=128))


def _exchange(data: Any, place: str) -> Exchange:
    fields = Fields(data, place)
    method_id = fields.maybe_text("payment_method_id", most=128)
    return Exchange(fields.many("items", _new_variant), method_id, fields.money("difference", least=LEAST_DIFFERENCE))


def _new_variant(data: Any, place: str) -> tuple[str, str]:
    fields = Fields(data, place)
    return fields.text("item_id", most=128), fields.text("new_variant_id", most=128)


def _reason(data: Any, place: str) -> str | None:
    return Fields(data, place).maybe_text("reason")


def _check_amounts(found: Order, place: str) -> None:
    """One currency throughout, and never more back than came in."""
    moved = [part.amount for part in found.payments] + [part.amount for part in found.refunds]
    amounts = [*moved, *(item.price for item in found.items)]
    if len({amount.currency for amount in amounts} | ({found.total.currency} if found.total else set())) > 1:
        raise Unfit(f"{place}: several currencies")
    paid = sum((part.amount.amount for part in found.payments), Decimal(0))
    refunded = sum((part.amount.amount for part in found.refunds), Decimal(0))
    if refunded > paid:
        raise Unfit(f"{place}.refunds: more than was paid")


def _sum(amounts: Iterable[Money]) -> Money:
    figures = list(amounts)
    if len({figure.currency for figure in figures}) != 1:
        raise Unfit("several currencies")
    return Money(sum((figure.amount for figure in figures), Decimal(0)), figures[0].currency)
