"""Figures count what they say, losses are noticed, and files that cannot be read are named with their line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.measure import report
from bot.measure.__main__ import main
from bot.measure.entity_scores import entity_scores
from bot.measure.figures import compared, figures_of, losses
from bot.measure.neighbours import Neighbours
from bot.measure.reading import Entity, Reading
from bot.measure.texts import Labelled, TextsError, of_json_lines, of_table, of_training_files

LAMP = Entity("product", "lamp", 4, 8)
NUMBER = Entity("order_number", "A-1001", 9, 15)
HELD_OUT = [
    Labelled("where is my order", "track_order"),
    Labelled("the lamp A-1001", "inform", (LAMP, NUMBER)),
    Labelled("sing me a song", "out_of_scope"),
    Labelled("cancel it", "cancel_order"),
]


def read(intent: str, chance: float, *entities: Entity, best: str = "") -> Reading:
    return Reading(intent, best or intent, chance, entities, 0.01)


READINGS = [
    read("track_order", 0.9),
    read("inform", 0.8, LAMP),
    read("nlu_fallback", 0.2, best="inform"),
    read("return_item", 0.7),
]


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    """Of four texts, three of which are right."""
    return figures_of(HELD_OUT, READINGS, Neighbours([Labelled("please cancel it", "cancel_order")]))


def test_a_fallback_is_right_for_what_is_out_of_scope(figures: dict[str, Any]) -> None:
    """And wrong for everything else."""
    assert figures["intents"]["strict"] == 0.75
    assert (figures["intents"]["fallback"], figures["intents"]["declined"]) == (0.0, 1.0)
    assert figures["by_intent"]["cancel_order"] == {"rows": 1, "precision": 0.0, "recall": 0.0}
    assert figures["by_intent"]["return_item"]["rows"] == 0


def test_an_error_is_shown_with_what_it_was_learned_from(figures: dict[str, Any]) -> None:
    """The nearest training example says why."""
    (worst,) = figures["worst"]
    assert (worst["text"], worst["read"]) == ("cancel it", "return_item")
    assert worst["near"][0]["text"] == "please cancel it"
    assert figures["confusions"] == [{"intent": "cancel_order", "read": "return_item", "rows": 1}]


def test_entities_count_when_found_whole(figures: dict[str, Any]) -> None:
    """One character less is another thing."""
    assert (figures["entities"]["all"]["precision"], figures["entities"]["all"]["recall"]) == (1.0, 0.5)
    scores = entity_scores([((LAMP,), (Entity("product", "lam", 4, 7),))])
    assert (scores["product"].right, scores["product"].f1) == (0, 0.0)
    assert entity_scores([((), ())]) == {"all": scores["all"].__class__(0, 0, 0)}


def test_a_loss_of_more_than_a_point_is_named(figures: dict[str, Any]) -> None:
    """Less is noise, and a gain is none."""
    accepted = compared(figures)
    assert losses(figures, accepted) == []
    accepted["intents"]["strict"] = 0.755
    assert losses(figures, accepted) == []
    accepted["intents"]["strict"] = 0.77
    assert losses(figures, accepted) == ["intents.strict: 0.770 before, 0.750 now"]


def test_the_page_shows_texts_and_never_runs_them(figures: dict[str, Any], tmp_path: Path) -> None:
    """Held-out texts are anybody's words."""
    hostile = {**figures, "worst": [{**figures["worst"][0], "text": "<script>alert(1)</script>"}]}
    report.write(tmp_path, hostile, model="helpline-1", losses=["intents.strict: 0.9 before, 0.8 now"])
    page = (tmp_path / "report.html").read_text("utf-8")
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert "0.9 before" in page
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["intents"] == figures["intents"]


def test_held_out_files_keep_their_entities(tmp_path: Path) -> None:
    """With the characters they stand at."""
    (tmp_path / "nlu.yml").write_text(
        'version: "3.1"\nnlu:\n- intent: inform\n  examples: |\n    - the [lamp](product) please\n'
    )
    (found,) = of_training_files(tmp_path)
    assert (found.text, found.entities) == ("the lamp please", (LAMP,))


def test_outside_names_become_ours(tmp_path: Path) -> None:
    """A late delivery is tracked here."""
    path = tmp_path / "outside.jsonl"
    path.write_text(
        '{"text": "late!", "intent": "delivery_delay", "suite": "live"}\n\n{"text": "a", "intent": "greet"}\n'
    )
    assert [(one.intent, one.suite) for one in of_json_lines(path)] == [("track_order", "live"), ("greet", "")]


@pytest.mark.parametrize("line", ["no json", "[1]", '{"text": "a"}', "null"])
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    """By its number, and nothing is scored."""
    path = tmp_path / "outside.jsonl"
    path.write_text('{"text": "a", "intent": "greet"}\n' + line + "\n")
    with pytest.raises(TextsError, match="line 2"):
        of_json_lines(path)


def test_a_table_needs_its_columns(tmp_path: Path) -> None:
    """And says which."""
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text('sentence,label\n"hi, you",GREET\nhm,NO_NODES_DETECTED\n')
    bad.write_text("a,b\n1,2\n")
    assert [(one.text, one.intent) for one in of_table(good)] == [("hi, you", "GREET"), ("hm", "out_of_scope")]
    with pytest.raises(TextsError, match="sentence and label"):
        of_table(bad)


def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a sentence, with an exit code."""
    assert main(["benchmark", str(tmp_path / "no.csv"), str(tmp_path / "no.csv")]) == 1
    assert "no.csv" in capsys.readouterr().err
