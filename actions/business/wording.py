"""Compare what customers write with what things are called: typos, plurals, hyphens."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz.distance import DamerauLevenshtein

_WORD = re.compile(r"[a-z0-9]+(?:[-'’][a-z0-9]+)*")
_SHORTEST_WITH_TYPO = 4
_SHORTEST_PART = 5
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("ss", "ss"), ("s", ""))


def words(text: str) -> list[str]:
    """The words of a text, small, without hyphens, in the singular: "T-Shirts" is `tshirt`."""
    return [_singular(re.sub(r"[-'’]", "", found)) for found in _WORD.findall(text.lower())]


def alike(said: str, name: str) -> bool:
    """Whether one word means the other: equal, its end ("shirt", `tshirt`), or one or two slips of the fingers away."""
    if said == name:
        return True
    if len(said) >= _SHORTEST_PART and name.endswith(said):
        return True
    if min(len(said), len(name)) < _SHORTEST_WITH_TYPO or said.isdigit() or name.isdigit():
        return False
    slips = 1 if min(len(said), len(name)) < 8 else 2
    return said[0] == name[0] and DamerauLevenshtein.distance(said, name, score_cutoff=slips) <= slips


def found(name: str, said: Iterable[str]) -> bool:
    """Whether one of these words means the name."""
    return any(alike(word, name) for word in said)


def _singular(word: str) -> str:
    if len(word) < 4 or word.isdigit():
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending):
            return word[: -len(ending)] + instead
    return word
