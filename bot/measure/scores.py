"""Count how often readings are right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from bot.measure.reading import Reading
from bot.nlu.doubt import FALLBACK

OUT_OF_SCOPE = "out_of_scope"
_GROUPS = Path(__file__).with_name("same_answer.yml")
_ENOUGH = 5  # rows: a share of fewer says nothing about an intent


@dataclass(frozen=True)
class Judged:
    """A text with the intent it has and what the model read."""

    text: str
    intent: str
    reading: Reading
    suite: str = ""

    @property
    def right(self) -> bool:
        """By its name."""
        return self.reading.intent == self.intent or self._declined

    @property
    def fair(self) -> bool:
        """By its name, or by one with the same answer."""
        return self.right or same_answer(self.reading.intent, self.intent)

    @property
    def would_be_right(self) -> bool:
        """Without any fallback."""
        return self.reading.best == self.intent

    @property
    def would_be_fair(self) -> bool:
        return self.would_be_right or same_answer(self.reading.best, self.intent)

    @property
    def in_scope(self) -> bool:
        return self.intent != OUT_OF_SCOPE

    @property
    def fell_back(self) -> bool:
        """Not taken for anything this shop does."""
        return self.reading.intent in (FALLBACK, OUT_OF_SCOPE)

    @property
    def _declined(self) -> bool:
        return not self.in_scope and self.fell_back


@dataclass(frozen=True)
class Score:
    """Shares of a number of rows, from 0 to 1; None where there is no row to count."""

    rows: int
    strict: float | None
    lenient: float | None
    macro_strict: float | None
    macro_lenient: float | None
    fallback: float | None  # of in-scope rows
    declined: float | None  # of out-of-scope rows


def same_answer(one: str, other: str) -> bool:
    """Whether one group names both intents."""
    return any(one in group and other in group for group in _groups())


def score(rows: Sequence[Judged]) -> Score:
    """All shares over these rows; the macro averages over intents with at least five rows."""
    by_intent = [group for group in grouped(rows).values() if len(group) >= _ENOUGH]
    return Score(
        rows=len(rows),
        strict=share(row.right for row in rows),
        lenient=share(row.fair for row in rows),
        macro_strict=mean([share(row.right for row in group) for group in by_intent]),
        macro_lenient=mean([share(row.fair for row in group) for group in by_intent]),
        fallback=share(row.fell_back for row in rows if row.in_scope),
        declined=share(row.fell_back for row in rows if not row.in_scope),
    )


def grouped(rows: Iterable[Judged]) -> dict[str, list[Judged]]:
    """The rows of each intent, by its name."""
    found: dict[str, list[Judged]] = {}
    for row in sorted(rows, key=lambda row: row.intent):
        found.setdefault(row.intent, []).append(row)
    return found


def share(verdicts: Iterable[bool]) -> float | None:
    """How many of them are true."""
    counted = list(verdicts)
    return sum(counted) / len(counted) if counted else None


def mean(shares: Sequence[float | None]) -> float | None:
    """Of those that could be counted."""
    counted = [one for one in shares if one is not None]
    return sum(counted) / len(counted) if counted else None


@lru_cache(maxsize=1)
def _groups() -> list[frozenset[str]]:
    return [frozenset(group) for group in yaml.safe_load(_GROUPS.read_text("utf-8"))]
