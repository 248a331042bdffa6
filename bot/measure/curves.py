"""Show what a confidence is worth, and what each threshold would cost and gain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.measure.scores import OUT_OF_SCOPE, Judged, share

_BINS = 10
_STEPS = 20


@dataclass(frozen=True)
class Bin:
    """The rows whose confidence lies in one tenth: how many, their mean confidence, and how many are right."""

    rows: int
    confidence: float
    right: float


@dataclass(frozen=True)
class Point:
    """What a threshold would give."""

    threshold: float
    lenient: float | None  # in-scope rows, a fallback counting as wrong
    fallback: float | None  # in-scope rows not believed
    declined: float | None  # out-of-scope rows not believed, or known to be out of scope


def calibration(rows: Sequence[Judged]) -> list[Bin]:
    """Confidence against truth, in tenths; the lenient verdict, for the dialogue answers either intent alike."""
    bins: list[Bin] = []
    for place in range(_BINS):
        inside = [row for row in rows if min(int(row.reading.chance * _BINS), _BINS - 1) == place]
        if inside:
            sure = sum(row.reading.chance for row in inside) / len(inside)
            bins.append(Bin(len(inside), sure, share(row.would_be_fair for row in inside) or 0.0))
    return bins


def calibration_error(rows: Sequence[Judged]) -> float | None:
    """The expected calibration error: how far confidence and truth are apart, on average."""
    if not rows:
        return None
    return sum(one.rows * abs(one.confidence - one.right) for one in calibration(rows)) / len(rows)


def least_certain_quarter(rows: Sequence[Judged]) -> float | None:
    """How often the quarter with the smallest confidence would be right."""
    doubtful = sorted(rows, key=lambda row: row.reading.chance)[: len(rows) // 4]
    return share(row.would_be_fair for row in doubtful)


def thresholds(rows: Sequence[Judged]) -> list[Point]:
    """One point for each twentieth."""
    return [_point(rows, step / _STEPS) for step in range(_STEPS)]


def _point(rows: Sequence[Judged], threshold: float) -> Point:
    inside = [row for row in rows if row.in_scope]
    outside = [row for row in rows if not row.in_scope]
    return Point(
        threshold,
        lenient=share(row.would_be_fair and row.reading.chance >= threshold for row in inside),
        fallback=share(_declines(row, threshold) for row in inside),
        declined=share(_declines(row, threshold) for row in outside),
    )


def _declines(row: Judged, threshold: float) -> bool:
    return row.reading.chance < threshold or row.reading.best == OUT_OF_SCOPE
