"""Read a postal address out of what a customer typed, whole or in pieces."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict

from actions.business.places import COUNTRIES, STATES, country_named, state_named
from helpline.backends.values import Address

PARTS = ("line1", "line2", "city", "state", "country", "postcode")
_LEAD = re.compile(
    r"^.*?\b(?:(?:new |my |our |the |correct |right |delivery |shipping |home |work )*address"
    r"(?: (?:is|to|should be|:))|"
    r"(?:ship|send|deliver|change|forward|redirect|bring|go|goes|moved|live|lives)\b[^,\d]*?\b(?:to|at|is|in)|"
    r"it'?s|it is|to|at)\b:?\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"[\s,;.!]*(?:\b(?:please|pls|plz|thanks|thank you|thx|instead|now|ok|okay)\b[\s,;.!]*)*$", re.IGNORECASE
)
_ZIP = re.compile(r"(?<![\w#-])\d{5}(?:-\d{4})?(?![\w-])")
_LETTER_CODES = re.compile(
    r"\b(?:[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{4} ?[A-Z]{2})\b", re.IGNORECASE
)
_FOUR_DIGITS = re.compile(r"(?<![\w#-])\d{4}(?![\w-])")
_ANOTHER_SENTENCE = re.compile(r"[.!?](?:\s|$)|\s(?:and|but|because|since|cause|so)\s")
_BETWEEN = r"[\s,]+"
_SUFFIX = (
    r"st(?:reet|r|rasse)?|ave(?:nue)?|r(?:oa)?d|blvd|boulevard|dr(?:ive)?|l(?:a)?ne?|ct|court|pl(?:ace)?|way|"
    r"ter(?:race)?|cir(?:cle)?|hwy|highway|pkwy|parkway|sq(?:uare)?|loop|row|trail|close|crescent|gardens?"
)
_UNIT = r"(?:apt|apartment|suite|ste|unit|flat|floor|fl|room|rm|#)\.?\s*\#?\s*[\w-]+|po box \d+"
_STREET = re.compile(
    rf"^(?P<line1>\d+[a-z]?\s+.*?\b(?:{_SUFFIX})\b\.?(?:\s+(?:[nsew]|[ns][ew]|north|south|east|west)\b\.?)?)"
    rf"(?:[\s,]+(?P<line2>{_UNIT}))?(?:[\s,]+(?P<rest>.*))?$",
    re.IGNORECASE,
)
_UNIT_ALONE = re.compile(rf"^(?:{_UNIT})$", re.IGNORECASE)
_LOOKS_LIKE_STREET = re.compile(
    rf"(?<![\w#-])\d+[a-z]?\s+(?:(?!(?:to|for|at|is|on|in|and)\b)[\w.'-]+\s+){{1,4}}?(?:{_SUFFIX})\b|"
    r"\bp\.?o\.? ?box \d+",
    re.IGNORECASE,
)


_NAMED_PART = re.compile(
    r"\b(street|city|town|state|post ?code|zip ?code|zip|country)\b(?: (?:is|should be|must be|to)|:) +"
    r"(?:actually )?(.*)$",
    re.IGNORECASE,
)
_PART_NAMES = {
    "street": "line1", "city": "city", "town": "city", "state": "state", "postcode": "postcode",
    "zipcode": "postcode", "zip": "postcode", "country": "country",
}  # fmt: skip


def holds_address(text: str) -> bool:
    """Whether a street with a number stands in the text."""
    return bool(_LOOKS_LIKE_STREET.search(text))


def parse(text: str) -> dict[str, str]:
    """The parts of an address that a text holds.

    >>> parse("send it to 12 Oak St Apt 4, Denver, CO 80202")["city"]
    'Denver'
    """
    rest = _without_lead(_TAIL.sub("", ", ".join(line.strip() for line in text.strip().splitlines())))
    found: dict[str, str] = {}
    rest = _take_country(rest, found)
    rest = _take_postcode(rest, found)
    rest = _take_state(rest, found)
    rest = _take_country(rest, found)
    _take_street_and_city(rest.strip(" ,;."), found)
    return {part: " ".join(value.split()) for part, value in found.items() if value.strip()}


def piece(part: str, text: str) -> str:
    """What a text says in answer to the question for one part; empty where it is none."""
    said = _TAIL.sub("", _without_lead(text.strip())).strip(" ,;.")
    if part == "country":
        return country_named(said) or ""
    if part == "state":
        return state_named(said) or (said if len(said) < 40 else "")
    if part == "postcode":
        code = _ZIP.search(said) or _LETTER_CODES.search(said) or _FOUR_DIGITS.search(said)
        return code.group().upper() if code else ""
    has_digit = any(character.isdigit() for character in said)
    return said if 0 < len(said) <= 100 and (part != "city" or not has_digit) else ""


def named_part(text: str) -> dict[str, str]:
    """ "The postcode is 80302": one part, named with its value; empty where none is."""
    found = _NAMED_PART.search(text)
    part = _PART_NAMES[found[1].lower().replace(" ", "")] if found else ""
    value = piece(part, found[2]) if found else ""
    return {part: value} if value else {}


def missing(parts: Mapping[str, str]) -> list[str]:
    """What an address still needs, in the order to ask for it."""
    needed = ["line1", "city", *(["state"] if parts.get("country") == "USA" else []), "postcode", "country"]
    return [part for part in needed if not parts.get(part)]


def with_country(parts: Mapping[str, str], *, usual: str | None) -> dict[str, str]:
    """The parts with the country they show: of an American state, else the customer's own where the code fits it."""
    if parts.get("country") or not parts.get("postcode"):
        return dict(parts)
    if parts.get("state") in STATES.values() and _ZIP.fullmatch(parts["postcode"]):
        return {**parts, "country": "USA"}
    own = COUNTRIES.get((usual or "").lower(), usual)
    return {**parts, "country": own} if own and (own != "USA" or _ZIP.fullmatch(parts["postcode"])) else dict(parts)


def as_address(parts: Mapping[str, str]) -> Address:
    """The address of complete parts."""
    return Address(**{part: parts.get(part, "") for part in PARTS})


def parts_of(address: Address) -> dict[str, str]:
    """The parts of an address."""
    return {part: value for part, value in asdict(address).items() if value}


def one_line(address: Address) -> str:
    """An address as it is read back: "12 Oak St, Apt 4, Denver, CO 80202, USA"."""
    place = " ".join(part for part in (address.state, address.postcode) if part)
    return ", ".join(part for part in (address.line1, address.line2, address.city, place, address.country) if part)


def _without_lead(text: str) -> str:
    """ "Please send it to 12 Oak St" without what is before the address; a text that begins with it stays whole."""
    if re.match(r"\d", text):
        return text
    street = _LOOKS_LIKE_STREET.search(text)
    if street:
        return text[street.start() :]
    lead = _LEAD.match(text)
    return text[lead.end() :] if lead else text


def _take_country(text: str, found: dict[str, str]) -> str:
    stripped = text.rstrip(" ,;.")
    for name in sorted(COUNTRIES, key=len, reverse=True):
        match = re.search(rf"(?:^|[\s,]){re.escape(name)}$", stripped, re.IGNORECASE)
        # "CA" behind a city is California; a country is written out, or "US", "USA", "UK".
        if match and "country" not in found and (len(name) > 2 or name in ("us", "uk", "gb")):
            found["country"] = COUNTRIES[name]
            return stripped[: match.start()]
    return text


def _take_postcode(text: str, found: dict[str, str]) -> str:
    zips = [match for match in _ZIP.finditer(text) if match.start() > 0 or not _STREET.match(text)]
    if not zips:
        zips = list(_LETTER_CODES.finditer(text))
    if not zips and found.get("country") in ("Austria", "Switzerland", "Netherlands", "Australia"):
        zips = [match for match in _FOUR_DIGITS.finditer(text) if match.start() > 0]
    if not zips:
        return text
    last = zips[-1]
    found["postcode"] = last.group().upper()
    behind = _ANOTHER_SENTENCE.split(text[last.end() :])[0]
    return f"{text[: last.start()]}{behind}"


def _take_state(text: str, found: dict[str, str]) -> str:
    stripped = text.rstrip(" ,;.")
    words = re.split(r"[\s,]+", stripped)
    for count in (3, 2, 1):
        name = " ".join(words[-count:])
        code = state_named(name)
        if code and len(words) > count:
            found["state"] = code
            spelt = _BETWEEN.join(map(re.escape, words[-count:]))
            return re.sub(rf"[\s,]*{spelt}$", "", stripped)
    return text


def _take_street_and_city(text: str, found: dict[str, str]) -> None:
    segments = [segment.strip() for segment in re.split(r"[,;]", text) if segment.strip()]
    street = _STREET.match(segments[0]) if segments else None
    if street:
        found["line1"] = street["line1"]
        rest = [part for part in (street["line2"], street["rest"]) if part] + segments[1:]
    elif segments and any(character.isdigit() for character in segments[0]):
        found["line1"], rest = segments[0], segments[1:]
    else:
        rest = segments
    units = [part for part in rest if _UNIT_ALONE.match(part)]
    if units:
        found["line2"] = units[0]
    cities = [part for part in rest if part not in units]
    if cities and not any(character.isdigit() for character in cities[-1]) and len(cities[-1]) <= 60:
        found["city"] = cities[-1]
