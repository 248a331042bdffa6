"""Name the tables of the `helpline` schema, and what each column means.

Texts that came from outside are TEXT, never JSONB: Postgres' JSON refuses a NUL character, and one such character
inside an event would otherwise make the whole conversation unreadable. Times come from the database's own clock.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)

SCHEMA = "helpline"
metadata = MetaData(schema=SCHEMA)


def _now(name: str) -> Column:
    return Column(name, DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp())


def _time(name: str) -> Column:
    return Column(name, DateTime(timezone=True))


def _conversation() -> Column:
    return Column("conversation_id", Text, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False)


conversations = Table(
    "conversations",
    metadata,
    Column("id", Text, primary_key=True),  # made by the channel, never by the client
    Column("channel", Text, nullable=False),
    Column("client", Text),  # a keyed hash of the client's address: the shop's limits count real people
    Column("customer_id", Text),  # the shop's id, once verified
    Column("level", Text, nullable=False, server_default="guest"),  # guest | recognised | verified
    Column("mode", Text, nullable=False, server_default="assistant"),  # assistant | waiting | agent
    Column("seq", BigInteger, nullable=False, server_default="0"),  # last number given to a row of the outbox
    Column("event_seq", BigInteger, nullable=False, server_default="0"),  # last number of the tracker's events
    Column("session", Integer, nullable=False, server_default="0"),
    Column("snapshot", Text),  # slots and active loop before the window, JSON
    Column("snapshot_seq", BigInteger, nullable=False, server_default="0"),  # the window starts after this event
    Column("model_id", Text),
    Column("last_turn", BigInteger),  # inbox id of the last finished turn
    Column("code_expires_at", DateTime(timezone=True)),  # while in the future, six bare digits are a one-time code
    Column("asks", Text),  # the slot the assistant is asking for
    _now("created_at"),
    _now("updated_at"),
    _time("ended_at"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=True),  # the turn's id
    _conversation(),
    Column("channel", Text, nullable=False),
    Column("external_id", Text, nullable=False),  # the client's or the event's id
    Column("kind", Text, nullable=False),  # text | button | code | intent
    Column("content_hash", Text, nullable=False),  # of what the client sent: the same id with other content is refused
    Column("text", Text),  # redacted of secrets; e-mail and phone readable; wiped at the commit
    Column("payload", Text),  # /intent{...} of a button or of an event of our own
    Column("nonce", Text),  # of a button: it can be used once
    Column("confirmation_id", Text),  # of a button
    Column("secret", LargeBinary),  # an encrypted one-time code; wiped at the commit
    Column("seq", BigInteger, nullable=False),  # of the customer's message in the outbox
    Column("state", Text, nullable=False, server_default="waiting"),  # waiting | done | set_aside
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("error", Text),  # of the last failed attempt: a class name, never a message's text
    _now("received_at"),
    _time("due_at"),
    _time("done_at"),
    UniqueConstraint("channel", "conversation_id", "external_id", name="inbox_external_id"),
    UniqueConstraint("conversation_id", "nonce", name="inbox_nonce"),
    Index("inbox_waiting", "conversation_id", "id", postgresql_where=text("state = 'waiting'")),
)

events = Table(
    "events",
    metadata,
    _conversation(),
    Column("seq", BigInteger, nullable=False),
    Column("session", Integer, nullable=False),
    Column("turn", BigInteger),
    Column("time", Float, nullable=False),  # seconds since the epoch, as in the event
    Column("type", Text, nullable=False),
    Column("data", Text, nullable=False),  # the event as JSON, redacted
    Column("broken", Boolean, nullable=False, server_default=text("false")),  # set aside: it could not be read
    UniqueConstraint("conversation_id", "seq", name="events_seq"),
)

outbox = Table(
    "outbox",
    metadata,
    _conversation(),
    Column("seq", BigInteger, nullable=False),
    Column("turn", BigInteger),
    Column("kind", Text, nullable=False),  # message | mode | delivered | rating_asked | ended
    Column("sender", Text, nullable=False),  # customer | assistant | agent | system
    Column("response", Text),  # the utter_ name, of an assistant's message
    Column("confirmation_id", Text),
    Column("data", Text, nullable=False),  # the event of the web chat protocol as JSON, redacted
    _now("at"),
    _time("delivered_at"),  # first given to a client
    UniqueConstraint("conversation_id", "seq", name="outbox_seq"),
)

effects = Table(
    "effects",
    metadata,
    Column("key", Text, primary_key=True),  # the idempotency key: of conversation, turn, action and arguments
    _conversation(),
    Column("turn", BigInteger, nullable=False),
    Column("action", Text, nullable=False),
    Column("arguments", Text, nullable=False),  # JSON, without secrets
    Column("backend", Text, nullable=False),
    Column("state", Text, nullable=False),  # pending | sent | confirmed | failed | unknown
    Column("result", Text),  # JSON
    Column("error_code", Text),
    _now("created_at"),
    _now("updated_at"),
    Index("effects_turn", "conversation_id", "turn"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=True),
    _conversation(),
    Column("turn", BigInteger, nullable=False),
    Column("action", Text, nullable=False),
    Column("backend", Text),
    Column("result", Text, nullable=False),  # ok | refused | failed
    Column("error_code", Text),
    Column("milliseconds", Integer, nullable=False),
    _now("at"),
    Index("attempts_conversation", "conversation_id", "id"),
)

confirmations = Table(
    "confirmations",
    metadata,
    Column("id", Text, primary_key=True),
    _conversation(),
    Column("action", Text, nullable=False),
    Column("digest", Text, nullable=False),  # of action, arguments and preview
    Column("arguments", Text, nullable=False),
    Column("preview_id", Text),
    Column("asked_turn", BigInteger, nullable=False),
    Column("used_turn", BigInteger),
    Column("state", Text, nullable=False, server_default="open"),  # open | used | declined | void
    _now("created_at"),
    _time("expires_at"),
    Index("confirmations_open", "conversation_id", postgresql_where=text("state = 'open'")),
)

identities = Table(
    "identities",
    metadata,
    Column("conversation_id", Text, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("level", Text, nullable=False),
    Column("customer_id", Text),
    Column("order_number", Text),  # of a recognised guest: the one order
    Column("token", LargeBinary),  # the shop's customer token, encrypted
    Column("refresh", LargeBinary),
    _time("expires_at"),
    Column("verification_id", Text),  # of an open one-time code
    Column("redeemed_turn", BigInteger),  # the turn that reached this level: its replay finds it here
    _now("updated_at"),
)

handoffs = Table(
    "handoffs",
    metadata,
    Column("id", Text, primary_key=True),
    _conversation(),
    Column("turn", BigInteger),
    Column("reason", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("priority", Text, nullable=False),
    Column("state", Text, nullable=False),  # waiting | accepted | answered | ended
    Column("outcome", Text),  # resolved | returned | ticketed | timed_out | abandoned
    Column("ticket_number", Text),
    Column("document", Text, nullable=False),
    _now("created_at"),
    _time("ended_at"),
    Index("handoffs_turn", "conversation_id", "turn", "reason", unique=True),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=True),
    _conversation(),
    Column("message_seq", BigInteger),  # null: a rating of the whole conversation
    Column("value", Text, nullable=False),  # up | down | 1 to 5
    Column("comment", Text),
    _now("at"),
    UniqueConstraint("conversation_id", "message_seq", name="feedback_message"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("state", Text, nullable=False, server_default="waiting"),  # waiting | done | set_aside
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("error", Text),
    _now("due_at"),
    _now("created_at"),
    UniqueConstraint("kind", "key", name="jobs_key"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=True),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("conversation_id", Text),
    Column("data", Text, nullable=False, server_default="{}"),
    _now("at"),
)

slack_threads = Table(
    "slack_threads",
    metadata,
    Column("conversation_id", Text, ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    Column("team", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("thread", Text, nullable=False),  # of its first post; empty in a direct message outside any thread
    Column("user", Text, nullable=False),
    Column("is_direct", Boolean, nullable=False),
    Column("delivered", BigInteger, nullable=False, server_default="0"),  # last number of the outbox Slack has
    Column("sending", BigInteger),  # the number being posted
    _now("updated_at"),
    UniqueConstraint("team", "channel", "thread", "user", name="slack_threads_place"),
)

limits = Table(
    "limits",
    metadata,
    Column("key", Text, primary_key=True),  # what is counted; an address only as a keyed hash
    Column("count", Integer, nullable=False),
    _now("began_at"),
    prefixes=["UNLOGGED"],  # lost in a crash of the database, and that is fine
)
