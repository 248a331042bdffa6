"""Name what a change would do, as the backends preview it: nothing has changed yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from helpline.backends.values import Address, Money, OrderStatus, Payment, Refund


@dataclass(frozen=True)
class NewVariant:
    """An item of an order, and the variant it is to become."""

    item_id: str
    variant_id: str


@dataclass(frozen=True)
class OrderPreview:
    """What every change of an order says of itself."""

    preview_id: str
    order_number: str
    new_status: OrderStatus


@dataclass(frozen=True)
class AddressPreview(OrderPreview):
    """The delivery address as it would be kept."""

    address: Address = field(repr=False)


@dataclass(frozen=True)
class PaymentPreview(OrderPreview):
    """What goes back, and what is charged instead."""

    refunds: tuple[Refund, ...]
    charge: Payment


@dataclass(frozen=True)
class ItemState:
    """An item as one of its product's variants."""

    variant_id: str
    options: tuple[tuple[str, str], ...]
    price: Money


@dataclass(frozen=True)
class Swap:
    """An item as it is and as it would be."""

    item_id: str
    name: str
    before: ItemState
    after: ItemState


@dataclass(frozen=True)
class SwapPreview(OrderPreview):
    """What an item change or an exchange would do.

    Args:
        difference: to be paid; negative where money comes back.
        settlement: how the difference is settled; None where there is none.
    """

    swaps: tuple[Swap, ...]
    difference: Money
    settlement: Payment | Refund | None


@dataclass(frozen=True)
class ReturnedItem:
    """An item that would be sent back."""

    item_id: str
    name: str
    options: tuple[tuple[str, str], ...]
    price: Money


@dataclass(frozen=True)
class ReturnPreview(OrderPreview):
    """What a return would do; the refund follows when the items have arrived."""

    items: tuple[ReturnedItem, ...]
    refund: Refund
    total: Money


@dataclass(frozen=True)
class AccountChanges:
    """Fields of an account to be changed; None leaves one as it is."""

    first_name: str | None = None
    last_name: str | None = None
    newsletter: bool | None = None
    address: Address | None = field(default=None, repr=False)


@dataclass(frozen=True)
class AccountPreview:
    """The fields that would change, as they would be."""

    preview_id: str
    after: AccountChanges


@dataclass(frozen=True)
class DeletionPreview:
    """What would be lost with an account."""

    preview_id: str
    open_orders: int
    gift_card_balance: Money


@dataclass(frozen=True)
class Link:
    """Something that can be fetched for a while."""

    url: str = field(repr=False)
    expires_at: datetime
