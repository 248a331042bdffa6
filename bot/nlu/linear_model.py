"""Learn intents as a linear function of a text's features, and say how likely each intent is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.linear_model import LogisticRegression

Array = NDArray[np.float32]
_STEPS = 300  # of the solver; it stops by itself after about 100
_TOLERANCE = 1e-3  # ten times finer takes twice as long and changes no held-out prediction


@dataclass(frozen=True)
class TextFeatures:
    """What featurizers said about one text: a row of counts from each sparse one, and a vector of meaning."""

    counts: tuple[csr_matrix, ...]
    meaning: Array | None


@dataclass(frozen=True)
class Weighing:
    """How much a count says: a word in every intent's examples says little, a second occurrence less than the first."""

    rarity: tuple[Array, ...]  # one row for each sparse featurizer, a number for each of its columns

    @classmethod
    def learn(cls, texts: Sequence[TextFeatures]) -> Weighing:
        """The inverse document frequencies of the training texts."""
        blocks = (vstack([text.counts[place] for text in texts]) for place in range(len(texts[0].counts)))
        return cls(tuple(_rarity(block) for block in blocks))

    def rows(self, texts: Sequence[TextFeatures]) -> csr_matrix:
        """One row for each text; each featurizer's part has length one, so that none drowns another."""
        parts = [
            _unit(vstack([text.counts[place] for text in texts]), rarity) for place, rarity in enumerate(self.rarity)
        ]
        if texts[0].meaning is not None:
            parts.append(csr_matrix(np.stack([text.meaning for text in texts if text.meaning is not None])))
        return csr_matrix(hstack(parts), dtype=np.float32)


@dataclass(frozen=True)
class LinearModel:
    """Multinomial logistic regression: weights [features, intents] and a bias [intents]."""

    intents: tuple[str, ...]
    weights: Array
    bias: Array

    @classmethod
    def learn(cls, rows: csr_matrix, intents: Sequence[str] | NDArray[np.str_], *, strength: float) -> LinearModel:
        """Fit the examples; the more of `strength`, the closer. Small intents count as much as large ones."""
        fitted: Any = LogisticRegression(C=strength, class_weight="balanced", max_iter=_STEPS, tol=_TOLERANCE)
        fitted.fit(rows, np.array(intents))
        weights, bias = fitted.coef_, fitted.intercept_
        if len(fitted.classes_) == 2:  # scikit-learn then keeps the second class's share only
            weights, bias = np.concatenate([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
        return cls(tuple(fitted.classes_), np.ascontiguousarray(weights.T, np.float32), bias.astype(np.float32))

    def probabilities(self, rows: csr_matrix) -> Array:
        """[texts, intents], each row summing to one."""
        scores = np.asarray(rows @ self.weights) + self.bias
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        return np.asarray(scores / scores.sum(axis=1, keepdims=True))


def _rarity(counts: csr_matrix) -> Array:
    texts = np.asarray((counts > 0).sum(axis=0)).ravel()
    return np.asarray(np.log((1 + counts.shape[0]) / (1 + texts)) + 1, np.float32)


def _unit(counts: csr_matrix, rarity: Array) -> csr_matrix:
    weighed = csr_matrix(counts, dtype=np.float32)
    weighed.data = (1 + np.log(weighed.data)) * rarity[weighed.indices]
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    weighed.data /= np.repeat(lengths, np.diff(weighed.indptr))
    return weighed
