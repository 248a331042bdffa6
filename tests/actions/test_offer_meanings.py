"""What was not understood is said to be so, and what it may have meant is offered in the customer's words."""

from __future__ import annotations

import pytest

from actions.dialogue.offer_meanings import ActionOfferMeanings
from actions.dialogue.out_of_scope import ActionOutOfScope
from actions.dialogue.titles import title
from tests.actions.stage import Stage
from tests.contract.project import domain

_NO_CHOICE = {"inform", "affirm", "deny", "greet", "goodbye", "thank", "repeat", "start_over", "chitchat"}
_NO_CHOICE |= {"out_of_scope", "feedback_positive", "feedback_negative", "effect_resolved"}


def not_understood(stage: Stage, text: str, **found: object) -> Stage:
    stage.hears(text, "nlu_fallback").message.update(found)
    return stage


async def test_likely_meanings_are_buttons(stage: Stage) -> None:
    """In their order, and with a way to say that it is none of them."""
    said = await not_understood(stage, "my order", meanings=["track_order", "list_orders"]).runs(ActionOfferMeanings())
    assert said == ["utter_fallback_meanings"]
    payloads = [button["payload"] for button in stage.said[0]["buttons"]]
    assert payloads == ["/track_order", "/list_orders", "/nlu_fallback"]


async def test_without_a_likely_meaning_other_words_are_asked_for(stage: Stage) -> None:
    """A guess would be worse."""
    assert await not_understood(stage, "the moon", meanings=[]).runs(ActionOfferMeanings()) == [
        "utter_fallback_rephrase"
    ]


@pytest.mark.parametrize("reason", ["empty", "emoji", "language", "gibberish"])
async def test_each_kind_of_no_sentence_has_its_answer(stage: Stage, reason: str) -> None:
    """The model names the kind."""
    said = await not_understood(stage, "…", unreadable=reason, meanings=[]).runs(ActionOfferMeanings())
    assert said == [f"utter_fallback_{reason}"]


@pytest.mark.parametrize(
    "intent", sorted(name for name in domain()["intents"] if isinstance(name, str) and name not in _NO_CHOICE)
)
def test_every_wish_has_a_title(intent: str) -> None:
    """Else it could never be offered; a button's title is short."""
    assert 3 <= len(title(intent) or "") <= 40


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("do you buy used furniture for your shop", "utter_out_of_scope_shop"),
        ("can my order be delivered by drone", "utter_out_of_scope_shop"),
        ("what's the capital of peru", "utter_out_of_scope"),
    ],
)
async def test_the_shops_matters_can_be_passed_on(stage: Stage, text: str, said: str) -> None:
    """A colleague may know what we do not; nobody here knows capitals."""
    assert await stage.hears(text, "out_of_scope").runs(ActionOutOfScope()) == [said]
