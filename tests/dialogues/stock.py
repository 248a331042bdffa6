"""The shop that every conversation starts from: the demo shop's products, and three customers with their orders.

Ann has an order in nearly every state, Ben one waiting and one delivered, Cleo none. Times count from today.
"""

from __future__ import annotations

import copy
import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from typing import Any

from shop.seed import DEMO_SEED

Row = dict[str, Any]
_HOME = {"line1": "1 Elm St", "line2": "", "city": "Denver", "state": "CO", "country": "USA", "postcode": "80279"}
_BENS = {"line1": "2 Oak Ln", "line2": "", "city": "Austin", "state": "TX", "country": "USA", "postcode": "78701"}


def stock() -> Row:
    """A seed's content."""
    products = copy.deepcopy(_products())
    return {"customers": _customers(), "products": products, "orders": _orders(), "tickets": [_ticket()]}


@lru_cache(maxsize=1)
def _products() -> list[Row]:
    products: list[Row] = json.loads(DEMO_SEED.read_text("utf-8"))["products"]
    return products


def _customers() -> list[Row]:
    ann = {"first_name": "Ann", "last_name": "Lee", "email": "ann@example.com", "newsletter": False, "address": _HOME}
    ben = {"first_name": "Ben", "last_name": "Ode", "email": "ben@example.com", "newsletter": True, "address": _BENS}
    cleo = {"first_name": "Cleo", "last_name": "Ray", "email": "cleo@example.com", "newsletter": False}
    visa = {"id": "card_1", "kind": "credit_card", "brand": "visa", "last_four": "9212"}
    amex = {"id": "card_2", "kind": "credit_card", "brand": "amex", "last_four": "1001"}
    paypal, gift = {"id": "pp_1", "kind": "paypal"}, {"id": "gift_1", "kind": "gift_card", "balance": "400.00"}
    small = {"id": "gift_2", "kind": "gift_card", "balance": "5.00"}
    return [
        {"id": "c_100", **ann, "payment_methods": [visa, gift, paypal]},
        {"id": "c_101", **ben, "payment_methods": [amex, small]},
        {"id": "c_102", **cleo, "address": _HOME, "payment_methods": []},
    ]


def _orders() -> list[Row]:
    shirt = ("T-Shirt", {"color": "black", "size": "S"})
    three = [("Rain Jacket", {"color": "green", "size": "M"}), ("Coffee Mug", {"color": "white"}),
             ("Bath Towel", {"color": "grey", "size": "70 x 140 cm"})]  # fmt: skip
    tablet = [("Tablet", {"color": "grey", "storage": "64 GB"}), ("T-Shirt", {"color": "black", "size": "M"})]
    boots = [("Hiking Boots", {"size": "9"}), ("Wool Socks", {"color": "charcoal", "size": "M"})]
    mat = [
        ("Yoga Mat", {"color": "grey", "thickness": "4 mm"}),
        ("Water Bottle", {"color": "mint", "volume": "500 ml"}),
    ]
    return [
        _order("#W7654321", "c_100", "pending", [shirt, ("Coffee Mug", {"color": "blue"})], days=2),
        _order("A-2047", "c_100", "pending", three, days=4),
        _order("A-1003", "c_100", "processed", [("Desk Lamp", {"color": "brass"})], days=5),
        _order("A-1001", "c_100", "shipped", [("Baseball Cap", {"color": "red"})], days=8, method="pp_1"),
        _order("100045", "c_100", "delivered", tablet, days=12, delivered=5, method="pp_1"),
        _order("A-1002", "c_100", "cancelled", [("Smart Watch", {"color": "rose", "band": "silicone"})], days=45),
        _order("100012", "c_100", "delivered", [("French Press", {"volume": "600 ml"})], days=80, delivered=70),
        _order("A-3000", "c_101", "pending", mat, days=1, method="card_2"),
        _order("A-3001", "c_101", "delivered", boots, days=9, delivered=3, method="card_2"),
    ]


def _order(
    number: str,
    customer: str,
    status: str,
    items: list[tuple[str, dict[str, str]]],
    *,
    days: int,
    delivered: int | None = None,
    method: str = "card_1",
) -> Row:
    rows = [{"id": f"i_{place}", **_item(name, options)} for place, (name, options) in enumerate(items, 1)]
    paid = {"kind": "payment", "amount": str(sum(Decimal(row["price"]) for row in rows)), "payment_method_id": method}
    cancelled = status == "cancelled"
    return {
        "number": number,
        "customer_id": customer,
        "status": status,
        "placed_at": _ago(days),
        "address": _HOME if customer == "c_100" else _BENS,
        "items": rows,
        "payments": [paid, {**paid, "kind": "refund"}] if cancelled else [paid],
        "shipments": _parcels(rows, status, delivered),
        "cancellation": {"reason": "no longer needed"} if cancelled else None,
        "returns": [],
        "exchanges": [],
    }


def _parcels(items: list[Row], status: str, delivered: int | None) -> list[Row]:
    if status not in ("shipped", "delivered"):
        return []
    parcel = {"tracking_number": "990011223344", "carrier": "UPS", "item_ids": [item["id"] for item in items]}
    arrived = _ago(delivered) if delivered is not None else None
    return [{**parcel, "eta": _ago(-2) if arrived is None else arrived, "delivered_at": arrived}]


def _item(name: str, options: dict[str, str]) -> Row:
    product = next(each for each in _products() if each["name"] == name)
    variant = next(each for each in product["variants"] if each["options"] == options)
    names = {"product_id": product["id"], "variant_id": variant["id"], "name": name}
    return {**names, "price": variant["price"], "options": variant["options"]}


def _ticket() -> Row:
    return {
        "number": "T-1001",
        "customer_id": "c_100",
        "status": "pending",
        "subject": "Parcel arrived wet",
        "body": "The parcel was wet when it arrived.",
        "category": "complaint",
        "priority": "normal",
        "queue": "orders",
        "order_number": "100045",
        "contact": None,
        "context": None,
        "created_at": _ago(4),
        "comments": [],
    }


def _ago(days: int) -> str:
    moment = datetime.now(timezone.utc).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=days)
    return moment.isoformat().replace("+00:00", "Z")
