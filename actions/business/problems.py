"""Tell what is wrong with an order or a payment from a customer's words."""

from __future__ import annotations

import re
from enum import Enum


class OrderProblem(str, Enum):
    """What can be wrong with what arrived."""

    DAMAGED = "damaged"
    MISSING = "missing"
    WRONG = "wrong"


class PaymentProblem(str, Enum):
    """What can be wrong with a payment."""

    CHARGED_TWICE = "charged_twice"
    DECLINED = "declined"
    OTHER = "other"


_DAMAGED = (
    r"\b(?:brok\w*|damag\w*|crack\w*|smash\w*|shatter\w*|scratch\w*|torn|ripped|dent\w*|defect\w*|faulty|leak\w*|"
    r"chipped|stain\w*|bent|burst|doesn'?t work|not working|stopped working|dead on arrival|hole)\b"
)
_MISSING = (
    r"\b(?:missing|incomplete|only (?:got|received)|never (?:got|came)|forgot\w*|empty|left out|"
    r"not in (?:the|it)|wasn'?t in|isn'?t in|without the|lacks?|short)\b"
)
_WRONG = (
    r"\b(?:wrong|different|not what i (?:ordered|bought)|other (?:colou?r|size|item)|mixed up|mix-?up|instead of|"
    r"somebody else'?s|someone else'?s|incorrect)\b"
)
_TWICE = (
    r"\b(?:twice|double|two times|2 times|2x|again|duplicate|two charges|two payments|over-?charged|too much|"
    r"charged more|wrong amount)\b"
)
_DECLINED = (
    r"\b(?:declin\w*|reject\w*|refus\w*|fail\w*|not (?:go|going|went) through|won'?t (?:go|take|accept)|"
    r"didn'?t (?:go|work)|doesn'?t (?:go|work|accept)|can'?t pay|error|not accept\w*)\b"
)
_ORDER = (
    (re.compile(_DAMAGED), OrderProblem.DAMAGED),
    (re.compile(_MISSING), OrderProblem.MISSING),
    (re.compile(_WRONG), OrderProblem.WRONG),
)
_PAYMENT = (
    (re.compile(_TWICE), PaymentProblem.CHARGED_TWICE),
    (re.compile(_DECLINED), PaymentProblem.DECLINED),
)


def order_problem(text: str) -> OrderProblem | None:
    """What is wrong with what arrived; None where the words do not tell."""
    said = text.lower().replace("’", "'")
    return next((kind for pattern, kind in _ORDER if pattern.search(said)), None)


def payment_problem(text: str) -> PaymentProblem | None:
    """What is wrong with a payment; None where the words do not tell."""
    said = text.lower().replace("’", "'")
    return next((kind for pattern, kind in _PAYMENT if pattern.search(said)), None)
