"""Read accounts, and what proves who somebody is."""

from __future__ import annotations

from typing import Any

from helpline.backends.parsing import parts
from helpline.backends.reading import Fields, Unfit
from helpline.backends.receipts import EffectReport, Grant
from helpline.backends.values import Customer

_LEVELS = ("recognised", "verified")


def customer(data: Any) -> Customer:
    """A customer's own account."""
    fields = Fields(data, "customer")
    return Customer(
        id=fields.text("id", most=128),
        first_name=fields.maybe_text("first_name") or "",
        last_name=fields.maybe_text("last_name") or "",
        email=fields.text("email", most=320),
        newsletter=fields.flag("newsletter"),
        address=fields.maybe("address", parts.address),
        payment_methods=fields.many("payment_methods", parts.method),
    )


def grant(data: Any) -> Grant:
    """A customer token: of a verified customer, or of a recognised guest for one order."""
    fields = Fields(data, "grant")
    level, expires_at = fields.text("level", most=20), fields.moment("expires_at")
    found_customer, found_order = (
        fields.maybe_text("customer_id", most=128),
        fields.maybe_text("order_number", most=100),
    )
    if level not in _LEVELS or expires_at is None or not (found_customer if level == "verified" else found_order):
        raise Unfit("grant: level, customer or expiry")
    return Grant(
        token=fields.text("token", most=8192),
        level=level,
        expires_at=expires_at,
        customer_id=found_customer,
        order_number=found_order,
        refresh=fields.maybe_text("refresh", most=8192),
    )


def verification_id(data: Any) -> str:
    """The id of a one-time code that was sent, or would have been."""
    return Fields(data, "verification").text("verification_id", most=255)


def effect_report(data: Any) -> EffectReport:
    """What became of a key."""
    fields = Fields(data, "effect")
    state, status = fields.text("state", most=20), data.get("status")
    if state not in ("done", "in_progress") or (state == "done" and not isinstance(status, int)):
        raise Unfit("effect.state")
    return EffectReport(state=state, status=status, body=data.get("body"))
