"""Read what changes would do, checking that the figures fit together."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from helpline.backends.changes import (
    AccountChanges,
    AccountPreview,
    AddressPreview,
    DeletionPreview,
    ItemState,
    Link,
    PaymentPreview,
    ReturnedItem,
    ReturnPreview,
    Swap,
    SwapPreview,
)
from helpline.backends.parsing import parts
from helpline.backends.parsing.orders import LEAST_DIFFERENCE, payment, refund
from helpline.backends.reading import Fields, Unfit
from helpline.backends.values import OrderStatus, Payment, Refund


def address_preview(data: Any) -> AddressPreview:
    fields = Fields(data, "preview")
    address = fields.maybe("address", parts.address)
    if address is None:
        raise Unfit("preview.address")
    return AddressPreview(*_head(fields), address=address)


def payment_preview(data: Any) -> PaymentPreview:
    """What goes back and what is charged instead are the same amount."""
    fields = Fields(data, "preview")
    refunds, charge = fields.many("refunds", refund), fields.maybe("charge", payment)
    if charge is None:
        raise Unfit("preview.charge")
    back = sum((each.amount.amount for each in refunds), Decimal(0))
    if refunds and back != charge.amount.amount:
        raise Unfit("preview.charge: not the sum of the refunds")
    return PaymentPreview(*_head(fields), refunds=refunds, charge=charge)


def swap_preview(data: Any) -> SwapPreview:
    """The difference must be that of the prices, and the settlement that of the difference."""
    fields = Fields(data, "preview")
    swaps = fields.many("items", _swap)
    difference = fields.money("difference", least=LEAST_DIFFERENCE)
    settlement = fields.maybe("settlement", _settlement)
    if sum((each.after.price.amount - each.before.price.amount for each in swaps), Decimal(0)) != difference.amount:
        raise Unfit("preview.difference: not that of the prices")
    if _signed(settlement) != difference.amount:
        raise Unfit("preview.settlement: not the difference")
    return SwapPreview(*_head(fields), swaps=swaps, difference=difference, settlement=settlement)


def return_preview(data: Any) -> ReturnPreview:
    """The refund must be what the items cost."""
    fields = Fields(data, "preview")
    items, back, total = fields.many("items", _returned), fields.maybe("refund", refund), fields.money("total")
    if back is None or back.amount != total or sum((each.price.amount for each in items), Decimal(0)) != total.amount:
        raise Unfit("preview.refund: not the price of the items")
    return ReturnPreview(*_head(fields), items=items, refund=back, total=total)


def account_preview(data: Any) -> AccountPreview:
    """Of the fields that would change, what they would be."""
    fields = Fields(data, "preview")
    after = fields.maybe("after", _account_changes)
    if after is None:
        raise Unfit("preview.after")
    return AccountPreview(fields.text("preview_id", most=255), after)


def deletion_preview(data: Any) -> DeletionPreview:
    fields, orders = Fields(data, "preview"), data.get("open_orders")
    if type(orders) is not int or orders < 0:
        raise Unfit("preview.open_orders")
    return DeletionPreview(fields.text("preview_id", most=255), orders, fields.money("gift_card_balance"))


def link(data: Any) -> Link:
    """A link of ours or of the shop's: nothing but http(s)."""
    fields = Fields(data, "link")
    url, expires_at = fields.text("url", most=4_000), fields.moment("expires_at")
    if not url.startswith(("https://", "http://")) or expires_at is None:
        raise Unfit("link.url or link.expires_at")
    return Link(url, expires_at)


def started(state: str) -> Any:
    """A reader of what only says that something has begun."""

    def read(data: Any) -> None:
        if Fields(data, "state").text("state", most=20) != state:
            raise Unfit("state")

    return read


def _head(fields: Fields) -> tuple[str, str, OrderStatus]:
    number = fields.text("order_number", most=100)
    return fields.text("preview_id", most=255), number, fields.one_of("status", OrderStatus)


def _swap(data: Any, place: str) -> Swap:
    fields = Fields(data, place)
    before, after = fields.maybe("before", _state), fields.maybe("after", _state)
    if before is None or after is None:
        raise Unfit(place)
    return Swap(fields.text("item_id", most=128), fields.text("name"), before, after)


def _state(data: Any, place: str) -> ItemState:
    fields = Fields(data, place)
    return ItemState(fields.text("variant_id", most=128), fields.pairs("options"), fields.money("price"))


def _settlement(data: Any, place: str) -> Payment | Refund:
    kind = Fields(data, place).text("kind", most=20)
    if kind not in ("payment", "refund"):
        raise Unfit(f"{place}.kind")
    return payment(data, place) if kind == "payment" else refund(data, place)


def _signed(settlement: Payment | Refund | None) -> Decimal:
    if settlement is None:
        return Decimal(0)
    return settlement.amount.amount if isinstance(settlement, Payment) else -settlement.amount.amount


def _returned(data: Any, place: str) -> ReturnedItem:
    fields = Fields(data, place)
    name, options = fields.text("name"), fields.pairs("options")
    return ReturnedItem(fields.text("item_id", most=128), name, options, fields.money("price"))


def _account_changes(data: Any, place: str) -> AccountChanges:
    fields = Fields(data, place)
    return AccountChanges(
        first_name=fields.maybe_text("first_name"),
        last_name=fields.maybe_text("last_name"),
        newsletter=fields.flag("newsletter") if data.get("newsletter") is not None else None,
        address=fields.maybe("address", parts.address),
    )
