"""Describe what the API answers. Money is a decimal string with a currency, time is RFC 3339 in UTC."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from pydantic.generics import GenericModel

from shop.settings import shop_settings

Item_ = TypeVar("Item_")


class Money(BaseModel):
    amount: str
    currency: str

    @classmethod
    def of(cls, amount: Decimal) -> Money:
        return cls(amount=f"{amount:.2f}", currency=shop_settings().currency)


def at(moment: datetime) -> str:
    """`2026-11-02T10:00:00Z`; fractions of a second only where there are any."""
    return moment.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")


def at_or_none(moment: datetime | None) -> str | None:
    return at(moment) if moment else None


class ProblemDocument(BaseModel):
    """Any answer that is not what was asked for (RFC 9457); `code` is stable, `detail` is for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    allowed: list[str] | None = None
    errors: list[dict[str, str]] | None = None


class Page(GenericModel, Generic[Item_]):
    """One page of a list; `next` is the cursor of the page after it."""

    items: list[Item_]
    next: str | None = None


class Address(BaseModel):
    line1: str
    line2: str = ""
    city: str
    state: str = ""
    country: str
    postcode: str


class PaymentMethod(BaseModel):
    """Never more than kind, brand and the last four digits."""

    id: str
    kind: str
    brand: str | None = None
    last_four: str | None = None
    balance: Money | None = None


class Customer(BaseModel):
    id: str
    first_name: str
    last_name: str
    email: str
    newsletter: bool
    address: Address | None
    payment_methods: list[PaymentMethod]


class OrderItem(BaseModel):
    id: str
    product_id: str
    variant_id: str
    name: str
    price: Money
    options: dict[str, str]


class Payment(BaseModel):
    """Money that came in, or as a refund went back.

    Args:
        days: of a refund, the least and the most business days until it arrives; [0, 0] is at once.
    """

    kind: str
    amount: Money
    payment_method_id: str
    method: PaymentMethod | None = None
    days: tuple[int, int] | None = None


class Shipment(BaseModel):
    tracking_number: str | None
    carrier: str | None
    item_ids: list[str]
    eta: str | None
    delivered_at: str | None


class Cancellation(BaseModel):
    reason: str


class Return(BaseModel):
    item_ids: list[str]
    payment_method_id: str


class Exchange(BaseModel):
    items: list[dict[str, str]]
    payment_method_id: str | None
    difference: Money


class OrderState(BaseModel):
    """What a recognised guest sees of an order."""

    number: str
    status: str
    shipments: list[Shipment]


class Order(OrderState):
    """An order as its customer sees it. `total` is what its items cost."""

    customer_id: str
    placed_at: str | None
    total: Money
    address: Address | None
    items: list[OrderItem]
    payments: list[Payment]
    refunds: list[Payment]
    cancellation: Cancellation | None
    returns: list[Return]
    exchanges: list[Exchange]
    returnable_until: str | None = None


class CancellationPreview(BaseModel):
    """What a cancellation would do: `status` is the new one, `total` the sum of the refunds."""

    preview_id: str
    order_number: str
    status: str
    reason: str
    refunds: list[Payment]
    total: Money


class ItemState(BaseModel):
    """An item as one of its product's variants."""

    variant_id: str
    options: dict[str, str]
    price: Money


class Swap(BaseModel):
    item_id: str
    name: str
    before: ItemState
    after: ItemState


class SwapPreview(BaseModel):
    """What an item change or an exchange would do; a negative `difference` comes back."""

    preview_id: str
    order_number: str
    status: str
    items: list[Swap]
    difference: Money
    settlement: Payment | None


class ReturnedItem(BaseModel):
    item_id: str
    name: str
    options: dict[str, str]
    price: Money


class ReturnPreview(BaseModel):
    """What a return would do; `refund` follows when the items have arrived."""

    preview_id: str
    order_number: str
    status: str
    items: list[ReturnedItem]
    refund: Payment
    total: Money


class PaymentPreview(BaseModel):
    """What another payment method would do."""

    preview_id: str
    order_number: str
    status: str
    refunds: list[Payment]
    charge: Payment


class AddressPreview(BaseModel):
    """The delivery address as it would be kept."""

    preview_id: str
    order_number: str
    status: str
    address: Address


class AccountPreview(BaseModel):
    """The fields that would change, as they are and as they would be."""

    preview_id: str
    before: dict[str, Any]
    after: dict[str, Any]


class DeletionPreview(BaseModel):
    """What would be lost."""

    preview_id: str
    open_orders: int
    gift_card_balance: Money


class Link(BaseModel):
    """Something to be fetched for a while."""

    url: str
    expires_at: str


class State(BaseModel):
    """What has begun: `erasing`, `mailed`."""

    state: str


class Variant(BaseModel):
    id: str
    options: dict[str, str]
    price: Money
    available: bool


class Product(BaseModel):
    id: str
    name: str
    description: str
    variants: list[Variant]


class Comment(BaseModel):
    author: str
    body: str
    at: str


class Ticket(BaseModel):
    """A ticket. `contact` and `context` (the handoff document) are shown to staff only."""

    number: str
    status: str
    subject: str
    body: str
    category: str | None
    priority: str
    queue: str
    order_number: str | None
    created_at: str
    comments: list[Comment]
    contact: dict[str, Any] | None = None
    context: dict[str, Any] | None = None


class Token(BaseModel):
    token: str
    level: str
    expires_at: str
    customer_id: str | None = None
    order_number: str | None = None
    refresh: str | None = None


class Verification(BaseModel):
    verification_id: str


class Effect(BaseModel):
    """What became of a key: `status` and `body` are those of the first answer, once it is done."""

    key: str
    state: str  # done | in_progress
    status: int | None = None
    body: Any | None = None
    at: str | None = None
