"""A small shop for tests, in the form of a seed file: every test starts from it."""

from __future__ import annotations

import copy
from typing import Any

ANN_ADDRESS = {"line1": "1 Elm St", "line2": "", "city": "Denver", "state": "CO", "country": "USA", "postcode": "80279"}
BEN_ADDRESS = {
    "line1": "2 Oak Ln",
    "line2": "Apt 3",
    "city": "Bath",
    "state": "",
    "country": "UK",
    "postcode": "BA1 1AA",
}

SHIRT = {"product_id": "8800001111", "variant_id": "7700002222", "name": "T-Shirt", "price": "50.88"}
SHIRT_ITEM = {"id": "i_1", **SHIRT, "options": {"color": "blue", "size": "M"}}
PARCEL: dict[str, Any] = {"tracking_number": "990011223344", "carrier": "UPS", "item_ids": ["i_1"]}
PARCEL |= {"eta": "2026-11-24T17:00:00Z", "delivered_at": None}


def order(number: str, customer: str, status: str, **more: Any) -> dict[str, Any]:
    """An order of one shirt, paid by the customer's card unless `more` says otherwise."""
    card, address = ("card_1", ANN_ADDRESS) if customer == "c_100" else ("card_2", BEN_ADDRESS)
    plain = {
        "number": number,
        "customer_id": customer,
        "status": status,
        "placed_at": "2026-11-02T10:00:00Z",
        "address": address,
        "items": [SHIRT_ITEM],
        "payments": [{"kind": "payment", "amount": "50.88", "payment_method_id": card}],
        "shipments": [],
        "cancellation": None,
        "returns": [],
        "exchanges": [],
    }
    return copy.deepcopy({**plain, **more})


def seed() -> dict[str, Any]:
    """Two customers; Ann has a pending, a shipped, a delivered and an undated order."""
    split = [
        {"kind": "payment", "amount": "20.00", "payment_method_id": "gift_1"},
        {"kind": "payment", "amount": "30.88", "payment_method_id": "card_1"},
    ]
    undated = order("A-1001", "c_100", "delivered")
    del undated["placed_at"]
    return {
        "customers": [_ann(), _ben()],
        "products": [_shirts(), _mugs()],
        "orders": [
            order("#W7654321", "c_100", "pending", placed_at="2026-11-18T10:00:00Z", payments=split),
            order("#W7654322", "c_100", "shipped", shipments=[PARCEL]),
            order("100045", "c_101", "pending", placed_at="2026-11-17T10:00:00Z"),
            undated,
        ],
        "tickets": [_anns_ticket(), _guests_ticket()],
    }


def _ann() -> dict[str, Any]:
    methods = [
        {"id": "card_1", "kind": "credit_card", "brand": "visa", "last_four": "9212"},
        {"id": "gift_1", "kind": "gift_card", "balance": "40.00"},
        {"id": "pp_1", "kind": "paypal"},
    ]
    name = {"first_name": "Ann", "last_name": "Lee", "email": "ann@example.com", "newsletter": False}
    return {"id": "c_100", **name, "address": dict(ANN_ADDRESS), "payment_methods": methods}


def _ben() -> dict[str, Any]:
    methods = [{"id": "card_2", "kind": "credit_card", "brand": "amex", "last_four": "1001"}]
    name = {"first_name": "Ben", "last_name": "Ode", "email": "Ben@Example.com", "newsletter": True}
    return {"id": "c_101", **name, "address": dict(BEN_ADDRESS), "payment_methods": methods}


def _shirts() -> dict[str, Any]:
    sizes = (("7700002222", "M", True), ("7700002223", "L", False), ("7700002224", "S", True))
    variants = [
        {"id": id_, "options": {"color": "blue", "size": size}, "price": "50.88", "available": free}
        for id_, size, free in sizes
    ]
    return {"id": "8800001111", "name": "T-Shirt", "description": "Combed cotton.", "variants": variants}


def _mugs() -> dict[str, Any]:
    variants = [{"id": "7700003331", "options": {"color": "green"}, "price": "9.50", "available": True}]
    return {"id": "8800003333", "name": "Coffee Mug", "variants": variants}


def _anns_ticket() -> dict[str, Any]:
    comment = {"author": "agent", "body": "We are looking into it.", "at": "2026-11-17T09:30:00Z"}
    return {
        "number": "T-1001",
        "customer_id": "c_100",
        "status": "pending",
        "subject": "Wet parcel",
        "body": "It was wet.",
        "category": "complaint",
        "priority": "high",
        "queue": "orders",
        "order_number": "#W7654322",
        "contact": None,
        "context": {"schema": "v1", "summary": "wet"},
        "created_at": "2026-11-16T14:02:00Z",
        "comments": [comment],
    }


def _guests_ticket() -> dict[str, Any]:
    plain = {**_anns_ticket(), "number": "T-1002", "customer_id": None, "order_number": None, "context": None}
    return {**plain, "contact": {"email": "guest@example.com"}, "comments": []}
