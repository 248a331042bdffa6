"""Name the tables of who may do what: grants, codes, limits, keys of writes, the mailbox and the audit trail."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, LargeBinary, Table, Text, text

from shop.tables.columns import metadata, now, time

grants = Table(  # one proof of identity, and what came of it
    "grants",
    metadata,
    Column("id", Text, primary_key=True),
    Column("customer_id", Text, ForeignKey("customers.id", ondelete="CASCADE"), nullable=False),
    Column("order_number", Text, ForeignKey("orders.number", ondelete="CASCADE")),  # of a recognised guest
    Column("proof", Text, nullable=False),  # assertion | code | order
    now("created_at"),
    now("last_seen_at"),  # the last call with one of its tokens, to the minute
    time("revoked_at"),
)

refreshes = Table(
    "refreshes",
    metadata,
    Column("digest", LargeBinary, primary_key=True),  # the refresh itself is never stored
    Column("grant_id", Text, ForeignKey("grants.id", ondelete="CASCADE"), nullable=False),
    now("created_at"),
    time("used_at"),
)

verification_codes = Table(
    "verification_codes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("address_digest", LargeBinary, nullable=False),
    Column("customer_id", Text, ForeignKey("customers.id", ondelete="CASCADE")),  # none: no such account, and no mail
    Column("code_digest", LargeBinary, nullable=False),
    Column("new_email", Text),  # the address it is to prove; none where it signs somebody in
    Column("attempts", Integer, nullable=False, server_default="0"),
    time("expires_at", nullable=False),
    time("used_at"),
)

used_assertions = Table(
    "used_assertions",
    metadata,
    Column("jti", Text, primary_key=True),
    time("expires_at", nullable=False),
)

idempotency_records = Table(
    "idempotency_records",
    metadata,
    Column("caller", Text, primary_key=True),  # whose key it is: customer:<id>, service:<name>, staff:<agent>
    Column("key", Text, primary_key=True, index=True),
    Column("digest", LargeBinary, nullable=False),  # of method, path and body
    Column("status", Integer, nullable=False),
    Column("body", Text, nullable=False),
    now("created_at"),
)

limits = Table(
    "limits",
    metadata,
    Column("key", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    time("ends_at", nullable=False),
)

mailbox = Table(
    "mailbox",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=True),
    Column("email", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("deliver", Boolean, nullable=False, server_default=text("true")),
    now("at"),
    time("sent_at"),  # by SMTP; the body is wiped then
)

audit = Table(
    "audit",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=True),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    now("at"),
)
