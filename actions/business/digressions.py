"""Decide whether a message is for the open form, or for the rest of the dialogue."""

from __future__ import annotations

from actions.business.message import Message

TASKS = frozenset({"track_order", "list_orders", "cancel_order", "create_ticket", "ticket_status", "contact_human"})
LEAVES = frozenset({"stop", "start_over", "goodbye", "contact_human"})
# No answer, but nothing that anybody else could answer either: the form asks again.
STAYS = frozenset({"inform", "affirm", "nlu_fallback", "repeat"})
# Even somebody who is asked to write freely means these.
MEANT_ANYWHERE = LEAVES | {"help", "bot_challenge", "repeat", "effect_resolved"}
_FEW_WORDS = 2


def steps_aside(
    message: Message, *, opening_intent: str, own_words: bool, answered: bool, person_offered: bool
) -> bool:
    """Whether the form leaves this message to the rules.

    Args:
        opening_intent: the intent that begins this form; said again it is no change of subject.
        own_words: the form has asked for a free text.
        answered: the form finds an answer in the message.
        person_offered: the form has just offered a person, so that a plain yes or no is about that.
    """
    if message.intent in LEAVES or message.intent == "effect_resolved":
        return True
    if person_offered and message.intent in ("affirm", "deny"):
        return message.intent == "affirm"
    if own_words and answered:
        return message.intent in MEANT_ANYWHERE or (message.intent == "deny" and message.words <= _FEW_WORDS)
    if message.intent in TASKS - {opening_intent}:
        # "#W7654321" alone may look like any task; with words around it the task is meant.
        return not (answered and message.words <= _FEW_WORDS)
    return not answered and message.intent not in STAYS | {opening_intent}
