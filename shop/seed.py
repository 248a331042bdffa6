"""Replace everything in the shop by the content of a seed file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import Table, text
from sqlalchemy.engine import Connection

from helpline.logs import Log
from shop import tables
from shop.database import transaction
from shop.demo_times import moved
from shop.numbers import key_of, loose_key_of
from shop.seed_file import Order, SeedFile, Ticket, parse_seed, read_seed

log = Log("shop.seed")
DEMO_SEED = Path(__file__).with_name("demo_seed.json")
_KEPT = {"audit"}
_FIRST_TICKET = 1000
_SEEDING = 7_402_319  # any number: the advisory lock of whoever seeds


def seed(path: Path) -> SeedFile:
    """In one transaction: whoever reads meanwhile sees all of the old or all of the new.

    Raises:
        SeedError: and nothing has changed.
    """
    content = read_seed(path)
    with transaction() as connection:
        replace_all(connection, content)
    return content


def demo() -> SeedFile:
    """The stored demo seed as if it had been made today."""
    return parse_seed(moved(json.loads(DEMO_SEED.read_text("utf-8")), today=datetime.now(timezone.utc).date()))


def seed_demo() -> SeedFile:
    """Replace everything by the demo seed."""
    content = demo()
    with transaction() as connection:
        replace_all(connection, content)
    return content


def seed_demo_if_empty() -> bool:
    """Fill a shop without customers with the stored demo seed; whether it was empty."""
    content = demo()
    with transaction() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SEEDING})
        if connection.execute(text("SELECT 1 FROM shop.customers LIMIT 1")).first() is not None:
            return False
        replace_all(connection, content)
    return True


def replace_all(connection: Connection, content: SeedFile) -> None:
    connection.execute(text("SET LOCAL statement_timeout = '60s'"))
    names = sorted(name for name in tables.metadata.tables if name.split(".")[1] not in _KEPT)
    connection.execute(text(f"TRUNCATE {', '.join(names)}"))
    for table, rows in _rows(content):
        if rows:
            connection.execute(table.insert(), rows)
    connection.execute(text("SELECT setval('shop.ticket_numbers', :last)"), {"last": _last_ticket(content.tickets)})
    log.info("shop_seeded", customers=len(content.customers), orders=len(content.orders))


def _rows(content: SeedFile) -> Iterable[tuple[Table, list[dict[str, Any]]]]:
    """Row by row what the file says, parents before children."""
    people, products = content.customers, content.products
    yield tables.customers, [person.dict(exclude={"payment_methods"}) for person in people]
    yield (
        tables.payment_methods,
        [row for person in people for row in _listed(person.payment_methods, customer_id=person.id)],
    )
    yield tables.products, [product.dict(exclude={"variants"}) for product in products]
    yield tables.variants, [row for product in products for row in _listed(product.variants, product_id=product.id)]
    yield from _order_rows(content.orders)
    yield tables.tickets, [_ticket(ticket) for ticket in content.tickets]
    yield (
        tables.comments,
        [row for ticket in content.tickets for row in _listed(ticket.comments, ticket_number=ticket.number)],
    )


def _order_rows(orders: list[Order]) -> Iterable[tuple[Table, list[dict[str, Any]]]]:
    yield tables.orders, [_order(order) for order in orders]
    for name in ("items", "payments", "shipments", "returns", "exchanges"):
        table: Table = getattr(tables, name)
        yield table, [row for order in orders for row in _listed(getattr(order, name), order_number=order.number)]
    yield (
        tables.cancellations,
        [{"order_number": order.number, "reason": order.cancellation.reason} for order in orders if order.cancellation],
    )


def _listed(parts: Iterable[Any], **parent: str) -> list[dict[str, Any]]:
    return [{**part.dict(), "position": position, **parent} for position, part in enumerate(parts)]


def _order(order: Order) -> dict[str, Any]:
    return {
        "number": order.number,
        "number_key": key_of(order.number),
        "number_loose": loose_key_of(order.number),
        "customer_id": order.customer_id,
        "status": order.status,
        "placed_at": order.placed_at,
        "address": order.address.dict() if order.address else None,
    }


def _ticket(ticket: Ticket) -> dict[str, Any]:
    row = ticket.dict(exclude={"comments"})
    context = json.dumps(ticket.context) if ticket.context is not None else None
    return {**row, "number_key": key_of(ticket.number), "context": context}


def _last_ticket(tickets: list[Ticket]) -> int:
    numbers = [int(found[0]) for ticket in tickets if (found := re.findall(r"^T-(\d{1,15})$", ticket.number))]
    return max([_FIRST_TICKET, *numbers])
