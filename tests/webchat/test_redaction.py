"""Secrets go, contacts are masked, and the shop's own numbers stay as they are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban, luhn

from helpline.redaction import CARD, DOTS, IBAN, PASSWORD, mask_contacts, redact_secrets

ORDER_NUMBERS = (
    st.from_regex(r"#?[A-Z]\d{7}", fullmatch=True)
    | st.from_regex(r"[A-Z]{1,3}-\d{4,8}", fullmatch=True)
    | st.from_regex(r"[1-9]\d{5,11}", fullmatch=True)
    | st.from_regex(r"T-?\d{6}", fullmatch=True)
)
_PREFIXES = ("4", "51", "55", "2221", "2720", "6011", "65", "34", "37", "3528", "36")
_LENGTHS = {"34": 15, "37": 15, "36": 14}


@st.composite
def cards(draw: st.DrawFn) -> str:
    """A card number of a known brand, in one piece or in groups of four."""
    prefix = draw(st.sampled_from(_PREFIXES))
    length = _LENGTHS.get(prefix, 16)
    body = prefix + "".join(draw(st.lists(st.sampled_from("0123456789"), min_size=length, max_size=length)))
    digits = body[: length - 1]
    digits += luhn.calc_check_digit(digits)
    separator = draw(st.sampled_from(["", " ", "-"])) if length == 16 else ""
    return separator.join(digits[place : place + 4] for place in range(0, len(digits), 4))


@given(
    card=cards(),
    before=st.sampled_from(["", "card ", "it's 5, ", "(", "no:"]),
    after=st.sampled_from(["", " 12/27", ".", " ok", "\n3"]),
)
def test_no_card_number_survives(card: str, before: str, after: str) -> None:
    """Whatever stands around it, the digits are gone."""
    redacted = redact_secrets(before + card + after)
    assert CARD in redacted
    assert re.sub(r"\D", "", card) not in re.sub(r"\D", "", redacted)


@given(
    number=ORDER_NUMBERS,
    sentence=st.sampled_from(["{}", "order {}", "where is {}?", "order no. {} please", "{}, thanks"]),
)
def test_the_shops_numbers_are_never_touched(number: str, sentence: str) -> None:
    """Order and ticket numbers pass both filters unchanged."""
    text = sentence.format(number)
    assert redact_secrets(text) == text
    assert mask_contacts(text) == text


@given(st.text(max_size=200))
def test_filtering_twice_changes_nothing_more(text: str) -> None:
    """Both filters are done after one run, on any text."""
    once = redact_secrets(text)
    assert redact_secrets(once) == once
    masked = mask_contacts(text)
    assert mask_contacts(masked) == masked


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("4111 1111 1111 1111 2 pieces", f"{CARD} 2 pieces"),
        ("100045 4111111111111111", f"100045 {CARD}"),
        ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", CARD),
        ("4111.1111.1111.1111", CARD),
        ("٤١١١ ١١١١ ١١١١ ١١١١", CARD),
        ("3782 822463 10005", CARD),
        ("4111 1111 1111 1112", "4111 1111 1111 1112"),  # the checksum is wrong: no card
        ("1234567812345670", "1234567812345670"),  # the checksum is right, but no brand begins like this
        ("tracking 990011223344", "tracking 990011223344"),
        ("cvv 123", f"cvv {DOTS}"),
        ("CVC: 1234", f"CVC: {DOTS}"),
        ("the code is 123456", f"the code is {DOTS}"),
        ("my verification code 123 456.", f"my verification code {DOTS}."),
        ("my password is hunter2", f"my password is {PASSWORD}"),
        ('Password: "a b"', f'Password: "{PASSWORD} b"'),
        ("password for ann@example.com is s3cret!", f"password for ann@example.com is {PASSWORD}"),
        ("my password is not working", "my password is not working"),
        ("my password isn't accepted", "my password isn't accepted"),
        ("I forgot my password", "I forgot my password"),
        ("DE89 3704 0044 0532 0130 00 is my account", f"{IBAN} is my account"),
        ("gb82west12345698765432", IBAN),
        ("DE89 3704 0044 0532 0130 01", "DE89 3704 0044 0532 0130 01"),
    ],
)
def test_secrets_by_example(said: str, kept: str) -> None:
    """What goes, and what only looks like it."""
    assert redact_secrets(said) == kept


@given(st.from_regex(r"[0-9]{18}", fullmatch=True), st.booleans())
def test_no_iban_survives(digits: str, grouped: bool) -> None:
    """Written together or in fours."""
    number = "DE" + iban.calc_check_digits(f"DE00{digits}") + digits
    written = " ".join(number[place : place + 4] for place in range(0, 22, 4)) if grouped else number
    assert redact_secrets(f"pay to {written}") == f"pay to {IBAN}"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("write to ann.lee+x@mail.example.co.uk, please", "write to a…@mail.example.co.uk, please"),
        ("+49 30 901820", "…20"),
        ("call me at 2125551234", "call me at …34"),
        ("(212) 555-1234", "…34"),
        ("07911 123456 is my mobile", "…56 is my mobile"),
        ("order 212-555-1234", "order 212-555-1234"),
        ("2125551234", "2125551234"),
    ],
)
def test_contacts_by_example(said: str, shown: str) -> None:
    """The beginning of an address, the end of a number."""
    assert mask_contacts(said) == shown


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece", ["1", "1 ", "4111 ", "a@", "a.", "password is ", "DE89 ", "+1 ", "my code ", "-", "212-"]
)
def test_no_pattern_runs_away(piece: str) -> None:
    """The longest message, made of what a pattern likes best, is filtered to its end."""
    text = (piece * 2000)[:2000]
    assert mask_contacts(redact_secrets(text))
