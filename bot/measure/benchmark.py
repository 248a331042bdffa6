"""Train the shipped understanding on a published set, to stand beside published figures."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from rasa.model_training import train_nlu

from bot.measure.curves import thresholds
from bot.measure.figures import judged
from bot.measure.reading import Reader
from bot.measure.scores import share
from bot.measure.texts import Labelled
from helpline.settings import ROOT

PUBLISHED = Path(__file__).with_name("published.yml")
# Such sets annotate no entities: there is nothing for these to learn.
_OF_ENTITIES = ("DIETClassifier", "EntitySynonymMapper")


@dataclass(frozen=True)
class Row:
    """In-scope accuracy without a threshold; and at the best one, with the share of out-of-scope texts declined."""

    name: str
    accuracy: float
    at_threshold: float | None = None
    declined: float | None = None
    threshold: float | None = None


def run(train: Sequence[Labelled], test: Sequence[Labelled], *, declined_least: float = 0.8) -> Row:
    """Train on one table, read the other.

    Args:
        declined_least: of out-of-scope texts, at the threshold that is chosen.
    """
    with tempfile.TemporaryDirectory(prefix="helpline-benchmark-") as folder:
        model = _trained(train, Path(folder))
        rows = judged(test, Reader(model).read(text.text for text in test))
    inside = [row for row in rows if row.in_scope]
    accuracy = share(row.would_be_right for row in inside) or 0.0
    fitting = [point for point in thresholds(rows) if (point.declined or 0.0) >= declined_least]
    if not fitting:
        return Row("this pipeline", accuracy)
    point = fitting[0]  # the lowest that declines enough
    kept = share(row.would_be_right and row.reading.chance >= point.threshold for row in inside)
    return Row("this pipeline", accuracy, kept, point.declined, point.threshold)


def published() -> list[Row]:
    """The figures others have published for HINT3 v1, SOFMattress."""
    return [Row(**row) for row in yaml.safe_load(PUBLISHED.read_text("utf-8"))]


def _trained(texts: Sequence[Labelled], folder: Path) -> Path:
    config: dict[str, Any] = yaml.safe_load((ROOT / "config.yml").read_text("utf-8"))
    config["pipeline"] = [part for part in config["pipeline"] if part["name"] not in _OF_ENTITIES]
    (folder / "config.yml").write_text(yaml.safe_dump(config, sort_keys=False), "utf-8")
    by_intent: dict[str, list[str]] = {}
    for text in texts:
        by_intent.setdefault(text.intent, []).append(" ".join(text.text.split()))
    blocks = [
        {"intent": intent, "examples": "".join(f"- {_plain(line)}\n" for line in lines)}
        for intent, lines in by_intent.items()
    ]
    (folder / "nlu.yml").write_text(yaml.safe_dump({"version": "3.1", "nlu": blocks}, sort_keys=False), "utf-8")
    model = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder), fixed_model_name="benchmark")
    assert model is not None
    return Path(model)


def _plain(text: str) -> str:
    """Brackets would be read as annotations."""
    return text.translate(str.maketrans("[](){}", "      "))
