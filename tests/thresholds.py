"""Fail the run where the trained model is worse than it has to be: `python -m tests.thresholds`.

Reads what `rasa test nlu` and `rasa test core` wrote into `results/`.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from helpline.settings import ROOT

RESULTS = ROOT / "results"


@dataclass(frozen=True)
class Threshold:
    """One number of one report and what it has to reach."""

    what: str
    report: str
    keys: tuple[str, ...]
    least: float


THRESHOLDS = (
    Threshold("intents, accuracy on held-out texts", "nlu/intent_report.json", ("accuracy",), 0.92),
    Threshold("intents, macro F1", "nlu/intent_report.json", ("macro avg", "f1-score"), 0.90),
    Threshold("entities, F1", "nlu/SettledEntities_report.json", ("micro avg", "f1-score"), 0.85),
    Threshold("conversations that go as written", "core/story_report.json", ("conversation_accuracy", "accuracy"), 1.0),
)


def measure(results: Path, threshold: Threshold) -> float:
    """The number in the report; a report that is missing or has no such number counts as 0."""
    try:
        value = json.loads((results / threshold.report).read_text("utf-8"))
        for key in threshold.keys:
            value = value[key]
        return float(value)
    except (OSError, ValueError, KeyError, TypeError):
        return 0.0


def main(results: Path = RESULTS) -> int:
    """Print each number and return 1 if one is too small."""
    failed = 0
    for threshold in THRESHOLDS:
        found = measure(results, threshold)
        well = found >= threshold.least
        failed += not well
        verdict = "ok " if well else "LOW"
        print(f"  {verdict} {threshold.what:<40} {found:.3f} (at least {threshold.least:.2f})")
    if failed:
        print(f"The model is not good enough; see the *_errors.json files in {results}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
