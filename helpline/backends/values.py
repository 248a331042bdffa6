"""Name what the backends know: orders, customers, tickets, products, as values that cannot change."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any


class OrderStatus(str, Enum):
    """How far an order is."""

    PENDING = "pending"
    PENDING_MODIFIED = "pending_modified"
    PROCESSED = "processed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    RETURN_REQUESTED = "return_requested"
    EXCHANGE_REQUESTED = "exchange_requested"


class CancelReason(str, Enum):
    """The reasons the shop accepts for a cancellation."""

    NO_LONGER_NEEDED = "no longer needed"
    ORDERED_BY_MISTAKE = "ordered by mistake"


class MethodKind(str, Enum):
    """What somebody pays with."""

    CREDIT_CARD = "credit_card"
    GIFT_CARD = "gift_card"
    PAYPAL = "paypal"
    OTHER = "other"  # whatever else a shop takes


class TicketStatus(str, Enum):
    """How far a ticket is."""

    OPEN = "open"
    PENDING = "pending"
    SOLVED = "solved"
    CLOSED = "closed"


class TicketPriority(str, Enum):
    """How soon a ticket wants a person."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


@dataclass(frozen=True)
class Money:
    """An amount in a currency; negative where money flows back."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        sign = "-" if self.amount < 0 else ""
        symbol = {"USD": "$", "EUR": "€", "GBP": "£"}.get(self.currency)
        figure = f"{abs(self.amount):,.2f}"
        return f"{sign}{symbol}{figure}" if symbol else f"{sign}{figure} {self.currency}"


@dataclass(frozen=True)
class Address:
    """Where something is delivered."""

    line1: str
    line2: str
    city: str
    state: str
    country: str
    postcode: str


@dataclass(frozen=True)
class PaymentMethod:
    """A way to pay: never more than kind, brand and the last four digits."""

    id: str
    kind: MethodKind
    brand: str | None = None
    last_four: str | None = None
    balance: Money | None = None


@dataclass(frozen=True)
class OrderItem:
    """One thing in an order."""

    id: str
    product_id: str
    variant_id: str
    name: str
    price: Money
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Payment:
    """Money that came in for an order."""

    amount: Money
    kind: MethodKind | None = None
    brand: str | None = None
    last_four: str | None = None
    method_id: str | None = None


@dataclass(frozen=True)
class Refund:
    """What goes back to one payment method, and how fast.

    Args:
        days: (0, 0) is at once, (5, 7) five to seven business days.
    """

    amount: Money
    kind: MethodKind | None = None
    brand: str | None = None
    last_four: str | None = None
    days: tuple[int, int] | None = None
    method_id: str | None = None


@dataclass(frozen=True)
class Return:
    """Items that are sent back, and the payment method their money goes to."""

    item_ids: tuple[str, ...]
    method_id: str | None = None


@dataclass(frozen=True)
class Exchange:
    """Items that are swapped for other variants: item ids and the new variants' ids."""

    swaps: tuple[tuple[str, str], ...]
    method_id: str | None
    difference: Money


@dataclass(frozen=True)
class Shipment:
    """A parcel."""

    tracking_number: str | None = None
    carrier: str | None = None
    item_ids: tuple[str, ...] = ()
    eta: datetime | None = None
    delivered_at: datetime | None = None


@dataclass(frozen=True)
class Order:
    """An order; a recognised guest sees number, status and shipments only, everything else is empty.

    `returnable_until` is of delivered orders only; None where no time limit applies.
    """

    number: str
    status: OrderStatus
    placed_at: datetime | None = None
    customer_id: str | None = None
    address: Address | None = None
    items: tuple[OrderItem, ...] = ()
    payments: tuple[Payment, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    refunds: tuple[Refund, ...] = ()
    total: Money | None = None
    cancel_reason: str | None = None
    returns: tuple[Return, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    returnable_until: datetime | None = None


@dataclass(frozen=True)
class CancellationPreview:
    """What a cancellation would do; nothing has changed yet."""

    preview_id: str
    order_number: str
    new_status: OrderStatus
    refunds: tuple[Refund, ...]
    total: Money


@dataclass(frozen=True)
class Customer:
    """The asking customer's own account."""

    id: str
    first_name: str
    last_name: str
    email: str = field(repr=False)
    newsletter: bool = False
    address: Address | None = field(default=None, repr=False)
    payment_methods: tuple[PaymentMethod, ...] = ()


@dataclass(frozen=True)
class TicketDraft:
    """A ticket before it has a number.

    Args:
        contact: the e-mail address of a guest; a customer's own is on file.
        context: the handoff document.
    """

    subject: str
    body: str = field(repr=False)
    category: str
    priority: TicketPriority = TicketPriority.NORMAL
    queue: str = "general"
    order_number: str | None = None
    contact: str | None = field(default=None, repr=False)
    context: dict[str, Any] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class TicketComment:
    """One line of a ticket's history."""

    author: str
    body: str = field(repr=False)
    at: datetime | None = None


@dataclass(frozen=True)
class Ticket:
    """A request that a person looks after."""

    number: str
    status: TicketStatus
    subject: str
    created_at: datetime | None = None
    category: str = ""
    priority: TicketPriority = TicketPriority.NORMAL
    queue: str = "general"
    order_number: str | None = None
    comments: tuple[TicketComment, ...] = ()


@dataclass(frozen=True)
class Variant:
    """One form a product comes in."""

    id: str
    options: tuple[tuple[str, str], ...]
    price: Money
    available: bool


@dataclass(frozen=True)
class Product:
    """Something the shop sells."""

    id: str
    name: str
    description: str = ""
    variants: tuple[Variant, ...] = ()
