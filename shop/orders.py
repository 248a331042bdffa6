"""Read orders with everything that belongs to them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from shop import customers
from shop.numbers import key_of, loose_key_of
from shop.pages import Cut
from shop.problems import not_found
from shop.refunds import days_of
from shop.replies import (
    Cancellation,
    Exchange,
    Money,
    Order,
    OrderItem,
    OrderState,
    Page,
    Payment,
    PaymentMethod,
    Return,
    Shipment,
    at,
    at_or_none,
)
from shop.settings import shop_settings

Row = Any


@dataclass(frozen=True)
class OrderKey:
    """Which order a number means, and whose it is."""

    number: str
    customer_id: str


def find(connection: Connection, number: str, *, customer_id: str | None = None) -> OrderKey:
    """The order that a typed number means; with a customer, only among theirs.

    Raises:
        Problem: 404 `order_not_found`, the same for unknown and for somebody else's.
    """
    rows = connection.execute(_FIND, {"loose": loose_key_of(number), "customer": customer_id}).all()
    exact = [row for row in rows if row.number_key == key_of(number)]
    if len(exact or rows) != 1:
        raise not_found("order")
    row = (exact or rows)[0]
    return OrderKey(row.number, row.customer_id)


def read(connection: Connection, number: str) -> Order:
    """By the shop's own spelling, as `find` gives it."""
    rows = connection.execute(text("SELECT * FROM shop.orders WHERE number = :number"), {"number": number})
    return _orders(connection, rows.mappings().all())[0]


def read_state(connection: Connection, number: str) -> OrderState:
    """Status and shipments, no more."""
    status = connection.execute(text("SELECT status FROM shop.orders WHERE number = :number"), {"number": number})
    parts = _parts(connection, "shipments", [number])
    return OrderState(number=number, status=status.scalar_one(), shipments=[_shipment(row) for row in parts[number]])


def page(connection: Connection, customer_id: str, *, status: str | None, cut: Cut) -> Page[Order]:
    """The newest first; those without a date last."""
    values = {"customer": customer_id, "status": status, "limit": cut.limit + 1, **cut.start("placed", "key")}
    rows = connection.execute(_PAGE, values).mappings().all()
    shown, cursor = cut.split(list(rows), ("sort_at", "number_key"))
    return Page[Order](items=_orders(connection, shown), next=cursor)


_FIND = text(
    "SELECT number, number_key, customer_id FROM shop.orders WHERE number_loose = :loose"
    " AND (cast(:customer AS text) IS NULL OR customer_id = :customer)"
)
_PAGE = text(
    """
    SELECT * FROM (
      SELECT *, to_char(coalesce(placed_at, '0001-01-01Z') AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') AS sort_at
      FROM shop.orders WHERE customer_id = :customer AND (cast(:status AS text) IS NULL OR status = :status)
    ) AS dated
    WHERE cast(:placed AS text) IS NULL OR (sort_at, number_key) < (:placed, :key)
    ORDER BY sort_at DESC, number_key DESC LIMIT :limit
    """
)


def _orders(connection: Connection, rows: list[Row]) -> list[Order]:
    numbers = [row["number"] for row in rows]
    methods = customers.methods(connection, sorted({row["customer_id"] for row in rows}))
    names = ("items", "payments", "shipments", "cancellations", "returns", "exchanges")
    parts = {name: _parts(connection, name, numbers) for name in names}
    return [
        _order(row, methods[row["customer_id"]], {name: parts[name][row["number"]] for name in names}) for row in rows
    ]


def _parts(connection: Connection, table: str, numbers: list[str]) -> dict[str, list[Row]]:
    order = "order_number" if table == "cancellations" else "order_number, position"
    found: dict[str, list[Row]] = defaultdict(list)
    rows = connection.execute(
        text(f"SELECT * FROM shop.{table} WHERE order_number = ANY(:numbers) ORDER BY {order}"),
        {"numbers": numbers},
    )
    for row in rows.mappings():
        found[row["order_number"]].append(row)
    return found


def _order(row: Row, methods: dict[str, PaymentMethod], parts: dict[str, list[Row]]) -> Order:
    money = [_payment(part, methods.get(part["payment_method_id"])) for part in parts["payments"]]
    return Order(
        number=row["number"],
        status=row["status"],
        customer_id=row["customer_id"],
        placed_at=at_or_none(row["placed_at"]),
        total=Money.of(sum((item["price"] for item in parts["items"]), Decimal(0))),
        address=row["address"],
        items=[_item(part) for part in parts["items"]],
        payments=[part for part in money if part.kind == "payment"],
        refunds=[part for part in money if part.kind == "refund"],
        shipments=[_shipment(part) for part in parts["shipments"]],
        cancellation=next((Cancellation(reason=part["reason"]) for part in parts["cancellations"]), None),
        returns=[Return(**part) for part in parts["returns"]],
        returnable_until=_returnable_until(row["status"], parts["shipments"]),
        exchanges=[Exchange(**{**part, "difference": Money.of(part["difference"])}) for part in parts["exchanges"]],
    )


def _returnable_until(status: str, shipments: list[Row]) -> str | None:
    """Only of a delivered order; none where the day of delivery is not known: no limit then."""
    delivered = [part["delivered_at"] for part in shipments if part["delivered_at"]]
    if status != "delivered" or not delivered:
        return None
    return at(max(delivered) + timedelta(days=shop_settings().return_window_days))


def _item(row: Row) -> OrderItem:
    return OrderItem(**{**row, "price": Money.of(row["price"])})


def _payment(row: Row, method: PaymentMethod | None) -> Payment:
    shown = method.copy(update={"balance": None}) if method else None
    return Payment(
        kind=row["kind"],
        amount=Money.of(row["amount"]),
        payment_method_id=row["payment_method_id"],
        method=shown,
        days=days_of(shown) if row["kind"] == "refund" else None,
    )


def _shipment(row: Row) -> Shipment:
    return Shipment(**{**row, "eta": at_or_none(row["eta"]), "delivered_at": at_or_none(row["delivered_at"])})
