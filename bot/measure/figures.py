"""Put all figures of a model together, and compare them with those accepted before."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from bot.measure.curves import calibration, calibration_error, least_certain_quarter, thresholds
from bot.measure.entity_scores import entity_scores
from bot.measure.neighbours import Neighbours
from bot.measure.reading import Reading
from bot.measure.scores import Judged, grouped, score
from bot.measure.texts import Labelled

Figures = dict[str, Any]
_WORST = 40
_LOSS = 0.01  # a point: what a figure may fall without being a loss
_COMPARED = ("intents.strict", "intents.macro_strict", "entities.all.f1", "calibration.right_when_doubtful")


def judged(texts: Sequence[Labelled], readings: Sequence[Reading]) -> list[Judged]:
    """Texts with what was made of them."""
    return [Judged(one.text, one.intent, read, one.suite) for one, read in zip(texts, readings, strict=True)]


def figures_of(texts: Sequence[Labelled], readings: Sequence[Reading], neighbours: Neighbours) -> Figures:
    """Everything the report shows, as plain values."""
    rows = judged(texts, readings)
    heard = [(text.entities, reading.entities) for text, reading in zip(texts, readings, strict=True)]
    return {
        "intents": asdict(score(rows)),
        "by_intent": _by_intent(rows),
        "confusions": _confusions(rows),
        "calibration": {
            "error": calibration_error(rows),
            "right_when_doubtful": least_certain_quarter(rows),
            "bins": [asdict(one) for one in calibration(rows)],
        },
        "thresholds": [asdict(point) for point in thresholds(rows)],
        "entities": {
            kind: {**asdict(one), "precision": one.precision, "recall": one.recall, "f1": one.f1}
            for kind, one in entity_scores(heard).items()
        },
        "worst": _worst(rows, neighbours),
        "milliseconds": _milliseconds(readings),
    }


def losses(now: Mapping[str, Any], accepted: Mapping[str, Any]) -> list[str]:
    """What is more than a point lower than it was."""
    found = []
    for path in _COMPARED:
        before, after = _at(accepted, path), _at(now, path)
        if before is not None and (after is None or after < before - _LOSS):
            found.append(f"{path}: {before:.3f} before, {0.0 if after is None else after:.3f} now")
    return found


def compared(figures: Mapping[str, Any]) -> Figures:
    """The part that is kept to compare with."""
    kept: Figures = {}
    for path in _COMPARED:
        *parts, last = path.split(".")
        inner = kept
        for part in parts:
            inner = inner.setdefault(part, {})
        inner[last] = _at(figures, path)
    return kept


def _by_intent(rows: Sequence[Judged]) -> dict[str, dict[str, float | int]]:
    told = grouped(rows)
    found = {}
    for intent in sorted({*told, *(row.reading.intent for row in rows)}):
        true = told.get(intent, [])
        taken = sum(row.reading.intent == intent for row in rows)
        right = sum(row.reading.intent == intent for row in true)
        found[intent] = {
            "rows": len(true),
            "precision": right / taken if taken else 0.0,
            "recall": right / len(true) if true else 0.0,
        }
    return found


def _confusions(rows: Sequence[Judged]) -> list[dict[str, Any]]:
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        if not row.right:
            pair = (row.intent, row.reading.intent)
            counts[pair] = counts.get(pair, 0) + 1
    return [
        {"intent": one, "read": other, "rows": n} for (one, other), n in sorted(counts.items(), key=lambda e: -e[1])
    ]


def _worst(rows: Sequence[Judged], neighbours: Neighbours) -> list[dict[str, Any]]:
    """The surest errors first: the model has learned something wrong there."""
    wrong = sorted((row for row in rows if not row.right), key=lambda row: -row.reading.chance)[:_WORST]
    return [
        {
            "text": row.text,
            "intent": row.intent,
            "read": row.reading.intent,
            "best": row.reading.best,
            "chance": row.reading.chance,
            "near": [
                {"text": text, "intent": intent, "likeness": like} for text, intent, like in neighbours.of(row.text)
            ],
        }
        for row in wrong
    ]


def _milliseconds(readings: Sequence[Reading]) -> dict[str, float]:
    times = sorted(reading.seconds * 1000 for reading in readings)
    return {"median": statistics.median(times), "p95": times[int(len(times) * 0.95)]}


def _at(figures: Mapping[str, Any], path: str) -> float | None:
    found: Any = figures
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return float(found) if isinstance(found, (int, float)) else None
