"""Find the training examples nearest to a text: they are what an error was learned from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.measure.texts import Labelled
from bot.nlu import sentence_model

_NEAREST = 3


class Neighbours:
    """The training examples by their meaning; none where there is no sentence model."""

    def __init__(self, examples: Sequence[Labelled]) -> None:
        folder = sentence_model.configured()
        self._model = sentence_model.load(folder) if folder else None
        self._examples = list(examples)
        self._vectors = self._model([one.text for one in self._examples]) if self._model else None

    def of(self, text: str) -> list[tuple[str, str, float]]:
        """Text, intent and likeness of the nearest, the nearest first."""
        if self._model is None or self._vectors is None:
            return []
        likeness = self._vectors @ self._model([text])[0]
        nearest = np.argsort(-likeness)[:_NEAREST]
        return [(self._examples[place].text, self._examples[place].intent, float(likeness[place])) for place in nearest]
