"""Know what forms collect, so that it can be forgotten, kept for a moment, or taken up again."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from rasa_sdk.events import EventType, SlotSet

# The answers of all forms; `current_order` is none of them, so that "where is it" still knows which.
ANSWERS = (
    "wish",
    "looked_at",
    "order_wanted",
    "cancel_reason",
    "chosen_items",
    "new_variants",
    "everything_named",
    "payment_choice",
    "new_address",
    "problem_kind",
    "new_email",
    "email_proved",
    "new_name",
    "account_field",
    "newsletter_wanted",
    "deletion_understood",
    "product_wanted",
    "ticket_summary",
    "ticket_email",
    "ticket_number",
)
_PASSING = ("identity_email", "identity_postcode", "identity_code", "confirmed", "shown", "form_failures",
            "form_person_offered", "left_open", "goes_on", "asked_about")  # fmt: skip
LEFT_OPEN = "left_open"
_MINUTES_LEFT_OPEN = 10


def dropped() -> list[EventType]:
    """Forget what a form collected."""
    return [SlotSet(slot, None) for slot in (*ANSWERS, *_PASSING)]


def answers_of(slots: Mapping[str, Any]) -> dict[str, Any]:
    """The answers given so far."""
    return {slot: slots[slot] for slot in ANSWERS if slots.get(slot) is not None}


def left_open(form: str, slots: Mapping[str, Any]) -> EventType:
    """Keep the answers after a "no": whoever then changes one detail need not begin anew."""
    return resumed_with(form, answers_of(slots))


def resumed_with(form: str, answers: Mapping[str, Any]) -> EventType:
    """Have a form begin with these answers when it is opened next."""
    return SlotSet(LEFT_OPEN, {"form": form, "answers": dict(answers), "at": time.time()})


def taken_up(form: str, slots: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that were just left open in that form; none after some minutes."""
    kept = slots.get(LEFT_OPEN)
    if not isinstance(kept, dict) or kept["form"] != form:
        return {}
    fresh = time.time() - float(kept.get("at") or 0) < _MINUTES_LEFT_OPEN * 60
    return dict(kept["answers"]) if fresh else {}


def form_left_open(slots: Mapping[str, Any]) -> str | None:
    """The form that was left by a "no" a moment ago."""
    kept = slots.get(LEFT_OPEN)
    return str(kept["form"]) if isinstance(kept, dict) and taken_up(kept["form"], slots) else None
