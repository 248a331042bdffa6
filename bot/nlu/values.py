"""Turn the words of an entity into the one form that slots, actions and backends know, or refuse them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

ORDINALS: Mapping[str, int] = {
    **dict.fromkeys(("first", "1st", "one", "top"), 1),
    **dict.fromkeys(("second", "2nd", "two"), 2),
    **dict.fromkeys(("third", "3rd", "three"), 3),
    **dict.fromkeys(("fourth", "4th", "four"), 4),
    **dict.fromkeys(("fifth", "5th", "five"), 5),
    **dict.fromkeys(("sixth", "6th", "six"), 6),
    **dict.fromkeys(("seventh", "7th", "seven"), 7),
    **dict.fromkeys(("eighth", "8th", "eight"), 8),
    **dict.fromkeys(("ninth", "9th", "nine"), 9),
    **dict.fromkeys(("tenth", "10th", "ten"), 10),
    **dict.fromkeys(("last", "latest", "newest", "most recent", "recent", "previous", "final", "bottom"), -1),
    **dict.fromkeys(("second to last", "second last", "last but one", "one before"), -2),
}
# The words that betray the shop's two reasons for a cancellation. Mistakes are tried first: "dont need two of them".
MISTAKE = re.compile(
    r"mistak|accident|wrong|mis-?click|(?:did ?n.?t|not) mean|duplicat|twice|double|two of|too many|error|oops|"
    r"without asking|typo|unintention|incorrect",
    re.IGNORECASE,
)
NOT_NEEDED = re.compile(
    r"need|want|chang\w* (?:my|our|his|her|their) mind|cheaper|better|else|already (?:got|have|had)|too long|too late|"
    r"use for|afford|expensive|regret|rid of|any ?more|longer|money|don.?t like",
    re.IGNORECASE,
)


def normalise(entity: str, text: str) -> str | None:
    """The value of an entity found as `text`; None where the text cannot be such a thing.

    >>> normalise("order_number", "# w 7654321")
    'W7654321'
    """
    reader = READERS.get(entity)
    return reader(text) if reader else text.strip() or None


def order_number(text: str) -> str | None:
    """Capitals without `#` and spaces: `W7654321`, `A-1001`, `100045`."""
    letters = re.sub(r"[\s#.:]", "", text.upper())
    match = re.search(r"(?:NO|NR|ID)?-?(?P<number>(?:[A-Z]{1,3}-?)?\d{3,12})$", letters)
    return match["number"] if match else None


def ticket_number(text: str) -> str | None:
    """`T-` and the digits."""
    match = re.fullmatch(r"[\s#]*(?:T\s?-?\s?)?(\d{4,7})", text.strip(), re.IGNORECASE)
    return f"T-{match.group(1)}" if match else None


def email(text: str) -> str | None:
    """Lower case, so that the same address is the same value."""
    address = text.strip().strip(".,;<>").lower()
    return address if re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", address) else None


def phone(text: str) -> str | None:
    """Digits, with the leading `+` where there is one."""
    digits = re.sub(r"\D", "", text)
    return ("+" if text.lstrip().startswith("+") else "") + digits if 7 <= len(digits) <= 15 else None


def postcode(text: str) -> str | None:
    """Capitals; British and Canadian codes with one space before the last three characters."""
    code = re.sub(r"\s", "", text.upper())
    if re.fullmatch(r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}|[A-Z]\d[A-Z]\d[A-Z]\d", code):
        return f"{code[:-3]} {code[-3:]}"
    return code if re.fullmatch(r"\d{4,6}|\d{5}-\d{4}", code) else None


def date(text: str) -> str | None:
    """Small letters and single spaces. Which day "last monday" is depends on when it was said: not said here."""
    return " ".join(text.lower().split()).strip(".,;!?") or None


def amount(text: str) -> str | None:
    """The number with two places and a point; the shop has one currency."""
    match = re.search(r"(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,6})(?:[.,](?P<part>\d{1,2}))?(?!\d)", text)
    return f"{int(match['whole'].replace(',', ''))}.{(match['part'] or '').ljust(2, '0')}" if match else None


def ordinal(text: str) -> str | None:
    """A place in a list from 1, or from its end: -1 is the last."""
    words = " ".join(re.sub(r"[^\w\s]", " ", text.lower()).split())
    words = words.removeprefix("the ").removesuffix(" one") if words not in ("one", "the one") else "one"
    if words in ORDINALS:
        return str(ORDINALS[words])
    match = re.fullmatch(r"0*([1-9]\d?)(?:st|nd|rd|th)?", words)
    return match.group(1) if match else None


def reason(text: str) -> str | None:
    """One of the shop's two reasons for a cancellation, or the words themselves: a return may have any."""
    if MISTAKE.search(text):
        return "ordered by mistake"
    if NOT_NEEDED.search(text):
        return "no longer needed"
    return " ".join(text.split()).strip(".,;!?") or None


def person_name(text: str) -> str | None:
    """As written, with capitals where there were none."""
    name = " ".join(text.split()).strip(".,;!?")
    if not any(character.isalpha() for character in name):
        return None
    return name if name != name.lower() else name.title()


READERS: Mapping[str, Callable[[str], str | None]] = {
    "order_number": order_number,
    "ticket_number": ticket_number,
    "email": email,
    "phone": phone,
    "postcode": postcode,
    "date": date,
    "amount": amount,
    "ordinal": ordinal,
    "reason": reason,
    "person_name": person_name,
}
