"""The intent model tells intents apart, knows when it may be wrong, and is the same after it was stored."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from bot.nlu.calibration import Calibration, Signs
from bot.nlu.intent_model import IntentModel
from bot.nlu.linear_model import TextFeatures

INTENTS = ("cancel", "track", "return")
_EACH = 40


def text_of(intent: str, number: int) -> TextFeatures:
    """A text with one word of its intent, one that says nothing, and a vector that leans the intent's way.

    Every fifth has no such word and no such lean.
    """
    place, noise = INTENTS.index(intent), np.random.default_rng((number, len(intent)))
    counts = np.zeros((1, 8))
    meaning = noise.normal(0, 0.2, 4)
    counts[0, 3 + number % 5] = 2
    if number % 5:
        counts[0, place] = 1
        meaning[place] += 1
    return TextFeatures((csr_matrix(counts),), np.asarray(meaning / np.linalg.norm(meaning), np.float32))


@pytest.fixture(scope="module")
def model() -> IntentModel:
    """Trained on forty texts of each intent, of which some could be of any."""
    features = [text_of(intent, number) for intent in INTENTS for number in range(_EACH)]
    return IntentModel.learn(features, [i for i in INTENTS for _ in range(_EACH)], strength=10.0, folds=4)


def test_a_new_text_gets_its_intent_first(model: IntentModel) -> None:
    """Every intent is ranked, the likeliest first."""
    for intent in INTENTS:
        ranking = model(text_of(intent, 99))
        assert ranking[0][0] == intent
        assert sorted(name for name, _ in ranking) == sorted(INTENTS)
        assert [chance for _, chance in ranking] == sorted((chance for _, chance in ranking), reverse=True)


def test_a_text_unlike_any_example_is_doubted(model: IntentModel) -> None:
    """No known word, and a vector that points away from all."""
    strange = TextFeatures((csr_matrix((1, 8)),), np.array([-0.5, -0.5, -0.5, 0.5], np.float32))
    assert model(strange)[0][1] < model(text_of("track", 99))[0][1] - 0.2


def test_what_was_stored_is_what_was_learned(model: IntentModel, tmp_path: Path) -> None:
    """To the last digit that matters."""
    model.write(tmp_path)
    for intent in INTENTS:
        fresh = text_of(intent, 7)
        for (name, chance), (again, same) in zip(model(fresh), IntentModel.read(tmp_path)(fresh), strict=True):
            assert name == again
            assert chance == pytest.approx(same)


def test_it_learns_without_a_sentence_model_and_with_two_intents(tmp_path: Path) -> None:
    """Both are small cases of the same thing."""
    features = [TextFeatures(text_of(intent, n).counts, None) for intent in INTENTS[:2] for n in range(_EACH)]
    model = IntentModel.learn(features, [i for i in INTENTS[:2] for _ in range(_EACH)], strength=10.0, folds=4)
    model.write(tmp_path)
    fresh = TextFeatures(text_of("track", 99).counts, None)
    assert IntentModel.read(tmp_path)(fresh)[0][0] == model(fresh)[0][0] == "track"


def test_an_intent_with_one_example_can_be_learned() -> None:
    """It takes no part in learning doubt, for then there would be nothing to learn it from."""
    features = [text_of("track", n) for n in range(_EACH)] + [text_of("cancel", 1)]
    model = IntentModel.learn(features, ["track"] * _EACH + ["cancel"], strength=10.0, folds=4)
    assert model(text_of("track", 99))[0][0] == "track"


def test_the_chance_is_the_share_of_right_answers() -> None:
    """Of answers given with the same probability, calibration says how many were right."""
    rng = np.random.default_rng(1)
    probabilities = rng.uniform(0.2, 0.99, 4_000)
    right = rng.random(4_000) < probabilities**2  # a model that believes itself too much
    signs = [Signs(float(p), (1 - float(p)) / 2, None) for p in probabilities]
    calibration = Calibration.learn(signs, [bool(one) for one in right])
    for low in (0.4, 0.6, 0.8):
        near = [place for place, p in enumerate(probabilities) if low <= p < low + 0.1]
        told = float(np.mean([calibration.chance(signs[place]) for place in near]))
        assert told == pytest.approx(float(right[near].mean()), abs=0.06)


def test_a_model_that_was_never_wrong_is_still_not_sure() -> None:
    """Nothing was learned about doubt, so the chance stays just under one."""
    calibration = Calibration.learn([Signs(0.9, 0.1, None)] * 50, [True] * 50)
    assert 0.9 < calibration.chance(Signs(0.9, 0.1, None)) < 1
