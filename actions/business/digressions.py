"""Decide whether a message is for the open form, or for the rest of the dialogue."""

from __future__ import annotations

import re

from actions.business.message import Message

TASKS = frozenset(
    {
        "track_order", "list_orders", "cancel_order", "change_order", "change_shipping_address",
        "change_payment_method", "return_item", "exchange_item", "get_refund", "check_refund_status",
        "report_order_problem", "get_invoice", "payment_issue", "check_balance", "edit_account", "delete_account",
        "reset_password", "newsletter", "product_question", "export_data", "create_ticket", "ticket_status",
        "contact_human",
    }
)  # fmt: skip
LEAVES = frozenset({"stop", "start_over", "goodbye", "contact_human"})
# No answer, but nothing that anybody else could answer either: the form asks again.
STAYS = frozenset({"inform", "affirm", "nlu_fallback", "repeat"})
# Even somebody who is asked to write freely means these.
MEANT_ANYWHERE = LEAVES | {"help", "bot_challenge", "repeat", "effect_resolved"}
# What nobody would write to have it read by a person later: "when are you open".
FREE_QUESTIONS = frozenset(
    {
        "delivery_period", "delivery_options", "refund_policy", "cancellation_fee", "payment_methods", "promotions",
        "contact_info", "store_location", "create_account", "place_order", "leave_review", "privacy", "warranty",
        "gift_cards",
    }
)  # fmt: skip
_ASKS = re.compile(
    r"\W*(?:(?:and|but|so|hi|hello|sorry|wait|ok|btw|by the way)\W+)*"
    r"(?:when|where|what|which|who|how|do|does|is|are|can|could|will)\b(?!.*[.!;]\s*\w)"
)
_FEW_WORDS = 2
_SHORT_ANSWER = 7
# Whoever uses one of these wants something done; "to my gift card" only answers.
_WISH = re.compile(
    r"\b(?:cancel|return|send (?:it |them |this )?back|exchange|swap|refund|money back|where|when|track|"
    r"invoice|receipt|balance|delete|reset|forgot|subscribe|unsubscribe|newsletter|ticket|complain|charged|"
    r"how (?:much|many|long|do|can)|"
    r"status|what|which|why|do you|can i|could i|i want|i need|i'd like|also|first)\b"
)
_BACK = re.compile(
    r"\s*(?:no,? |wait,? |please |can (?:we|you|i) )*(?:(?:go|going|take me|step|one step) back(?: (?:one|a) step)?|"
    r"back|previous(?: question| step)?|undo(?: that)?)(?: please| pls)?\s*[.!?]*\s*"
)


def goes_back(message: Message) -> bool:
    """Whether the customer wants the question before this one again."""
    return not message.is_button and bool(_BACK.fullmatch(message.text.lower()))


def only_answers(message: Message) -> bool:
    """Whether the words wish for nothing, however the intent was classified: an answer to what was asked."""
    return message.words <= _FEW_WORDS or (message.words <= _SHORT_ANSWER and not _WISH.search(message.text.lower()))


def steps_aside(
    message: Message,
    *,
    opening_intent: str,
    own_words: bool,
    answered: bool,
    asked_answered: bool = False,
    person_offered: bool,
) -> bool:
    """Whether the form leaves this message to the rules.

    Args:
        opening_intent: the intent that begins this form; said again it is no change of subject.
        own_words: the form has asked for a free text.
        answered: the form finds an answer in the message.
        asked_answered: it is one to the question that was asked.
        person_offered: the form has just offered a person, so that a plain yes or no is about that.
    """
    if message.intent in LEAVES or message.intent == "effect_resolved":
        return True
    if person_offered and message.intent in ("affirm", "deny"):
        return message.intent == "affirm"
    if own_words and answered:
        asks = message.intent in FREE_QUESTIONS and _ASKS.match(message.text.lower()) is not None
        return asks or message.intent in MEANT_ANYWHERE or (message.intent == "deny" and message.words <= _FEW_WORDS)
    if message.intent in TASKS - {opening_intent}:
        # "#W7654321" and "to my gift card" may look like any task.
        return not ((answered and message.words <= _FEW_WORDS) or (answered and only_answers(message)))
    return not answered and message.intent not in STAYS | {opening_intent}
