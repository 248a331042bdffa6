"""Each intent has its file, its held-out file, enough examples, and something that answers it."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from helpline.settings import ROOT
from tests.contract.project import dialogue, domain, examples, normalised, trained_intents, words_in_code

_TASKS = {form.removesuffix("_form") for form in domain()["forms"]}
_ARTICLES = {path.stem for path in (ROOT / "data" / "articles").glob("*.md")}
_LEAST_EXAMPLES_OF_AN_ARTICLE = 25
_LEAST_EXAMPLES_OF_A_TASK = 50
_LEAST_EXAMPLES = 10


@pytest.mark.parametrize("intent", trained_intents())
def test_an_intent_has_enough_examples_in_a_file_of_its_name(intent: str) -> None:
    """A task needs fifty examples, an article twenty-five, anything else ten; no other intent is in its file."""
    found = examples(ROOT / "data" / "nlu" / f"{intent}.yml")
    assert set(found) == {intent}
    article = _LEAST_EXAMPLES_OF_AN_ARTICLE if intent in _ARTICLES else _LEAST_EXAMPLES
    assert len(found[intent]) >= (_LEAST_EXAMPLES_OF_A_TASK if intent in _TASKS else article)


@pytest.mark.parametrize("intent", trained_intents())
def test_an_intent_has_held_out_examples(intent: str) -> None:
    """The held-out file is named alike and holds about a fifth as many examples."""
    trained = examples(ROOT / "data" / "nlu" / f"{intent}.yml")[intent]
    held_out = examples(ROOT / "tests" / "nlu" / f"{intent}.yml")
    assert set(held_out) == {intent}
    assert len(held_out[intent]) >= len(trained) // 6


def test_each_article_has_its_rule() -> None:
    """And each rule its article."""
    rules = (ROOT / "data" / "rules" / "articles.yml").read_text("utf-8")
    assert set(re.findall(r"intent: (\w+)$", rules, re.MULTILINE)) == _ARTICLES


@pytest.mark.parametrize("folder", ["data/nlu", "tests/nlu"])
def test_there_are_no_files_of_unknown_intents(folder: str) -> None:
    """Every file belongs to an intent of the domain."""
    assert {path.stem for path in (ROOT / folder).glob("*.yml")} == set(trained_intents())


@pytest.mark.parametrize("intent", trained_intents())
def test_an_intent_is_used(intent: str) -> None:
    """A rule, a story or the code of a form answers it."""
    in_dialogue = re.search(rf"intent: {intent}$", dialogue(), re.MULTILINE)
    assert in_dialogue or intent in words_in_code()


def test_rules_and_stories_name_known_intents_only() -> None:
    """An intent with a typing error would never be seen."""
    named = set(re.findall(r"- intent: (\w+)", dialogue()))
    assert named <= {next(iter(entry)) if isinstance(entry, dict) else entry for entry in domain()["intents"]}


def test_no_sentence_is_trained_and_held_out() -> None:
    """A held-out sentence that was trained on proves nothing, also with other punctuation or capitals."""
    trained = _sentences("data/nlu")
    both = {text: (trained[text], files) for text, files in _sentences("tests/nlu").items() if text in trained}
    assert both == {}


def test_no_sentence_has_two_intents() -> None:
    """One sentence under two intents teaches neither."""
    assert {text: files for text, files in _sentences("data/nlu").items() if len(files) > 1} == {}


def _sentences(folder: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for path in (ROOT / folder).glob("*.yml"):
        for sentences in examples(path).values():
            for sentence in sentences:
                found[normalised(sentence)].add(path.name)
    found.pop("", None)  # emoji only
    return found
