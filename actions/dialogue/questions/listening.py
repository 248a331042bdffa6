"""Decide which messages a question looks into that finds its answer only by what the shop knows."""

from __future__ import annotations

import re

from actions.business.digressions import only_answers
from actions.business.message import Message

# Said in the middle of a form these are answers, corrections, or a yes with a change in it.
_OPEN = frozenset({"inform", "deny", "affirm", "nlu_fallback", "out_of_scope", "thank"})
_FEWEST_WORDS = 2
_MOST_WORDS_OF_ENOUGH = 6
_ENOUGH = re.compile(
    r"\b(?:that'?s|that is|this is|thats) (?:all|it|everything)\b|\bnothing (?:else|more)\b|\bno more\b|"
    r"\b(?:only|just) (?:that|this|it|those)\b"
)


def heard_in(message: Message, *entities: str, asked: bool) -> Message | None:
    """The message, where it may hold such an answer."""
    if any(message.values(entity) for entity in entities):
        return message
    if message.is_button or means_enough(message):
        return None
    free = message.intent in _OPEN and message.words >= _FEWEST_WORDS
    plain = message.intent in ("affirm", "deny") and message.words < _FEWEST_WORDS
    answers = asked and not plain and (message.intent in _OPEN or _is_no_question(message))
    return message if answers or free else None


def _is_no_question(message: Message) -> bool:
    return only_answers(message) and not message.text.rstrip().endswith("?")


def means_enough(message: Message) -> bool:
    """ "That's all": an answer to whether there is more, and nothing else."""
    said = message.text.lower().replace("’", "'")
    return message.words <= _MOST_WORDS_OF_ENOUGH and bool(_ENOUGH.search(said))
