"""A button's token is its conversation's alone, and good for its time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline import buttons
from helpline.buttons import ButtonExpired, ButtonInvalid

TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=60)


@given(payload=TEXTS, title=TEXTS, confirmation_id=st.none() | TEXTS)
def test_what_was_signed_is_read(payload: str, title: str, confirmation_id: str | None) -> None:
    """Payload, title and confirmation survive, in any script."""
    token = buttons.mint("webchat-a", payload, title=title, confirmation_id=confirmation_id)
    button = buttons.read(token, "webchat-a")
    assert (button.payload, button.title, button.confirmation_id) == (payload, title, confirmation_id)
    assert token.isascii() and all(letter.isalnum() or letter in "-_." for letter in token)


def test_two_buttons_are_never_the_same() -> None:
    """Each has a nonce, so that pressing one does not use up its twin."""
    first, second = (buttons.mint("webchat-a", "/affirm", title="Yes") for _ in range(2))
    assert buttons.read(first, "webchat-a").nonce != buttons.read(second, "webchat-a").nonce


@given(place=st.integers(0, 200), letter=st.sampled_from("Aa0-_.é\ud800"))
def test_no_changed_token_is_read(place: int, letter: str) -> None:
    """Any other letter anywhere spoils it."""
    token = buttons.mint("webchat-a", "/affirm", title="Yes")
    place %= len(token)
    changed = token[:place] + letter + token[place + 1 :]
    if changed != token:
        with pytest.raises(ButtonInvalid):
            buttons.read(changed, "webchat-a")


@pytest.mark.parametrize("conversation", ["webchat-b", "", "webchat-a\n", "webchat-A"])
def test_another_conversation_cannot_read_it(conversation: str) -> None:
    """The signature covers the conversation."""
    with pytest.raises(ButtonInvalid):
        buttons.read(buttons.mint("webchat-a", "/affirm", title="Yes"), conversation)


def test_its_time_is_over_when_it_is_over() -> None:
    """Expired is told apart from forged: the customer hears another sentence."""
    with pytest.raises(ButtonExpired):
        buttons.read(buttons.mint("webchat-a", "/affirm", title="Yes", minutes=0), "webchat-a")
