"""Turn a classifier's probability into the chance that it is right.

A linear model on thousands of features is wrong in its own way about its doubt. So it is asked about examples it was
not trained on, and a logistic regression learns from its answers how often it is right, given its probability, its
lead over the second intent and the nearness of known examples.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

Array = NDArray[np.float32]
_NEIGHBOURS = 2  # one may be a misplaced example; with more, small groups of examples look far away
_TINY = 1e-6
_MEANT_WEAKLY = 100.0  # the few coefficients need no regularisation


@dataclass(frozen=True)
class Examples:
    """The vectors of an intent's known examples, by intent."""

    by_intent: dict[str, Array]

    @classmethod
    def of(cls, vectors: Array, intents: Sequence[str] | NDArray[np.str_]) -> Examples:
        names = np.array(intents)
        return cls({str(intent): vectors[names == intent] for intent in np.unique(names)})

    def nearness(self, vector: Array, intent: str) -> float:
        """How near the nearest examples of an intent are: 1 is the same text, 0 is unrelated."""
        near = np.sort(self.by_intent[intent] @ vector)[-_NEIGHBOURS:]
        return float(near.mean())


@dataclass(frozen=True)
class Signs:
    """What is known about one prediction."""

    probability: float
    second: float
    nearness: float | None

    def row(self) -> list[float]:
        best, second = np.log(self.probability + _TINY), np.log(self.second + _TINY)
        return [best, best - second, *([self.nearness] if self.nearness is not None else [])]


@dataclass(frozen=True)
class Calibration:
    """Coefficients of a logistic regression over `Signs.row`, and its constant."""

    coefficients: tuple[float, ...]
    constant: float

    @classmethod
    def learn(cls, signs: Sequence[Signs], right: Sequence[bool]) -> Calibration:
        """Learn from predictions about texts that were not in the training."""
        if len(set(right)) < 2:  # never wrong, or always: nothing to tell apart
            return cls((0.0,) * len(signs[0].row()), float(np.log((sum(right) + 1) / (len(right) - sum(right) + 1))))
        fitted = LogisticRegression(C=_MEANT_WEAKLY).fit(np.array([one.row() for one in signs]), np.array(right))
        return cls(tuple(map(float, fitted.coef_[0])), float(fitted.intercept_[0]))

    def chance(self, signs: Signs) -> float:
        """The chance, from 0 to 1, that the prediction is right."""
        return float(1 / (1 + np.exp(-(np.dot(self.coefficients, signs.row()) + self.constant))))
