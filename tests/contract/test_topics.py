"""Each task is known everywhere it has to be, and has words for everything that can become of it."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import get_origin

import pytest

import actions.dialogue
from actions.business.digressions import TASKS
from actions.business.refusing import ALLOWED
from actions.dialogue.change import Change
from bot import wishes
from helpline.backends.values import OrderStatus
from tests.contract.project import domain

TOPICS = sorted(form.removesuffix("_form") for form in domain()["forms"])
ONLY_TOLD = {"product_question"}  # answered at once, whatever else is wished: it need not wait its turn


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_known_as_a_task(topic: str) -> None:
    """It interrupts a form, can be one of two wishes, and has a name on a button."""
    assert topic in TASKS
    assert topic in wishes.TASKS | ONLY_TOLD
    assert f"utter_meaning_{topic}" in domain()["responses"]


def test_nothing_else_is_a_task() -> None:
    """What is listed without a form would be waited for in vain."""
    assert sorted(TASKS) == TOPICS
    assert set(TOPICS) >= wishes.TASKS


def test_a_change_has_words_for_each_end() -> None:
    """The question, the yes, the no, and a yes whose answer was lost."""
    topics = {change.topic for change in _changes() if hasattr(change, "topic")}
    needed = {f"utter_{topic}_{end}" for topic in topics for end in ("confirm", "done", "kept", "unconfirmed")}
    assert len(topics) > 10
    assert needed - set(domain()["responses"]) == set()


@pytest.mark.parametrize("topic", sorted(ALLOWED))
def test_a_refusal_has_words_for_each_status(topic: str) -> None:
    """And for customers none of whose orders would do."""
    refused = {f"utter_{topic}_refused_{status.value}" for status in OrderStatus if status not in ALLOWED[topic]}
    assert {*refused, f"utter_{topic}_none"} - set(domain()["responses"]) == set()


def _changes() -> Iterator[type[Change]]:
    for module in pkgutil.iter_modules(actions.dialogue.__path__, "actions.dialogue."):
        found = vars(importlib.import_module(module.name)).values()
        yield from (
            each for each in found if inspect.isclass(each) and get_origin(each) is None and issubclass(each, Change)
        )
