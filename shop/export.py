"""Write the whole state of the shop in the form of a seed file, always in the same order."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from helpline.db import sync_engine
from shop.replies import at, at_or_none

Row = dict[str, Any]
Children = dict[Any, list[Row]]
_ADDRESS = ("line1", "line2", "city", "state", "country", "postcode")


def export() -> Row:
    """All customers, products, orders and tickets as of one moment."""
    # One snapshot: an order that is cancelled meanwhile is exported wholly before or wholly after.
    engine = sync_engine("shop").execution_options(isolation_level="REPEATABLE READ")
    with engine.begin() as connection:
        return {
            "customers": _customers(connection),
            "products": _products(connection),
            "orders": _orders(connection),
            "tickets": _tickets(connection),
        }


def write(state: Row) -> str:
    """JSON with one record a line, so that two exports can be compared by line."""
    lists = [
        f"{json.dumps(name)}: [" + ",".join(f"\n  {_compact(record)}" for record in records) + "\n]"
        for name, records in state.items()
    ]
    return "{" + ",\n".join(lists) + "}\n"


def _compact(record: Row) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(", ", ": "))


def _customers(connection: Connection) -> list[Row]:
    methods = _children(connection, "payment_methods", parent="customer_id", order="position", shape=_method)
    return [
        {
            "id": row["id"],
            "first_name": row["first_name"],
            "last_name": row["last_name"],
            "email": row["email"],
            "newsletter": row["newsletter"],
            "address": _address(row["address"]),
            "payment_methods": methods[row["id"]],
        }
        for row in _read(connection, 'SELECT * FROM shop.customers ORDER BY id COLLATE "C"')
    ]


def _method(row: Row) -> Row:
    optional = {"brand": row["brand"], "last_four": row["last_four"], "balance": _money(row["balance"])}
    return {"id": row["id"], "kind": row["kind"], **_given(optional)}


def _products(connection: Connection) -> list[Row]:
    variants = _children(connection, "variants", parent="product_id", order="position", shape=_variant)
    return [
        {"id": row["id"], "name": row["name"], **_given({"description": row["description"]})}
        | {"variants": variants[row["id"]]}
        for row in _read(connection, 'SELECT * FROM shop.products ORDER BY id COLLATE "C"')
    ]


def _variant(row: Row) -> Row:
    options = dict(sorted(row["options"].items()))
    return {"id": row["id"], "options": options, "price": _money(row["price"]), "available": row["available"]}


def _orders(connection: Connection) -> list[Row]:
    def parts(table: str, shape: Callable[[Row], Row], order: str = "position") -> Children:
        return _children(connection, table, parent="order_number", order=order, shape=shape)

    shapes = {"items": _item, "payments": _payment, "shipments": _shipment}
    children = {name: parts(name, shape) for name, shape in shapes.items()}
    cancellations = parts("cancellations", lambda row: {"reason": row["reason"]}, "order_number")
    later = {name: parts(name, shape) for name, shape in {"returns": _return, "exchanges": _exchange}.items()}
    return [
        {"number": row["number"], "customer_id": row["customer_id"], "status": row["status"]}
        | _given({"placed_at": at_or_none(row["placed_at"])})
        | {"address": _address(row["address"])}
        | {name: found[row["number"]] for name, found in children.items()}
        | {"cancellation": next(iter(cancellations[row["number"]]), None)}
        | {name: found[row["number"]] for name, found in later.items()}
        for row in _read(connection, 'SELECT * FROM shop.orders ORDER BY number COLLATE "C"')
    ]


def _item(row: Row) -> Row:
    names = ("id", "product_id", "variant_id", "name")
    options = dict(sorted(row["options"].items()))
    return {name: row[name] for name in names} | {"price": _money(row["price"]), "options": options}


def _payment(row: Row) -> Row:
    return {"kind": row["kind"], "amount": _money(row["amount"]), "payment_method_id": row["payment_method_id"]}


def _shipment(row: Row) -> Row:
    names = ("tracking_number", "carrier", "item_ids")
    return {name: row[name] for name in names} | {
        "eta": at_or_none(row["eta"]),
        "delivered_at": at_or_none(row["delivered_at"]),
    }


def _return(row: Row) -> Row:
    return {"item_ids": row["item_ids"], "payment_method_id": row["payment_method_id"]}


def _exchange(row: Row) -> Row:
    items = [{"item_id": item["item_id"], "new_variant_id": item["new_variant_id"]} for item in row["items"]]
    return {"items": items, "payment_method_id": row["payment_method_id"], "difference": _money(row["difference"])}


def _tickets(connection: Connection) -> list[Row]:
    comments = _children(connection, "comments", parent="ticket_number", order="position", shape=_comment)
    names = ("number", "customer_id", "status", "subject", "body", "category", "priority", "queue", "order_number")
    return [
        {name: row[name] for name in names}
        | {
            "contact": dict(sorted(row["contact"].items())) if row["contact"] else None,
            "context": json.loads(row["context"]) if row["context"] else None,
            "created_at": at(row["created_at"]),
            "comments": comments[row["number"]],
        }
        for row in _read(connection, 'SELECT * FROM shop.tickets ORDER BY number COLLATE "C"')
    ]


def _comment(row: Row) -> Row:
    return {"author": row["author"], "body": row["body"], "at": at(row["at"])}


def _children(connection: Connection, table: str, *, parent: str, order: str, shape: Callable[[Row], Row]) -> Children:
    found: Children = defaultdict(list)
    for row in _read(connection, f"SELECT * FROM shop.{table} ORDER BY {parent}, {order}"):
        found[row[parent]].append(shape(row))
    return found


def _read(connection: Connection, query: str) -> list[Row]:
    return [dict(row) for row in connection.execute(text(query)).mappings()]


def _given(values: Row) -> Row:
    return {name: value for name, value in values.items() if value is not None}


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _address(address: Row | None) -> Row | None:
    return {name: address[name] for name in _ADDRESS} if address else None
