"""No example nearly repeats another: held-out ones would flatter, those of another intent would teach nothing.

Texts are near when their sequences of three letters are: another order of words, a plural, a typing error. Texts of one
or two words are left out, for there are only so many ways to say hello.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import normalize

from helpline.settings import ROOT
from tests.contract.project import examples, normalised

FEWEST_WORDS = 3
NEAR_HELD_OUT, NEAR_OTHER_INTENT = 0.90, 0.95


class Example(NamedTuple):
    """A text and the intent it belongs to."""

    intent: str
    text: str


def test_no_held_out_example_nearly_repeats_training() -> None:
    """Remove the training example, never the held-out one; "how do i cancel hulu" means another thing and is none."""
    trained, held_out = _read("data/nlu"), _read("tests/nlu")
    letters = CountVectorizer(analyzer="char", ngram_range=(3, 3)).fit(map(_letters, trained))
    likeness = _vectors(letters, held_out) @ _vectors(letters, trained).T
    near = _near(likeness, NEAR_HELD_OUT)
    assert [(held_out[i], trained[j]) for i, j in near if held_out[i].intent == trained[j].intent] == []


def test_no_intents_share_nearly_the_same_example() -> None:
    """A colleague could not say which is which either."""
    trained = _read("data/nlu")
    letters = CountVectorizer(analyzer="char", ngram_range=(3, 3)).fit(map(_letters, trained))
    vectors = _vectors(letters, trained)
    near = _near(vectors @ vectors.T, NEAR_OTHER_INTENT)
    assert [(trained[i], trained[j]) for i, j in near if i < j and trained[i].intent != trained[j].intent] == []


def _read(folder: str) -> list[Example]:
    found = [
        Example(intent, text)
        for path in sorted(Path(ROOT / folder).glob("*.yml"))
        for intent, texts in examples(path).items()
        for text in texts
    ]
    return [one for one in found if len(normalised(one.text).split()) >= FEWEST_WORDS]


def _letters(example: Example) -> str:
    return f" {normalised(example.text)} "


def _vectors(letters: CountVectorizer, texts: list[Example]) -> csr_matrix:
    return normalize(letters.transform(map(_letters, texts)).astype(np.float32))


def _near(likeness: csr_matrix, least: float) -> list[tuple[int, int]]:
    pairs = coo_matrix(likeness)
    kept = pairs.data >= least
    return list(zip(pairs.row[kept].tolist(), pairs.col[kept].tolist(), strict=True))
