"""Take out of a text what nobody may keep, and mask what few may read.

`redact_secrets` runs before anything is stored: payment cards, IBANs, passwords, card and login codes.
`mask_contacts` runs before history, events and logs: e-mail addresses and phone numbers.
Order, ticket and tracking numbers come out unchanged: a card must have a card's shape, prefix, length *and* checksum.
"""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from stdnum import iban, luhn

DOTS = "••••••"
CARD = "[card number removed]"
IBAN = "[bank account removed]"
PASSWORD = "[password removed]"

_DIGITS = re.compile(r"(?<![\w#])\d+(?:[ .\u00a0-]{1,2}\d+)*(?!\w)")
# Visa, Mastercard, American Express, Diners, Discover, JCB, UnionPay, Maestro: prefix and the lengths in use.
_CARD_BRANDS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"
    r"|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"
    r"|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}"
    r"|6(?:011|4[4-9]\d|5\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}"
    r"|62\d{14,17}|(?:5018|5020|5038|6304|6759|676[1-3])\d{8,15}"
)
_CARD_GROUPS = {(4, 6, 5), (4, 6, 4), (4, 4, 4, 4, 3), (4, 4, 4, 1), (4, 4, 5), (6, 13)}
_IBAN_LIKE = re.compile(r"(?<![\w])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}")
_NO_PASSWORD = (  # what people say of a password without telling it
    r"(?:not|never|no|still|always|being|the|too|wrong|incorrect|invalid|lost|forgotten|gone|broken|expired|rejected|reset)\b"
)
_PASSWORD = re.compile(
    r"(?i)\b((?:password|passphrase|passcode|pwd)(?: for [\w .@-]{1,40}?)?"
    rf"(?:(?: is(?: now)?| was|'s)\s+|\s*[:=]\s*)[\"'“‘]?)(?!{_NO_PASSWORD})([^\s\"'”’]+)"
)
_CODE = re.compile(
    r"(?i)\b((?:cvv2?|cvc2?|otp|(?:my|card) pin|(?:security|verification|one[- ]time|login|confirmation|my|the) code)"
    r"(?: number)?(?: is| was|\s*[:=])?\s*)(\d{3}[ -]?\d{3}|\d{3,8})(?![\w-])"
)
_EMAIL = re.compile(r"(?<![\w.+-])([\w.+-]{1,64})@((?:[\w-]{1,63}\.)+[\w-]{2,24})")
_ID_BEFORE = re.compile(
    r"(?i)(?:#|\b(?:order|ticket|tracking|parcel|invoice|return|id)\b)(?: number| no\.?| nr\.?)?[ :#]*$"
)
_PHONE_BEFORE = re.compile(r"(?i)\b(?:phone|mobile|cell|call|tel|whatsapp|sms|reach|text)\b[^.\d]{0,20}$")
_REGIONS = ("US", "GB")


def redact_secrets(text: str) -> str:
    """The text without card numbers, IBANs, passwords and card or login codes; everything else as it was."""
    text = _IBAN_LIKE.sub(_without_iban, text)  # first: the middle of one may look like a card
    text = _DIGITS.sub(_without_cards, text)
    text = _PASSWORD.sub(lambda found: found.group(1) + PASSWORD, text)
    return _CODE.sub(lambda found: found.group(1) + DOTS, text)


def mask_contacts(text: str) -> str:
    """The text with `anna@example.com` as `a…@example.com` and phone numbers but for their last two digits."""
    text = _EMAIL.sub(lambda found: f"{found.group(1)[0]}…@{found.group(2)}", text)
    for region in _REGIONS:
        matches = phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.VALID)
        for found in reversed([match for match in matches if _is_phone(match, text)]):
            text = f"{text[: found.start]}…{found.raw_string[-2:]}{text[found.end :]}"
    return text


def _is_phone(match: phonenumbers.PhoneNumberMatch, text: str) -> bool:
    """With a country code, after a word that says so, or in groups: a bare run of digits is more likely an order."""
    before = text[: match.start]
    if match.raw_string.startswith("+") or _PHONE_BEFORE.search(before):
        return True
    return not match.raw_string.isdigit() and not _ID_BEFORE.search(before)


def _without_cards(found: re.Match[str]) -> str:
    """The run of digits without the cards in it; other numbers may stand before and after one."""
    parts = re.split(r"(\D+)", found.group())  # digits, separator, digits, …
    kept, place = "", 0
    while place < len(parts):
        sizes = range(37, 0, -2) if place % 2 == 0 else ()
        length = next((size for size in sizes if _is_card(parts[place : place + size : 2])), 0)
        kept += CARD if length else parts[place]
        place += length or 1
    return kept


def _is_card(groups: list[str]) -> bool:
    sizes = tuple(map(len, groups))
    if not 13 <= sum(sizes) <= 19:
        return False
    shaped = len(sizes) == 1 or sizes in _CARD_GROUPS or set(sizes) == {1} or all(size % 4 == 0 for size in sizes)
    digits = "".join(str(unicodedata.digit(digit)) for digit in "".join(groups))  # of any script
    return shaped and bool(_CARD_BRANDS.fullmatch(digits)) and luhn.is_valid(digits)


def _without_iban(found: re.Match[str]) -> str:
    """The longest beginning that is an IBAN is taken out: the words after it may look like more of it."""
    written = found.group()
    for end in range(len(written), 14, -1):
        if written[end - 1].isalnum() and iban.is_valid(written[:end], check_country=False):
            return IBAN + written[end:]
    return written
