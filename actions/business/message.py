"""Read typed values out of a customer's message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from helpline.backends.values import CancelReason

_LONGEST_NUMBER = 40
_ORDER_NUMBER = re.compile(r"#?\s?([A-Za-z]{0,3}\s?-?\s?\d{3,12})")
_TICKET_NUMBER = re.compile(r"#?\s?([A-Za-z]{1,3}\s?-?\s?\d{3,12}|\d{3,12})")
_EMAIL = re.compile(r"[^\s@<>\"',;:]{1,64}@[^\s@<>\"',;:]{1,190}\.[A-Za-z]{2,24}")
_POSTCODE = re.compile(r"(?=.*\d)[A-Za-z0-9](?:[A-Za-z0-9 -]{1,8})[A-Za-z0-9]")
_DOTS = re.compile(r"[\u2022\u25cf*]{4,12}")
_MISTAKE = re.compile(r"\b(mistake|accident|accidental\w*|wrong|twice|double|duplicate|misclick\w*)\b", re.IGNORECASE)
_NOT_NEEDED = re.compile(
    r"\b(no longer|not need\w*|(?:do not|don['’]?t) (?:need|want)|changed my mind|cheaper|elsewhere|any ?more)\b",
    re.IGNORECASE,
)
_PLACES = {
    "first": 1, "top": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "last": -1, "latest": -1, "newest": -1, "most recent": -1, "previous": -1, "bottom": -1,
}  # fmt: skip


@dataclass(frozen=True)
class Message:
    """What a customer said, as understood. Texts and values are untrusted and of any type until read below."""

    intent: str
    text: str
    entities: tuple[tuple[str, Any], ...] = ()
    button: bool = False

    @classmethod
    def of(cls, latest: Mapping[str, Any]) -> Message:
        """From a tracker's `latest_message`."""
        found = tuple((str(each.get("entity")), each.get("value")) for each in latest.get("entities") or [])
        intent = (latest.get("intent") or {}).get("name")
        return cls(str(intent or ""), str(latest.get("text") or ""), found, latest.get("button") is True)

    def values(self, entity: str) -> list[str]:
        """The entity's values that are text, in order."""
        return [value.strip() for name, value in self.entities if name == entity and isinstance(value, str)]

    @property
    def is_button(self) -> bool:
        return self.button or self.text.startswith("/") or not self.text

    @property
    def words(self) -> int:
        return len(self.text.split())


def order_number(message: Message, *, bare: bool = False) -> str | None:
    """An order number as the shop compares it; `bare` also takes a text that is nothing but a number."""
    return _number(message, "order_number", _ORDER_NUMBER, bare=bare)


def ticket_number(message: Message, *, bare: bool = False) -> str | None:
    """A ticket number, likewise."""
    return _number(message, "ticket_number", _TICKET_NUMBER, bare=bare)


def email(message: Message) -> str | None:
    """An e-mail address, wherever it stands in the text."""
    for candidate in [*message.values("email"), message.text]:
        found = _EMAIL.search(candidate)
        if found:
            return found.group().rstrip(".")
    return None


def postcode(message: Message, *, bare: bool = False) -> str | None:
    """A postcode; `bare` also takes a text of that shape."""
    candidates = message.values("postcode") + ([message.text.strip(" .!")] if bare else [])
    return next((value.upper() for value in candidates if _POSTCODE.fullmatch(value)), None)


def cancel_reason(message: Message, *, bare: bool = False) -> CancelReason | None:
    """The reason for a cancellation; `bare` also takes plain words, which mean other things where it was not asked."""
    for candidate in message.values("reason") + ([message.text] if bare else []):
        if candidate in {reason.value for reason in CancelReason}:
            return CancelReason(candidate)
        if _MISTAKE.search(candidate):
            return CancelReason.ORDERED_BY_MISTAKE
        if _NOT_NEEDED.search(candidate):
            return CancelReason.NO_LONGER_NEEDED
    return None


def place(message: Message, *, bare: bool = False) -> int | None:
    """Which one of a list: "the second one" is 2, "the last" and "the latest" are -1."""
    candidates = message.values("ordinal") + ([message.text.strip(" .!").lower()] if bare else [])
    for value in candidates:
        number = re.fullmatch(r"(-?\d{1,2})(?:st|nd|rd|th)?", value)
        if number:
            return int(number.group(1)) or None
        if value.lower() in _PLACES:
            return _PLACES[value.lower()]
    return None


def is_code(message: Message) -> bool:
    """Whether this is a one-time code: those arrive as dots, the digits travel elsewhere."""
    return bool(_DOTS.fullmatch(message.text.strip()))


def free_text(message: Message) -> str | None:
    """What somebody wrote in their own words; nothing for a button."""
    written = " ".join(message.text.replace("\x00", "").split())
    return None if message.is_button or not written else written[:2_000]


def _number(message: Message, entity: str, shape: re.Pattern[str], *, bare: bool) -> str | None:
    candidates = message.values(entity) + ([message.text.strip(" .!")] if bare else [])
    for value in candidates:
        found = shape.fullmatch(value[:_LONGEST_NUMBER])
        if found:
            return "#" * value.startswith("#") + re.sub(r"\s", "", found.group(1)).upper()
    return None
