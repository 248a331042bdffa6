"""Make the stored demo seed anew: `python -m shop.demo_seed` writes `shop/demo_seed.json`, always the same."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from shop.demo_catalogue import BRANDS, CARRIERS, PEOPLE, PLACES, PRODUCTS, STREETS
from shop.export import write
from shop.seed import DEMO_SEED
from shop.seed_file import parse_seed

Row = dict[str, Any]
_SEED = 20261120
_TODAY = datetime(2026, 11, 20, 12)
_REASONS = ("no longer needed", "ordered by mistake")
# How many orders of each status, and how many days ago they were placed.
_STATUSES = {
    "pending": (26, 0, 5),
    "pending_modified": (6, 1, 6),
    "processed": (14, 1, 7),
    "shipped": (24, 4, 12),
    "delivered": (36, 8, 50),
    "cancelled": (10, 3, 45),
    "return_requested": (6, 12, 35),
    "exchange_requested": (6, 12, 35),
}
_WITH_PARCEL = {"shipped", "delivered", "return_requested", "exchange_requested"}


class DemoSeed:
    """Everything comes from one stream of random numbers, so its order of calls is part of the result."""

    def __init__(self) -> None:
        self.random = random.Random(_SEED)
        self.products = [self._product(index) for index in range(len(PRODUCTS))]
        self.customers = [self._customer(index) for index in range(len(PEOPLE))]
        self._numbers = self._order_numbers()

    def content(self) -> Row:
        orders = self._anns_orders()
        for status, (count, newest, oldest) in _STATUSES.items():
            for _ in range(count):
                customer = self.random.choice(self.customers[1:])
                orders.append(self._order(customer, status, placed=self._moment(newest, oldest)))
        return {
            "customers": self.customers,
            "products": sorted(self.products, key=lambda product: str(product["id"])),
            "orders": sorted(orders, key=lambda order: str(order["number"])),
            "tickets": _tickets(),
        }

    def _product(self, index: int) -> Row:
        name, price, description, options = PRODUCTS[index]
        variants = []
        for place, values in enumerate(itertools.product(*options.values())):
            amount = Decimal(price) + place // max(1, len(values)) * Decimal("1.50")
            variant_id = str(7_700_000_000 + index * 1000 + place * 7 + self.random.randrange(7))
            chosen = dict(sorted(zip(options, values, strict=True)))
            free = self.random.random() > 0.15
            variants.append({"id": variant_id, "options": chosen, "price": f"{amount:.2f}", "available": free})
        product_id = str(8_800_000_000 + index * 1111 + self.random.randrange(1000))
        return {"id": product_id, "name": name, "description": description, "variants": variants}

    def _customer(self, index: int) -> Row:
        first, last = PEOPLE[index]
        city, state, postcode = PLACES[index % len(PLACES)]
        street = f"{1 + index * 7} {STREETS[index % len(STREETS)]}"
        line2 = f"Apt {index}" if index % 4 == 3 else ""
        address = {"line1": street, "line2": line2, "city": city, "state": state, "country": "USA"}
        plain = "".join(char for char in last.lower() if char.isascii() and char.isalpha())
        return {
            "id": f"c_{100 + index}",
            "first_name": first,
            "last_name": last,
            "email": "ann@example.com" if index == 0 else f"{first.lower()}.{plain}@example.com".replace("í", "i"),
            "newsletter": index % 3 == 1,
            "address": {**address, "postcode": postcode},
            "payment_methods": self._methods(index),
        }

    def _methods(self, index: int) -> list[Row]:
        last_four = "9212" if index == 0 else f"{self.random.randrange(10_000):04d}"
        methods: list[Row] = [
            {"id": f"card_{index + 1}", "kind": "credit_card", "brand": BRANDS[index % 3], "last_four": last_four}
        ]
        if index % 2 == 0:
            balance = "40.00" if index == 0 else f"{self.random.randrange(0, 20_000) / 100:.2f}"
            methods.append({"id": f"gift_{index + 1}", "kind": "gift_card", "balance": balance})
        if index % 3 == 0:
            methods.append({"id": f"pp_{index + 1}", "kind": "paypal"})
        return methods

    def _order_numbers(self) -> Iterator[str]:
        """The three shapes in turn."""
        taken = {"#W7654321"}
        for count in itertools.count():
            shop_number = f"#W{self.random.randrange(1_000_000, 9_999_999)}"
            number = (shop_number, f"A-{1100 + count}", str(100_100 + count * 3))[count % 3]
            if number not in taken:
                taken.add(number)
                yield number

    def _anns_orders(self) -> list[Row]:
        """The orders the documentation talks about."""
        ann = self.customers[0]
        shirt, mug = self._item(0, 4), self._item(12, 1)
        pending = self._order(
            ann, "pending", placed=datetime(2026, 11, 19, 16, 20), number="#W7654321", items=[shirt, mug]
        )
        pending["payments"] = [_payment("20.00", "gift_1"), _payment(str(_total([shirt, mug]) - 20), "card_1")]
        return [
            pending,
            self._order(ann, "shipped", placed=datetime(2026, 11, 13, 9, 5), number="A-1001"),
            self._order(ann, "delivered", placed=datetime(2026, 10, 30, 18, 40), number="100045"),
            self._order(ann, "cancelled", placed=datetime(2026, 10, 12, 8, 15), number="A-1002"),
        ]

    def _order(
        self, customer: Row, status: str, *, placed: datetime, number: str | None = None, items: list[Row] | None = None
    ) -> Row:
        items = items or [self._item() for _ in range(self.random.choice((1, 1, 2, 2, 3)))]
        items = [{"id": f"i_{place}", **item} for place, item in enumerate(items, 1)]
        method = self.random.choice(customer["payment_methods"])["id"]
        order: Row = {
            "number": number or next(self._numbers),
            "customer_id": customer["id"],
            "status": status,
            "placed_at": _time(placed),
            "address": customer["address"],
            "items": items,
            "payments": [_payment(str(_total(items)), method)],
            "shipments": [self._shipment(items, status, placed)] if status in _WITH_PARCEL else [],
            "cancellation": None,
            "returns": [],
            "exchanges": [],
        }
        self._aftermath(order, method)
        return order

    def _aftermath(self, order: Row, method: str) -> None:
        """What has happened to an order since it was placed."""
        first = order["items"][0]
        if order["status"] == "cancelled":
            order["cancellation"] = {"reason": self.random.choice(_REASONS)}
            order["payments"].append({**order["payments"][0], "kind": "refund"})
        elif order["status"] == "return_requested":
            order["returns"] = [{"item_ids": [first["id"]], "payment_method_id": method}]
        elif order["status"] == "exchange_requested":
            variant = self._other_variant(first)
            difference = Decimal(variant["price"]) - Decimal(first["price"])
            first |= {"variant_id": variant["id"], "price": variant["price"], "options": variant["options"]}
            exchanged = [{"item_id": first["id"], "new_variant_id": variant["id"]}]
            order["exchanges"] = [{"items": exchanged, "payment_method_id": method, "difference": f"{difference:.2f}"}]
            if difference:
                kind = "payment" if difference > 0 else "refund"
                order["payments"].append(_payment(f"{abs(difference):.2f}", method) | {"kind": kind})

    def _item(self, product: int | None = None, variant: int | None = None) -> Row:
        found = self.random.choice(self.products) if product is None else self.products[product]
        chosen = self.random.choice(found["variants"]) if variant is None else found["variants"][variant]
        names = {"product_id": found["id"], "variant_id": chosen["id"], "name": found["name"]}
        return {**names, "price": chosen["price"], "options": chosen["options"]}

    def _other_variant(self, item: Row) -> Row:
        product = next(product for product in self.products if product["id"] == item["product_id"])
        chosen: Row = self.random.choice([one for one in product["variants"] if one["id"] != item["variant_id"]])
        return chosen

    def _shipment(self, items: list[Row], status: str, placed: datetime) -> Row:
        arrives = placed.replace(hour=17, minute=0) + timedelta(days=self.random.randrange(4, 7))
        on_its_way = status == "shipped"
        if on_its_way:
            arrives = max(arrives, _TODAY.replace(hour=17) + timedelta(days=self.random.randrange(1, 5)))
        return {
            "tracking_number": f"99{self.random.randrange(10**10):010d}",
            "carrier": self.random.choice(CARRIERS),
            "item_ids": [item["id"] for item in items],
            "eta": _time(arrives),
            "delivered_at": None if on_its_way else _time(arrives - timedelta(minutes=self.random.randrange(400))),
        }

    def _moment(self, newest: int, oldest: int) -> datetime:
        days = self.random.randrange(newest, oldest)
        moment = _TODAY.replace(hour=0) - timedelta(days=days, minutes=self.random.randrange(24 * 60))
        return moment.replace(second=0)


def _payment(amount: str, method: str) -> Row:
    return {"kind": "payment", "amount": amount, "payment_method_id": method}


def _total(items: list[Row]) -> Decimal:
    return sum((Decimal(item["price"]) for item in items), Decimal(0))


def _time(moment: datetime) -> str:
    return f"{moment.isoformat()}Z"


def _tickets() -> list[Row]:
    shape = {"category": "other_problem", "priority": "normal", "queue": "orders", "order_number": None}
    shape |= {"contact": None, "context": None}
    answer = {"author": "agent", "body": "A replacement left our warehouse today.", "at": "2026-11-17T09:30:00Z"}
    return [
        {"number": "T-1001", "customer_id": "c_100", "status": "pending", "subject": "Parcel arrived wet"}
        | {"body": "The parcel of my last order was wet when it arrived."}
        | shape
        | {"order_number": "100045", "created_at": "2026-11-16T14:02:00Z", "comments": [answer]},
        {"number": "T-1002", "customer_id": None, "status": "open", "subject": "Question about a gift"}
        | {"body": "Can you wrap an order as a gift?"}
        | shape
        | {"queue": "general", "contact": {"email": "guest@example.com", "name": "Robin Gray"}}
        | {"created_at": "2026-11-18T10:45:00Z", "comments": []},
    ]


def main() -> None:
    content = DemoSeed().content()
    parse_seed(content)
    DEMO_SEED.write_text(write(content), "utf-8")


if __name__ == "__main__":
    main()
