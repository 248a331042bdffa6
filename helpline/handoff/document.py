"""Write the document a person gets with a conversation (schema/v1.json is its public contract)."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from helpline import attempts
from helpline.backends.ports import AccountDesk, OrderDesk
from helpline.backends.values import Customer, Order
from helpline.errors import HelplineError
from helpline.handoff import history, parts
from helpline.handoff.history import History
from helpline.handoff.reasons import Reason, priority_of, queue_of
from helpline.identity import identities
from helpline.identity.identities import Identity, Level
from helpline.logs import Log

log = Log("helpline.handoff")
SCHEMA = "helpline/handoff/v1"
LARGEST_BYTES = 64 * 1024
_SECONDS_FOR_BACKENDS = 1.5
_MOST_ORDERS = 5


@dataclass(frozen=True)
class Request:
    """What the customer wants and how far it got.

    Args:
        evidence: what made the decision, in facts.
        topic: the intent the conversation is about, such as `cancel_order`.
        slots: filled so far; identity slots are left out, the rest is masked.
        missing: slots still to be asked for.
        contact: where a guest wants the answer; shown to the assigned agent only.
        latest: Rasa's parse data of the message this turn works on, which is not among the stored events yet.
    """

    reason: Reason
    evidence: str
    topic: str | None = None
    form: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    contact: str | None = field(default=None, repr=False)
    latest: dict[str, Any] | None = field(default=None, repr=False)


async def build(
    conversation_id: str,
    request: Request,
    *,
    orders: OrderDesk | None = None,
    accounts: AccountDesk | None = None,
) -> dict[str, Any]:
    """The document for a conversation as it is now, never more than 64 KiB as JSON.

    Args:
        orders, accounts: where the statuses and the name come from; what they cannot tell in time is left open.
    """
    told = await history.read(conversation_id) or History("", None, None, [], 0, [], [])
    parsed = parts.understanding([*told.parsed, *([request.latest] if request.latest else [])])
    numbers = parts.order_numbers(request.slots, parsed)[:_MOST_ORDERS]
    identity = await _identity(conversation_id, told)
    found, customer = await _ask(numbers, orders, accounts if identity.level is Level.VERIFIED else None)
    tried = [parts.attempt(one) for one in await attempts.latest(conversation_id)]
    document = {
        "id": f"h_{secrets.token_urlsafe(12)}",
        "schema": SCHEMA,
        "created_at": parts.moment(datetime.now(timezone.utc)),
        "conversation_id": conversation_id,
        "channel": told.channel,
        "reason": {"code": request.reason.value, "evidence": parts.masked(request.evidence)[:500]},
        "summary": parts.summary(request, identity=identity, name=_name(customer), numbers=numbers, tried=tried),
        "priority": priority_of(request.reason, request.topic).value,
        "queue": queue_of(request.topic).value,
        "customer": {
            "id": identity.customer_id,
            "name": _name(customer),
            "level": identity.level.value,
            "contact": customer.email if customer else request.contact,
            "locale": "en",
            "orders": [{"number": number, "status": found.get(number)} for number in numbers],
        },
        "request": {
            "topic": request.topic,
            "form": request.form,
            "slots": parts.slots(request.slots),
            "missing": list(request.missing)[:50],
        },
        "understanding": parsed,
        "attempts": tried,
        "transcript": parts.transcript(conversation_id, told.messages, count=told.count),
        "feedback": [parts.opinion(one) for one in told.feedback],
        "model_id": told.model_id,
        "links": {"conversation": parts.link(conversation_id)},
    }
    return _within_limit(document)


def size_of(document: dict[str, Any]) -> int:
    """Bytes of the document as JSON in UTF-8."""
    return len(json.dumps(document, ensure_ascii=False).encode("utf-8", "replace"))


def _within_limit(document: dict[str, Any]) -> dict[str, Any]:
    """The oldest messages go first: they are counted as left out, and the link leads to them."""
    transcript = document["transcript"]
    over = size_of(document) - LARGEST_BYTES + 16  # the count of those left out may grow by some digits
    gone = 0
    while over > 0 and gone < len(transcript["messages"]):
        over -= size_of(transcript["messages"][gone]) + 2
        gone += 1
    transcript["messages"] = transcript["messages"][gone:]
    transcript["left_out"] += gone
    return document


async def _identity(conversation_id: str, told: History) -> Identity:
    try:
        return await identities.current(conversation_id)
    except HelplineError as exc:  # the shop is away; a person is needed all the more
        log.info("handoff_identity_open", conversation_id=conversation_id, error=type(exc).__name__)
        return Identity(Level.GUEST, told.customer_id)


async def _ask(
    numbers: list[str], orders: OrderDesk | None, accounts: AccountDesk | None
) -> tuple[dict[str, str], Customer | None]:
    """Statuses by number, and the account, as far as the shop tells within a moment."""
    asked = [_order(orders, number) for number in numbers] if orders else []
    answers = await asyncio.gather(_account(accounts), *asked)
    found = {order.number: order for order in answers[1:] if isinstance(order, Order)}
    customer = answers[0] if isinstance(answers[0], Customer) else None
    return {
        number: order.status.value for number in numbers for order in found.values() if _same(number, order)
    }, customer


async def _order(orders: OrderDesk, number: str) -> Order | None:
    try:
        return await asyncio.wait_for(orders.find(number), _SECONDS_FOR_BACKENDS)
    except (HelplineError, asyncio.TimeoutError):
        return None


async def _account(accounts: AccountDesk | None) -> Customer | None:
    try:
        return await asyncio.wait_for(accounts.me(), _SECONDS_FOR_BACKENDS) if accounts else None
    except (HelplineError, asyncio.TimeoutError):
        return None


def _same(number: str, order: Order) -> bool:
    return parts.loose(number) == parts.loose(order.number)


def _name(customer: Customer | None) -> str | None:
    return f"{customer.first_name} {customer.last_name}".strip() or None if customer else None
