"""Name why a conversation is passed to a person, and decide where it waits and how soon it wants an answer."""

from __future__ import annotations

from enum import Enum


class Reason(str, Enum):
    """Why a person takes over."""

    ASKED = "asked"
    NOT_UNDERSTOOD = "not_understood"
    FRUSTRATED = "frustrated"
    BACKEND_DOWN = "backend_down"
    NOT_ALLOWED = "not_allowed"
    OUT_OF_SCOPE = "out_of_scope"
    TOO_LONG = "too_long"
    RISK = "risk"


class Queue(str, Enum):
    """Where a handoff waits."""

    BILLING = "billing"
    ORDERS = "orders"
    RETURNS = "returns"
    TECHNICAL = "technical"
    GENERAL = "general"


class Priority(str, Enum):
    """How soon a handoff wants an answer."""

    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


_QUEUES = {
    Queue.BILLING: (
        "get_refund check_refund_status get_invoice payment_issue check_balance change_payment_method refund_policy "
        "cancellation_fee payment_methods gift_cards promotions"
    ),
    Queue.ORDERS: (
        "track_order list_orders cancel_order change_order change_shipping_address report_order_problem place_order "
        "delivery_period delivery_options add_shipping_address"
    ),
    Queue.RETURNS: "return_item exchange_item warranty",
    Queue.TECHNICAL: (
        "reset_password technical_issue registration_problem create_account switch_account edit_account delete_account"
    ),
}
_QUEUE_OF = {topic: queue for queue, topics in _QUEUES.items() for topic in topics.split()}
_HIGH = {Reason.FRUSTRATED, Reason.NOT_UNDERSTOOD}


def queue_of(topic: str | None) -> Queue:
    """The queue for a topic, which is the name of the intent the conversation was about."""
    return _QUEUE_OF.get((topic or "").removesuffix("_form"), Queue.GENERAL)


def priority_of(reason: Reason, topic: str | None) -> Priority:
    """Risk before all; then whoever has suffered already."""
    if reason is Reason.RISK:
        return Priority.URGENT
    return Priority.HIGH if reason in _HIGH or topic == "report_order_problem" else Priority.NORMAL
