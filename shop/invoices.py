"""Write an order's invoice as a page that can be printed."""

from __future__ import annotations

from html import escape

from sqlalchemy.engine import Connection

from shop import customers, orders
from shop.replies import Address, Money


def page(connection: Connection, number: str) -> str:
    """Raises: Problem 404 where the order is gone."""
    key = orders.find(connection, number)
    order, customer = orders.read(connection, key.number), customers.read(connection, key.customer_id)
    lines = "".join(
        f"<tr><td>{escape(item.name)}</td><td>{escape(', '.join(item.options.values()))}</td>"
        f"<td>{_money(item.price)}</td></tr>"
        for item in order.items
    )
    paid = "".join(f"<li>{escape(part.kind)}: {_money(part.amount)}</li>" for part in (*order.payments, *order.refunds))
    name = escape(f"{customer.first_name} {customer.last_name}")
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Invoice {escape(order.number)}</title>"
        f"<h1>Invoice for order {escape(order.number)}</h1><p>{name}<br>{_address(order.address)}</p>"
        f"<p>Ordered: {escape((order.placed_at or '')[:10])}</p><table>{lines}</table>"
        f"<p>Total: {_money(order.total)}</p><ul>{paid}</ul></html>"
    )


def _money(money: Money) -> str:
    return f"{escape(money.amount)} {escape(money.currency)}"


def _address(address: Address | None) -> str:
    if address is None:
        return ""
    parts = (address.line1, address.line2, f"{address.city} {address.state} {address.postcode}", address.country)
    return "<br>".join(escape(part) for part in parts if part.strip())
