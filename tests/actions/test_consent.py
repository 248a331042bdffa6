"""Only a plain yes is one: what the model takes for a yes may still be none."""

from __future__ import annotations

import pytest

from actions.business.consent import yes_or_no
from actions.business.message import Message


@pytest.mark.parametrize(
    "text",
    ["yes", "Yes please!", "yeah do it", "ok", "sure, go ahead", "yep thats right", "correct", "confirm", "y", "👍",
     "please do", "cancel it", "that's the one", "of course", "sounds good", "yes sir", "absolutely", "definately yes"],
)  # fmt: skip
def test_a_plain_yes(text: str) -> None:
    """In customers' words."""
    assert yes_or_no(Message("affirm", text)) is True


@pytest.mark.parametrize(
    "text",
    ["maybe", "hmm", "hmmm ok", "perhaps yes", "i guess so", "yes?", "ok wait", "yes but not today", "not sure", "uh",
     "probably", "sure, if it is free", "yes unless it shipped", "mhm", "it depends", "let me think", "ok later",
     "yes to the other one instead", "banana", "i don’t know", "👀"],
)  # fmt: skip
def test_what_only_sounds_like_a_yes(text: str) -> None:
    """Neither yes nor no: the question is put again."""
    assert yes_or_no(Message("affirm", text)) is None


def test_a_no_and_a_pressed_button() -> None:
    """A no needs no certain words, and a button is what it says, whatever stands on it."""
    assert yes_or_no(Message("deny", "rather not")) is False
    assert yes_or_no(Message("affirm", "Maybe this one", button=True)) is True
    assert yes_or_no(Message("inform", "yes")) is None
