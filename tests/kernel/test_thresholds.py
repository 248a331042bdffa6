"""The thresholds really fail a run."""

from __future__ import annotations

import json
from pathlib import Path

from tests.thresholds import THRESHOLDS, main


def test_good_reports_pass(tmp_path: Path) -> None:
    """Every number at its threshold is enough."""
    _write(tmp_path, 0.0)
    assert main(tmp_path) == 0


def test_a_number_a_little_too_small_fails(tmp_path: Path) -> None:
    """One hundredth below is a failure."""
    _write(tmp_path, -0.01)
    assert main(tmp_path) == 1


def test_a_missing_report_fails(tmp_path: Path) -> None:
    """What was not measured has not been reached."""
    assert main(tmp_path) == 1


def _write(folder: Path, difference: float) -> None:
    reports: dict[str, dict[str, object]] = {}
    for threshold in THRESHOLDS:
        value: object = threshold.least + difference
        for key in reversed(threshold.keys):
            value = {key: value}
        reports.setdefault(threshold.report, {}).update(value)  # type: ignore[call-overload]
    for name, content in reports.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content), "utf-8")
