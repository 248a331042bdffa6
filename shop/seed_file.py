"""Describe a seed file, and say exactly where one is wrong."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConstrainedDecimal, Extra, Field, StrictBool, StrictStr, ValidationError, validator

from helpline.errors import HelplineError
from shop.cancellation import CancelReason
from shop.seed_checks import faults_between_parts, faults_of_text
from shop.statuses import OrderStatus
from shop.ticket_requests import Priority

_MOST_FAULTS_SHOWN = 10


class SeedError(HelplineError):
    """A seed file cannot be used; the message names each place and what is wrong there."""

    def __init__(self, faults: list[str]) -> None:
        more = len(faults) - _MOST_FAULTS_SHOWN
        shown = faults[:_MOST_FAULTS_SHOWN] + ([f"and {more} more"] if more > 0 else [])
        super().__init__("The seed file was not taken:\n" + "\n".join(f"  {fault}" for fault in shown))
        self.faults = faults


class Id(StrictStr):
    min_length = 1
    max_length = 100


class Amount(ConstrainedDecimal):
    """A price or balance: two decimals, never negative."""

    ge = Decimal(0)
    max_digits = 12
    decimal_places = 2


class Difference(ConstrainedDecimal):
    max_digits = 12
    decimal_places = 2


class Part(BaseModel):
    class Config:
        extra = Extra.forbid
        use_enum_values = True

    @validator("*")
    @classmethod
    def _with_zone(cls, value: Any) -> Any:
        if isinstance(value, datetime) and value.tzinfo is None:
            raise ValueError("needs a time zone, as in 2026-11-02T10:00:00Z")
        return value


class Address(Part):
    line1: StrictStr
    line2: StrictStr = StrictStr("")
    city: StrictStr
    state: StrictStr = StrictStr("")
    country: StrictStr
    postcode: StrictStr


class PaymentMethod(Part):
    id: Id
    kind: Literal["credit_card", "gift_card", "paypal"]
    brand: StrictStr | None = None
    last_four: StrictStr | None = Field(None, regex=r"^\d{4}$")
    balance: Amount | None = None

    @validator("balance", always=True)
    @classmethod
    def _gift_cards_only(cls, balance: Decimal | None, values: dict[str, Any]) -> Decimal | None:
        if "kind" in values and (balance is not None) is not (values["kind"] == "gift_card"):
            raise ValueError("a gift card has a balance, nothing else does")
        return balance


class Customer(Part):
    id: Id
    first_name: StrictStr
    last_name: StrictStr
    email: StrictStr = Field(regex=r"^[^@\s]+@[^@\s]+$")
    newsletter: StrictBool = False
    address: Address | None = None
    payment_methods: list[PaymentMethod] = []


class Variant(Part):
    id: Id
    options: dict[str, StrictStr]
    price: Amount
    available: StrictBool


class Product(Part):
    id: Id
    name: StrictStr
    description: StrictStr | None = None
    variants: list[Variant]


class Item(Part):
    id: Id
    product_id: Id
    variant_id: Id
    name: StrictStr
    price: Amount
    options: dict[str, StrictStr]


class Payment(Part):
    kind: Literal["payment", "refund"]
    amount: Amount
    payment_method_id: Id


class Shipment(Part):
    tracking_number: StrictStr | None = None
    carrier: StrictStr | None = None
    item_ids: list[Id] = []
    eta: datetime | None = None
    delivered_at: datetime | None = None


class Cancellation(Part):
    reason: CancelReason


class Return(Part):
    item_ids: list[Id]
    payment_method_id: Id


class ExchangedItem(Part):
    item_id: Id
    new_variant_id: Id


class Exchange(Part):
    items: list[ExchangedItem]
    payment_method_id: Id | None = None
    difference: Difference


class Order(Part):
    number: Id
    customer_id: Id
    status: OrderStatus
    placed_at: datetime | None = None
    address: Address | None = None
    items: list[Item]
    payments: list[Payment] = []
    shipments: list[Shipment] = []
    cancellation: Cancellation | None = None
    returns: list[Return] = []
    exchanges: list[Exchange] = []


class Comment(Part):
    author: Literal["customer", "agent"]
    body: StrictStr
    at: datetime


class Ticket(Part):
    number: Id
    customer_id: Id | None = None
    status: Literal["open", "pending", "solved", "closed"] = "open"
    subject: StrictStr
    body: StrictStr
    category: StrictStr | None = None
    priority: Priority = Priority.NORMAL
    queue: StrictStr = StrictStr("general")
    order_number: StrictStr | None = None
    contact: dict[str, StrictStr] | None = None
    context: dict[str, Any] | None = None
    created_at: datetime
    comments: list[Comment] = []


class SeedFile(Part):
    customers: list[Customer]
    products: list[Product]
    orders: list[Order]
    tickets: list[Ticket] = []


def read_seed(path: Path) -> SeedFile:
    """Raises: SeedError, also for a file that is not there or is no JSON."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except OSError as exc:
        raise SeedError([f"{path}: {exc.strerror}"]) from exc
    except (ValueError, RecursionError) as exc:
        raise SeedError([f"{path}: no JSON ({exc})"]) from exc
    return parse_seed(content)


def parse_seed(content: Any) -> SeedFile:
    """Raises: SeedError."""
    faults = faults_of_text(content)
    if faults:
        raise SeedError(faults)
    try:
        seed = SeedFile.parse_obj(content)
    except ValidationError as exc:
        raise SeedError([f"{_place(error['loc'])}: {error['msg']}" for error in exc.errors()]) from exc
    faults = faults_between_parts(seed)
    if faults:
        raise SeedError(faults)
    return seed


def _place(location: tuple[int | str, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".")
