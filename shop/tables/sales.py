"""Name the tables of what the shop sells and owes: customers, products, orders and tickets."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Sequence,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from shop.tables.columns import metadata, money, now, time


def _order() -> Column:
    return Column("order_number", Text, ForeignKey("orders.number", ondelete="CASCADE"), primary_key=True)


def _position() -> Column:
    return Column("position", Integer, primary_key=True)  # the place in its list, from 0


customers = Table(
    "customers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("newsletter", Boolean, nullable=False, server_default=text("false")),
    Column("address", JSONB(none_as_null=True)),  # line1, line2, city, state, country, postcode
    Index("customers_email", text("lower(email)")),
)

payment_methods = Table(
    "payment_methods",
    metadata,
    Column("customer_id", Text, ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("kind", Text, nullable=False),  # credit_card | gift_card | paypal | ...
    Column("brand", Text),
    Column("last_four", Text),
    money("balance", nullable=True),  # of a gift card
)

products = Table(
    "products",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("description", Text),
)

variants = Table(
    "variants",
    metadata,
    Column("product_id", Text, ForeignKey("products.id", ondelete="CASCADE"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("options", JSONB, nullable=False),
    money("price"),
    Column("available", Boolean, nullable=False),
)

orders = Table(
    "orders",
    metadata,
    Column("number", Text, primary_key=True),  # as the shop writes it: "#W7654321"
    Column("number_key", Text, nullable=False, unique=True),  # without '#' and spaces, in capitals
    Column("number_loose", Text, nullable=False, index=True),  # letters and digits only, in capitals
    Column("customer_id", Text, ForeignKey("customers.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("status", Text, nullable=False),
    time("placed_at"),  # none: time limits do not apply
    Column("address", JSONB(none_as_null=True)),
)

# Products and payment methods can be withdrawn while old orders still name them: no foreign keys to those.
items = Table(
    "items",
    metadata,
    _order(),
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("product_id", Text, nullable=False),
    Column("variant_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    money("price"),
    Column("options", JSONB, nullable=False),
)

payments = Table(
    "payments",
    metadata,
    _order(),
    _position(),
    Column("kind", Text, nullable=False),  # payment | refund
    money("amount"),
    Column("payment_method_id", Text, nullable=False),
)

shipments = Table(
    "shipments",
    metadata,
    _order(),
    _position(),
    Column("tracking_number", Text),
    Column("carrier", Text),
    Column("item_ids", JSONB, nullable=False),
    time("eta"),
    time("delivered_at"),
)

cancellations = Table("cancellations", metadata, _order(), Column("reason", Text, nullable=False))

returns = Table(
    "returns",
    metadata,
    _order(),
    _position(),
    Column("item_ids", JSONB, nullable=False),
    Column("payment_method_id", Text, nullable=False),
)

exchanges = Table(
    "exchanges",
    metadata,
    _order(),
    _position(),
    Column("items", JSONB, nullable=False),  # [{item_id, new_variant_id}]
    Column("payment_method_id", Text),
    money("difference"),
)

ticket_numbers = Sequence("ticket_numbers", metadata=metadata, start=1001)

tickets = Table(
    "tickets",
    metadata,
    Column("number", Text, primary_key=True),
    Column("number_key", Text, nullable=False, unique=True),
    Column("customer_id", Text, ForeignKey("customers.id", ondelete="CASCADE"), index=True),  # none: a guest's
    Column("status", Text, nullable=False, server_default="open"),  # open | pending | solved | closed
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("category", Text),
    Column("priority", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("order_number", Text),
    Column("contact", JSONB(none_as_null=True)),  # email, name, phone; its e-mail proves a guest
    Column("context", Text),  # the handoff document, JSON
    now("created_at"),
)

comments = Table(
    "comments",
    metadata,
    Column("ticket_number", Text, primary_key=True),
    _position(),
    Column("author", Text, nullable=False),  # customer | agent
    Column("body", Text, nullable=False),
    now("at"),
    ForeignKeyConstraint(["ticket_number"], ["tickets.number"], ondelete="CASCADE"),
)
