"""Ann's orders with several items, for changes, returns and exchanges."""

from __future__ import annotations

import copy
from datetime import datetime, timedelta, timezone
from typing import Any

from tests.shop.stock import order, seed

SHIRT = {"id": "i_1", "product_id": "p_shirt", "variant_id": "s_blue_m", "name": "T-Shirt", "price": "20.00",
         "options": {"color": "blue", "size": "M"}}  # fmt: skip
MUG = {"id": "i_2", "product_id": "p_mug", "variant_id": "m_white", "name": "Mug", "price": "9.00",
       "options": {"color": "white"}}  # fmt: skip
PAID = [{"kind": "payment", "amount": "29.00", "payment_method_id": "card_1"}]
PENDING, DELIVERED, LATE, UNDATED = "#W1000001", "#W1000002", "#W1000003", "#W1000004"


def wardrobe() -> dict[str, Any]:
    """A pending order, one delivered three days ago, one forty days ago, one nobody knows when."""
    stock = seed()
    stock["products"] += [_shirts(), _mugs()]
    stock["orders"] = [
        *stock["orders"],
        _order(PENDING, "pending"),
        _order(DELIVERED, "delivered", delivered=3),
        _order(LATE, "delivered", delivered=40),
        _order(UNDATED, "delivered"),
    ]
    return stock


def _order(number: str, status: str, *, delivered: int | None = None) -> dict[str, Any]:
    items, parcels = copy.deepcopy([SHIRT, MUG]), []
    if delivered is not None:
        at = (datetime.now(timezone.utc) - timedelta(days=delivered)).replace(microsecond=0)
        parcel = {"tracking_number": "99", "carrier": "UPS", "item_ids": ["i_1", "i_2"], "eta": None}
        parcels = [{**parcel, "delivered_at": at.isoformat().replace("+00:00", "Z")}]
    return order(number, "c_100", status, items=items, payments=copy.deepcopy(PAID), shipments=parcels)


def _shirts() -> dict[str, Any]:
    variants = [
        _variant("s_blue_m", "20.00", color="blue", size="M"),
        _variant("s_blue_l", "20.00", color="blue", size="L"),
        _variant("s_green_l", "25.00", color="green", size="L"),
        _variant("s_gold_l", "95.00", color="gold", size="L"),
        _variant("s_grey_l", "12.00", color="grey", size="L"),
        {**_variant("s_red_l", "25.00", color="red", size="L"), "available": False},
    ]
    return {"id": "p_shirt", "name": "T-Shirt", "description": "Cotton.", "variants": variants}


def _mugs() -> dict[str, Any]:
    variants = [_variant("m_white", "9.00", color="white"), _variant("m_black", "9.00", color="black")]
    return {"id": "p_mug", "name": "Mug", "description": "Holds tea.", "variants": variants}


def _variant(variant_id: str, price: str, **options: str) -> dict[str, Any]:
    return {"id": variant_id, "options": options, "price": price, "available": True}
