"""Work out what it means to have other variants of items: each of the same product, available, for a difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import Field
from sqlalchemy import text
from sqlalchemy.engine import Connection

from shop.bodies import Body
from shop.ledger import Methods, known_method, must_cover
from shop.orders import OrderKey
from shop.problems import Problem
from shop.refunds import Movement
from shop.replies import ItemState, Money, Swap


class WantedSwap(Body):
    item_id: str = Field(min_length=1, max_length=200)
    new_variant_id: str = Field(min_length=1, max_length=200)


class SwapRequest(Body):
    items: list[WantedSwap] = Field(max_items=100)
    payment_method_id: str = Field(min_length=1, max_length=200)
    preview_id: str | None = Field(None, max_length=100)


@dataclass(frozen=True)
class ItemSwap:
    """One item as it is and as it would be."""

    item_id: str
    name: str
    old_variant: str
    old_options: dict[str, str]
    old_price: Decimal
    new_variant: str
    new_options: dict[str, str]
    new_price: Decimal

    def shown(self) -> Swap:
        before = ItemState(variant_id=self.old_variant, options=self.old_options, price=Money.of(self.old_price))
        after = ItemState(variant_id=self.new_variant, options=self.new_options, price=Money.of(self.new_price))
        return Swap(item_id=self.item_id, name=self.name, before=before, after=after)


def swaps_of(connection: Connection, order: OrderKey, wanted: Sequence[WantedSwap]) -> list[ItemSwap]:
    """Raises: Problem 409 `nothing_to_change`, `duplicate_item`, or see `_swap`."""
    if not wanted:
        raise Problem(409, "nothing_to_change", "No item is named.")
    if len({each.item_id for each in wanted}) < len(wanted):
        raise Problem(409, "duplicate_item", "An item is named twice.")
    rows = connection.execute(text("SELECT * FROM shop.items WHERE order_number = :number"), {"number": order.number})
    items = {row["id"]: row for row in rows.mappings()}
    return [_swap(connection, items.get(each.item_id), each) for each in wanted]


def difference(swaps: Sequence[ItemSwap]) -> Decimal:
    """What is to be paid; negative where money comes back."""
    return sum((swap.new_price - swap.old_price for swap in swaps), Decimal(0))


def settlement(amount: Decimal, method_id: str, methods: Methods) -> Movement | None:
    """How the difference is settled; nothing for none.

    Raises:
        Problem: 409 `payment_method_unknown`, `gift_card_too_small`.
    """
    method = known_method(methods, method_id)
    if not amount:
        return None
    if amount > 0:
        must_cover(method, amount)
    return Movement("payment" if amount > 0 else "refund", abs(amount), method_id)


def _swap(connection: Connection, item: Any, wanted: WantedSwap) -> ItemSwap:
    """Raises: Problem 409 `item_unknown`, `variant_unknown`, `same_variant`, `item_unavailable`."""
    if item is None:
        raise Problem(409, "item_unknown", "The order has no such item.", item_id=wanted.item_id)
    query = text("SELECT * FROM shop.variants WHERE product_id = :product AND id = :id FOR SHARE")
    values = {"product": item["product_id"], "id": wanted.new_variant_id}
    new = connection.execute(query, values).mappings().one_or_none()
    if new is None:
        raise Problem(409, "variant_unknown", "The product has no such variant.", item_id=wanted.item_id)
    if new["id"] == item["variant_id"]:
        raise Problem(409, "same_variant", "The item is this variant already.", item_id=wanted.item_id)
    if not new["available"]:
        raise Problem(409, "item_unavailable", "This variant is not available.", item_id=wanted.item_id)
    return ItemSwap(
        item["id"], item["name"], item["variant_id"], item["options"], item["price"],
        new["id"], new["options"], new["price"],
    )  # fmt: skip
