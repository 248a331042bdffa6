"""Identifiers are one token each, whatever stands around them."""

from __future__ import annotations

import pytest
from spacy.language import Language


def tokens(nlp: Language, text: str) -> list[str]:
    return [token.text for token in nlp(text)]


@pytest.mark.parametrize(
    "whole",
    [
        "#W7654321",
        "w7654321",
        "A-1001",
        "#A-1001",
        "100045",
        "T-10042",
        "ann.lee@example.com",
        "£12.50",
        "12,50€",
        "$5",
    ],
)
@pytest.mark.parametrize("text", ["{}", "({})", "is it {}?", "{}!!", "it's {}, thanks", '"{}".', "{} pls"])
def test_an_identifier_stays_whole(nlp: Language, whole: str, text: str) -> None:
    """Neither its own signs nor the punctuation around it break it."""
    assert whole in tokens(nlp, text.format(whole))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("order#W7654321 pls", ["order", "#", "W7654321", "pls"]),
        ("order no.w7654321", ["order", "no", ".", "w7654321"]),
        ("W7654321,W7654322", ["W7654321", ",", "W7654322"]),
        ("W7654321/A-1001", ["W7654321", "/", "A-1001"]),
    ],
)
def test_an_identifier_is_parted_from_what_sticks_to_it(nlp: Language, text: str, expected: list[str]) -> None:
    """Where a customer leaves out the space, the number is still found."""
    assert tokens(nlp, text) == expected


@pytest.mark.parametrize("whole", ["# W 7654321", "W 7654321", "A - 1001", "SW1A 2AB", "+44 7700 900123"])
def test_an_identifier_with_spaces_becomes_one_token(nlp: Language, whole: str) -> None:
    """Spaces inside an identifier do not split it."""
    assert whole in tokens(nlp, f"it is {whole} i think")


def test_ordinary_words_are_split_as_in_english(nlp: Language) -> None:
    """Nothing but identifiers is treated differently."""
    assert tokens(nlp, "where's it? I'm waiting.") == ["where", "'s", "it", "?", "I", "'m", "waiting", "."]
