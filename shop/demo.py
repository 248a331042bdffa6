"""Choose whom a visitor of the demo page can be, and what is worth trying."""

from __future__ import annotations

from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.engine import Connection


class DemoCustomer(BaseModel):
    """Somebody to sign in as; `last_order` is the status of the newest order."""

    id: str
    name: str
    email: str
    orders: int
    last_order: str | None
    has_pending_order: bool


class DemoOrder(BaseModel):
    """An order a guest can prove: what is printed on it."""

    number: str
    status: str
    postcode: str


def customers(connection: Connection) -> list[DemoCustomer]:
    """Everybody; first those whose last order can still be cancelled."""
    return [DemoCustomer(**dict(row)) for row in connection.execute(_CUSTOMERS).mappings()]


def guest_order(connection: Connection) -> DemoOrder | None:
    """One that is on its way, if there is one."""
    row = connection.execute(_GUEST_ORDER).mappings().first()
    return DemoOrder(**dict(row)) if row else None


def exists(connection: Connection, customer_id: str) -> bool:
    found = connection.execute(text("SELECT 1 FROM shop.customers WHERE id = :id"), {"id": customer_id})
    return found.scalar() is not None


_CUSTOMERS = text(
    """
    SELECT c.id, c.first_name || ' ' || c.last_name AS name, c.email, o.orders, o.last_order, o.has_pending_order
    FROM shop.customers c CROSS JOIN LATERAL (
      SELECT count(*) AS orders, coalesce(bool_or(status = 'pending'), false) AS has_pending_order,
             (array_agg(status ORDER BY placed_at DESC NULLS LAST, number_key DESC))[1] AS last_order
      FROM shop.orders WHERE customer_id = c.id
    ) AS o
    ORDER BY o.last_order = 'pending' DESC NULLS LAST, name, c.id
    """
)
_GUEST_ORDER = text(
    """
    SELECT number, status, address->>'postcode' AS postcode FROM shop.orders
    WHERE address->>'postcode' <> '' AND placed_at IS NOT NULL
    ORDER BY status = 'shipped' DESC, placed_at DESC, number LIMIT 1
    """
)
