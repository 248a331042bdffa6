"""Answer the same question about another thing: "and for A-1002?", "no, T-1003".

Such words alone say nothing. They mean what was asked a moment ago.
"""

from __future__ import annotations

import time

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.business.message import Message

SLOT = "asked_about"
_MINUTES = 10
# What finds out by itself what a message points to, and which entities it can point with.
_GOES_ON = {
    "track_order": ("action_track_order", ("order_number", "ordinal", "product")),
    "check_refund_status": ("check_refund_status_form", ("order_number", "ordinal", "product")),
    "get_refund": ("get_refund_form", ("order_number", "ordinal", "product")),
    "get_invoice": ("get_invoice_form", ("order_number", "ordinal", "product")),
    "ticket_status": ("action_ticket_status", ("ticket_number",)),
    "product_question": ("action_product_question", ("product",)),
}


def asked(topic: str) -> EventType:
    """Remember what was just answered."""
    return SlotSet(SLOT, {"topic": topic, "at": time.time()})


def asked_again(tracker: Tracker) -> list[EventType]:
    """The events that answer it about what the message names; none where it names nothing of that kind."""
    before = tracker.get_slot(SLOT)
    if not isinstance(before, dict) or tracker.active_loop_name or before.get("topic") not in _GOES_ON:
        return []
    if time.time() - float(before.get("at") or 0) > _MINUTES * 60:
        return []
    action, entities = _GOES_ON[before["topic"]]
    message = Message.of(tracker.latest_message)
    return [FollowupAction(action)] if any(message.values(entity) for entity in entities) else []
