"""Turn the shop's JSON into values, checking that what belongs together fits together."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from helpline.backends.reading import Fields, Unfit
from helpline.backends.values import (
    Address,
    CancellationPreview,
    Customer,
    EffectReport,
    Grant,
    MethodKind,
    Money,
    Order,
    OrderItem,
    OrderStatus,
    Payment,
    PaymentMethod,
    Product,
    Refund,
    Shipment,
    Ticket,
    TicketComment,
    TicketPriority,
    TicketStatus,
    Variant,
)

_LEVELS = ("recognised", "verified")
_MOST_DAYS = 90
_NO_METHOD: tuple[MethodKind | None, str | None, str | None] = (None, None, None)


def order(data: Any, place: str = "order") -> Order:
    """An order; of a recognised guest's only number, status and shipments are there."""
    fields = Fields(data, place)
    cancellation = fields.maybe("cancellation", _reason)
    found = Order(
        number=fields.text("number", most=64),
        status=fields.one_of("status", OrderStatus),
        placed_at=fields.moment("placed_at"),
        customer_id=fields.maybe_text("customer_id", most=128),
        address=fields.maybe("address", _address),
        items=fields.many("items", _item),
        payments=fields.many("payments", _payment),
        refunds=fields.many("refunds", _refund),
        shipments=fields.many("shipments", _shipment),
        total=fields.maybe_money("total"),
        cancel_reason=cancellation,
    )
    _check_amounts(found, place)
    return found


def orders(data: Any) -> tuple[Order, ...]:
    """A page of orders."""
    return Fields(data, "orders").many("items", order)


def cancellation_preview(data: Any) -> CancellationPreview:
    """What a cancellation would do; the refunds must sum up to the total."""
    fields = Fields(data, "preview")
    refunds = fields.many("refunds", _refund)
    total = fields.money("total")
    if refunds and _sum(refund.amount for refund in refunds) != total:
        raise Unfit("preview.total: not the sum of the refunds")
    return CancellationPreview(
        preview_id=fields.text("preview_id", most=255),
        order_number=fields.text("order_number", most=64),
        new_status=fields.one_of("status", OrderStatus),
        refunds=refunds,
        total=total,
    )


def customer(data: Any) -> Customer:
    """A customer's own account."""
    fields = Fields(data, "customer")
    return Customer(
        id=fields.text("id", most=128),
        first_name=fields.maybe_text("first_name") or "",
        last_name=fields.maybe_text("last_name") or "",
        email=fields.text("email", most=320),
        newsletter=fields.flag("newsletter"),
        address=fields.maybe("address", _address),
        payment_methods=fields.many("payment_methods", _method),
    )


def ticket(data: Any, place: str = "ticket") -> Ticket:
    """A ticket with its comments."""
    fields = Fields(data, place)
    return Ticket(
        number=fields.text("number", most=64),
        status=fields.one_of("status", TicketStatus),
        subject=fields.maybe_text("subject", most=1000) or "",
        created_at=fields.moment("created_at"),
        category=fields.maybe_text("category") or "",
        priority=fields.one_of("priority", TicketPriority),
        queue=fields.maybe_text("queue") or "general",
        order_number=fields.maybe_text("order_number", most=64),
        comments=fields.many("comments", _comment),
    )


def tickets(data: Any) -> tuple[Ticket, ...]:
    """A page of tickets."""
    return Fields(data, "tickets").many("items", ticket)


def product(data: Any, place: str = "product") -> Product:
    """A product with its variants."""
    fields = Fields(data, place)
    return Product(
        id=fields.text("id", most=128),
        name=fields.text("name"),
        description=fields.maybe_text("description", most=10_000) or "",
        variants=fields.many("variants", _variant),
    )


def products(data: Any) -> tuple[Product, ...]:
    """A page of products."""
    return Fields(data, "products").many("items", product)


def grant(data: Any) -> Grant:
    """A customer token: of a verified customer, or of a recognised guest for one order."""
    fields = Fields(data, "grant")
    level, expires_at = fields.text("level", most=20), fields.moment("expires_at")
    found_customer, found_order = fields.maybe_text("customer_id", most=128), fields.maybe_text("order_number", most=64)
    if level not in _LEVELS or expires_at is None or not (found_customer if level == "verified" else found_order):
        raise Unfit("grant: level, customer or expiry")
    return Grant(
        token=fields.text("token", most=8192),
        level=level,
        expires_at=expires_at,
        customer_id=found_customer,
        order_number=found_order,
        refresh=fields.maybe_text("refresh", most=8192),
    )


def verification_id(data: Any) -> str:
    """The id of a one-time code that was sent, or would have been."""
    return Fields(data, "verification").text("verification_id", most=255)


def effect_report(data: Any) -> EffectReport:
    """What became of a key."""
    fields = Fields(data, "effect")
    state, status = fields.text("state", most=20), data.get("status")
    if state not in ("done", "in_progress") or (state == "done" and not isinstance(status, int)):
        raise Unfit("effect.state")
    return EffectReport(state=state, status=status, body=data.get("body"))


def _address(data: Any, place: str) -> Address:
    fields = Fields(data, place)
    return Address(
        line1=fields.text("line1"),
        line2=fields.maybe_text("line2") or "",
        city=fields.text("city"),
        state=fields.maybe_text("state") or "",
        country=fields.text("country"),
        postcode=fields.text("postcode", most=32),
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


def _method(data: Any, place: str) -> PaymentMethod:
    fields = Fields(data, place)
    return PaymentMethod(
        id=fields.text("id", most=128),
        kind=_kind(fields),
        brand=fields.maybe_text("brand", most=50),
        last_four=fields.maybe_text("last_four", most=4),
        balance=fields.maybe_money("balance"),
    )


def _payment(data: Any, place: str) -> Payment:
    fields = Fields(data, place)
    kind, brand, last_four = fields.maybe("method", _shown_method) or _NO_METHOD
    return Payment(fields.money("amount"), kind, brand, last_four)


def _refund(data: Any, place: str) -> Refund:
    fields = Fields(data, place)
    kind, brand, last_four = fields.maybe("method", _shown_method) or _NO_METHOD
    return Refund(fields.money("amount"), kind, brand, last_four, fields.maybe("days", _days))


def _shown_method(data: Any, place: str) -> tuple[MethodKind, str | None, str | None]:
    fields = Fields(data, place)
    return _kind(fields), fields.maybe_text("brand", most=50), fields.maybe_text("last_four", most=4)


def _kind(fields: Fields) -> MethodKind:
    try:
        return MethodKind(fields.text("kind", most=50))
    except ValueError as exc:
        if isinstance(exc, Unfit):
            raise
        return MethodKind.OTHER


def _days(data: Any, place: str) -> tuple[int, int]:
    fits = isinstance(data, list) and len(data) == 2 and all(type(day) is int for day in data)
    if not fits or not 0 <= data[0] <= data[1] <= _MOST_DAYS:
        raise Unfit(place)
    return data[0], data[1]


def _shipment(data: Any, place: str) -> Shipment:
    fields = Fields(data, place)
    return Shipment(
        tracking_number=fields.maybe_text("tracking_number", most=128),
        carrier=fields.maybe_text("carrier", most=128),
        item_ids=fields.texts("item_ids"),
        eta=fields.moment("eta"),
        delivered_at=fields.moment("delivered_at"),
    )


def _comment(data: Any, place: str) -> TicketComment:
    fields = Fields(data, place)
    return TicketComment(
        fields.maybe_text("author") or "", fields.maybe_text("body", most=20_000) or "", fields.moment("at")
    )


def _variant(data: Any, place: str) -> Variant:
    fields = Fields(data, place)
    return Variant(
        id=fields.text("id", most=128),
        options=fields.pairs("options"),
        price=fields.money("price"),
        available=fields.flag("available"),
    )


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
