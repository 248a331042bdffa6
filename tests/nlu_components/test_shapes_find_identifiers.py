"""The shapes in data/nlu/_shared find identifiers, dates and amounts, and leave alone what only looks like them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from bot.nlu import values
from bot.nlu.shapes import ShapeError, read_shapes

NUMBERS = st.one_of(
    st.from_regex(r"[A-HJ-SU-Z][0-9]{7}", fullmatch=True),  # a T in front is a ticket's, an I is a word
    st.from_regex(r"[A-SU-Z]-[0-9]{4}", fullmatch=True),
    st.from_regex(r"[0-9]{6}", fullmatch=True),
)
FRAMES = st.sampled_from(
    [
        "{}",
        "where is {}",
        "cancel {} please",
        "order no. {}",
        "order number: {}",
        "Order {}, where is it?",
        "it's {}!",
        "i ordered a lamp ({}) and nothing came",
        "{} still not here",
        "hello. my number is {}. thanks",
    ]
)


def found(nlp: Language, text: str) -> list[tuple[str, str | None]]:
    return [(entity.label_, values.normalise(entity.label_, entity.text)) for entity in nlp(text).ents]


@given(number=NUMBERS, frame=FRAMES, sign=st.sampled_from(["", "#", "# "]), lower=st.booleans())
def test_an_order_number_is_found_however_it_is_typed(
    nlp: Language, number: str, frame: str, sign: str, lower: bool
) -> None:
    """With or without `#`, in any case, alone or inside a sentence, it has one value."""
    typed = sign + (number.lower() if lower else number)
    assert found(nlp, frame.format(typed)) == [("order_number", number)]


@given(number=st.from_regex(r"[B-HJ-SU-Z][0-9]{7}", fullmatch=True), frame=FRAMES)
def test_a_space_behind_the_letter_changes_nothing(nlp: Language, number: str, frame: str) -> None:
    """`W 7654321` is `W7654321`."""
    assert found(nlp, frame.format(f"{number[0]} {number[1:]}")) == [("order_number", number)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("order no. w7654321", [("order_number", "W7654321")]),
        ("it’s 100045", [("order_number", "100045")]),
        ("order no-100045", [("order_number", "100045")]),
        ("order 1001", [("order_number", "1001")]),
        ("ticket T-10042", [("ticket_number", "T-10042")]),
        ("t10042", [("ticket_number", "T-10042")]),
        ("ticket number 10042", [("ticket_number", "T-10042")]),
        ("it is Ann.Lee@Example.COM.", [("email", "ann.lee@example.com")]),
        ("my zip is 80279", [("postcode", "80279")]),
        ("sw1a2ab", [("postcode", "SW1A 2AB")]),
        ("+44 7700 900123", [("phone", "+447700900123")]),
        ("2", [("ordinal", "2")]),
        ("the 3rd one", [("ordinal", "3")]),
        ("W7654321 80279", [("order_number", "W7654321"), ("postcode", "80279")]),
        ("order A-1001, ann@example.com", [("order_number", "A-1001"), ("email", "ann@example.com")]),
    ],
)
def test_identifiers_are_told_apart(nlp: Language, text: str, expected: list[tuple[str, str]]) -> None:
    """Each kind has its own name and form."""
    assert found(nlp, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "in 2023",
        "my iphone14 is broken",
        "covid-19",
        "version 1.100045",
        "1Z999AA10123456784",
        "user100045x",
        "i waited 10 days",
        "the first of three",
        "may i ask",
        "may 5x be used",
        "black friday offers",
        "on a sunday-like day",
        "the march to the sea",
        "at 10.30 sharp",
        "version 1.10",
        "since mid-2024",
        "it's 5 days late",
        "W7654321X",
    ],
)
def test_what_only_looks_like_an_identifier_is_left_alone(nlp: Language, text: str) -> None:
    """Prices, years, models and parts of longer codes are nobody's order."""
    assert found(nlp, text) == []


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("i ordered it on Monday", "monday"),
        ("it came last tuesday evening!", "last tuesday evening"),
        ("the day before yesterday", "the day before yesterday"),
        ("about two weeks ago", "about two weeks ago"),
        ("a couple of days ago i paid", "a couple of days ago"),
        ("from 12th of October 2025", "12th of october 2025"),
        ("by December 3, 2026.", "december 3, 2026"),
        ("on 2026-11-20", "2026-11-20"),
        ("on 3/5/26", "3/5/26"),
        ("what did i buy in march?", "march"),
        ("orders from may", "may"),
        ("since last april", "last april"),
    ],
)
def test_a_date_is_found_without_its_preposition(nlp: Language, text: str, date: str) -> None:
    """Which day it is stays open: an answer kept for these words must not be of yesterday."""
    assert found(nlp, text) == [("date", date)]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("i paid $45", "45.00"),
        ("12.50$", "12.50"),
        ("£ 1,200.50 is too much", "1200.50"),
        ("29,90 euros", "29.90"),
        ("20 bucks", "20.00"),
        ("i was charged 54.99 twice", "54.99"),
        ("i paid $100045", "100045.00"),
        ("it cost 120000€", "120000.00"),
    ],
)
def test_an_amount_has_two_places(nlp: Language, text: str, amount: str) -> None:
    """However it is written."""
    assert found(nlp, text) == [("amount", amount)]


def test_every_order_number_is_the_same_word_to_the_featurizers(nlp: Language) -> None:
    """Else the model would learn digits by heart."""
    first, second = (nlp(f"where is {number}")[2].lemma_ for number in ("#W7654321", "A-1001"))
    assert first == second == "order_number"


@given(text=st.text(max_size=300))
def test_any_text_passes_through_unharmed(nlp: Language, text: str) -> None:
    """No text breaks the pipeline or loses a character in it."""
    assert nlp(text).text == text


@pytest.mark.parametrize("content", ["nlu:\n- regex: email\n  examples: |\n    - (unclosed\n", "[]", "nlu: 3", ": :"])
def test_a_broken_file_is_named(tmp_path: Path, content: str) -> None:
    """Whoever edits a shape wrongly learns which file it was."""
    (tmp_path / "email.yml").write_text(content)
    with pytest.raises(ShapeError, match=r"email\.yml"):
        read_shapes(tmp_path)
