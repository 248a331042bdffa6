"""Hold what was learned about intents: the linear model, the known examples, and how far to trust it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from bot.nlu.calibration import Calibration, Examples, Signs
from bot.nlu.linear_model import LinearModel, TextFeatures, Weighing

Array = NDArray[np.float32]
Names = NDArray[np.str_]
_SEED = 0


@dataclass(frozen=True)
class IntentModel:
    """Intents of a text, the likeliest first, each with a chance of being right."""

    weighing: Weighing
    linear: LinearModel
    calibration: Calibration
    examples: Examples | None = None

    @classmethod
    def learn(
        cls, features: Sequence[TextFeatures], intents: Sequence[str], *, strength: float, folds: int
    ) -> IntentModel:
        """Learn from the features and intents of the training texts."""
        weighing, names = Weighing.learn(features), np.array(intents)
        rows, vectors = weighing.rows(features), _meanings(features)
        doubt = [sign for part in _parts(names, folds) for sign in _asked(rows, vectors, names, part, strength)]
        return cls(
            weighing,
            LinearModel.learn(rows, names, strength=strength),
            Calibration.learn([signs for signs, _ in doubt], [right for _, right in doubt]),
            Examples.of(vectors, names) if vectors is not None else None,
        )

    def __call__(self, text: TextFeatures) -> list[tuple[str, float]]:
        """Every intent with its confidence; the first one's is the chance that it is right."""
        (probabilities,) = self.linear.probabilities(self.weighing.rows([text]))
        signs = _signs(self.linear, probabilities, self.examples, text.meaning)
        # What is likely to be none of the intents is no more likely to be the second one.
        confidences = self.calibration.chance(signs) * probabilities / probabilities.max()
        best_first = np.argsort(-confidences, kind="stable")
        return [(self.linear.intents[place], float(confidences[place])) for place in best_first]

    def write(self, folder: Path) -> None:
        """Write everything into a folder; numbers and names only, nothing that could run."""
        arrays = {"weights": self.linear.weights, "bias": self.linear.bias}
        arrays |= {f"rarity {place}": rarity for place, rarity in enumerate(self.weighing.rarity)}
        arrays |= {f"examples {name}": known for name, known in (self.examples or Examples({})).by_intent.items()}
        np.savez(folder / "numbers.npz", **arrays)
        named = {"intents": self.linear.intents, "calibration": asdict(self.calibration)}
        (folder / "intents.json").write_text(json.dumps(named), "utf-8")

    @classmethod
    def read(cls, folder: Path) -> IntentModel:
        """Read what `write` wrote."""
        named = json.loads((folder / "intents.json").read_text("utf-8"))
        with np.load(folder / "numbers.npz", allow_pickle=False) as stored:
            arrays = dict(stored)
        by_intent = {name.removeprefix("examples "): arrays[name] for name in arrays if name.startswith("examples ")}
        rarity = (name for name in sorted(arrays) if name.startswith("rarity "))
        return cls(
            Weighing(tuple(arrays[name] for name in rarity)),
            LinearModel(tuple(named["intents"]), arrays["weights"], arrays["bias"]),
            Calibration(tuple(named["calibration"]["coefficients"]), named["calibration"]["constant"]),
            Examples(by_intent) if by_intent else None,
        )


def _asked(
    rows: csr_matrix, vectors: Array | None, names: Names, part: NDArray[np.bool_], strength: float
) -> Iterator[tuple[Signs, bool]]:
    """What a model trained on the other examples shows about those of a part, and whether it is right."""
    linear = LinearModel.learn(rows[~part], names[~part], strength=strength)
    examples = Examples.of(vectors[~part], names[~part]) if vectors is not None else None
    for place, probabilities in zip(np.flatnonzero(part), linear.probabilities(rows[part]), strict=True):
        meaning = vectors[place] if vectors is not None else None
        right = linear.intents[probabilities.argmax()] == names[place]
        yield _signs(linear, probabilities, examples, meaning), bool(right)


def _signs(linear: LinearModel, probabilities: Array, examples: Examples | None, meaning: Array | None) -> Signs:
    first = int(probabilities.argmax())
    second = float(np.delete(probabilities, first).max())
    near = examples.nearness(meaning, linear.intents[first]) if examples and meaning is not None else None
    return Signs(float(probabilities[first]), second, near)


def _meanings(features: Sequence[TextFeatures]) -> Array | None:
    known = [text.meaning for text in features if text.meaning is not None]
    return np.stack(known) if known else None


def _parts(names: Names, folds: int) -> list[NDArray[np.bool_]]:
    """Masks of equal parts in which every intent has its share, as far as it has that many examples."""
    shuffled = np.random.default_rng(_SEED)
    part = np.empty(len(names), int)
    for intent in np.unique(names):
        places = np.flatnonzero(names == intent)
        part[places] = shuffled.permutation(len(places)) % folds
    # An intent with one example must not be missing where it is asked about: such examples stay in every training.
    alone = np.array([(names == name).sum() < folds for name in names])
    return [mask for mask in ((part == fold) & ~alone for fold in range(folds)) if mask.any()]
