"""A message is believed, offered back in up to three meanings, or not understood; and what is no sentence is named."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.nlu.constants import ENTITIES, FEATURE_TYPE_SENTENCE, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import csr_matrix

from bot.nlu import unreadable
from bot.nlu.doubt import FALLBACK, MEANINGS, UNREADABLE, CalibratedFallback
from bot.nlu.unreadable import Unreadable

CONFIG = CalibratedFallback.get_default_config() | {
    "clear": 0.5,
    "plausible": 0.1,
    "offered": 3,
    "never_offered": ["inform"],
}


def settled(text: str, **ranking: float) -> Message:
    ranked: list[dict[str, Any]] = [{"name": name, "confidence": sure} for name, sure in ranking.items()]
    message = Message({TEXT: text, INTENT: ranked[0] if ranked else None, INTENT_RANKING_KEY: ranked})
    return CalibratedFallback(CONFIG).process([message])[0]


def intent(message: Message) -> str:
    return str(message.get(INTENT)["name"])


def test_what_is_clear_passes() -> None:
    """Nothing is offered, nothing is changed."""
    message = settled("where is my order", track_order=0.8, list_orders=0.2)
    assert intent(message) == "track_order"
    assert message.get(MEANINGS) is None


def test_between_clear_and_unclear_up_to_three_meanings_are_offered() -> None:
    """The likeliest first, without what nobody would choose from a list and what is not plausible."""
    message = settled("my order", track_order=0.4, inform=0.3, list_orders=0.2, cancel_order=0.15, get_invoice=0.12)
    assert intent(message) == FALLBACK
    assert message.get(MEANINGS) == ["track_order", "list_orders", "cancel_order"]
    assert message.get(INTENT_RANKING_KEY)[0]["name"] == FALLBACK


def test_unclear_offers_nothing() -> None:
    """Better asked again than a guess."""
    message = settled("the blue moon", track_order=0.05, list_orders=0.02)
    assert (intent(message), message.get(MEANINGS)) == (FALLBACK, [])


def test_a_model_without_an_answer_is_not_understood() -> None:
    """A text with no features has no ranking."""
    assert intent(settled("hm")) == FALLBACK


@pytest.mark.parametrize(("words", "intent_after"), [(0, FALLBACK), (2, "inform")])
def test_an_answer_without_any_known_word_is_none(words: int, intent_after: str) -> None:
    """Unless it holds a value: an order number is no word."""
    config = {**CONFIG, "empty_without_words": ["inform"], "words": "words"}
    heard = Message({TEXT: "blorp quazzle", INTENT_RANKING_KEY: [{"name": "inform", "confidence": 0.9}]})
    heard.set(INTENT, heard.get(INTENT_RANKING_KEY)[0])
    counts = csr_matrix([[1] * words + [0] * (3 - words)])
    heard.add_features(Features(counts, FEATURE_TYPE_SENTENCE, TEXT, "words"))
    with_value = copy.deepcopy(heard)
    with_value.set(ENTITIES, [{"entity": "order_number", "value": "A-1001"}])
    after, after_value = CalibratedFallback(config).process([heard, with_value])
    assert (intent(after), intent(after_value)) == (intent_after, "inform")
    assert after.get(MEANINGS) == ([] if intent_after == FALLBACK else None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Unreadable.EMPTY),
        ("???", Unreadable.EMPTY),
        ("😂😂", Unreadable.EMOJI),
        ("12", Unreadable.NUMBER),
        ("# 100 045", Unreadable.NUMBER),
        ("¿dónde está mi pedido?", Unreadable.LANGUAGE),
        ("wo ist meine bestellung", Unreadable.LANGUAGE),
        ("où est ma commande svp", Unreadable.LANGUAGE),
        ("где мой заказ", Unreadable.LANGUAGE),
        ("我的订单在哪里", Unreadable.LANGUAGE),
        ("asdfgh", Unreadable.GIBBERISH),
        ("kjhkjhk sdfs", Unreadable.GIBBERISH),
        ("aaaaaaaa", Unreadable.GIBBERISH),
    ],
)
def test_what_is_no_sentence_is_named(text: str, reason: Unreadable) -> None:
    """Each kind has its own answer."""
    assert unreadable.reason(text) is reason


@pytest.mark.parametrize(
    "text",
    ["noooo", "heyyyy", "thnks", "hmmm", "pls", "W7654321", "brb", "my mom's die cast set", "la casa rug", "no", "k",
     "where's my café table?", "why tf", "n", "order 12", "i live in Los Angeles", "und?", "yes 👍", "XXL"],
)  # fmt: skip
def test_what_may_be_english_is_read(text: str) -> None:
    """However it is stretched, shortened or borrowed."""
    assert unreadable.reason(text) is None


@pytest.mark.parametrize(
    ("text", "meant"), [("👍", "affirm"), ("👍🏽👍🏽", "affirm"), ("❌", "deny"), ("42", "inform")]
)
def test_a_plain_sign_is_understood(text: str, meant: str) -> None:
    """Whatever the model makes of it."""
    assert intent(settled(text, chitchat=0.9)) == meant


def test_another_language_is_not_believed_and_says_so() -> None:
    """The model knows English only; what it is sure of here is chance."""
    message = settled("wo ist meine bestellung", track_order=0.9)
    assert (intent(message), message.get(UNREADABLE), message.get(MEANINGS)) == (FALLBACK, "language", [])


@given(st.text(max_size=200))
def test_any_text_can_be_judged(text: str) -> None:
    """No character is unexpected."""
    assert unreadable.reason(text) in {None, *Unreadable}
