"""Make one list of what several extractors found, so that one text has one value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.nlu import values


@dataclass(frozen=True)
class Candidate:
    """Characters `start` to `end` of a text, taken for an `entity` by a rule or, with `confidence`, by the model."""

    entity: str
    start: int
    end: int
    value: str
    by_rule: bool = False
    confidence: float | None = None


def merge(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates with normalised values, without overlaps and repetitions, from left to right.

    Rules win over the model, then longer text over shorter. What cannot be the entity it was taken for is left out.
    """
    chosen: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (not c.by_rule, c.start - c.end, c.start)):
        value = values.normalise(candidate.entity, candidate.value)
        if value is not None and not any(_overlap(candidate, other) for other in chosen):
            chosen.append(replace(candidate, value=value))
    return _without_repetitions(sorted(chosen, key=lambda c: c.start))


def _overlap(one: Candidate, other: Candidate) -> bool:
    return one.start < other.end and other.start < one.end


def _without_repetitions(candidates: list[Candidate]) -> list[Candidate]:
    first = {(c.entity, c.value): c for c in reversed(candidates)}
    return [c for c in candidates if first[c.entity, c.value] is c]
