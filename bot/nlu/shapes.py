"""Read the shapes of structured entities from the training data and find them in a text.

A shape is a `- regex:` entry of `data/nlu/_shared/<entity>.yml`; a group named `value` narrows what is marked.
Where two shapes match the same characters, the entity named first in `ENTITIES` wins, then the line that stands first
in its file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from helpline.errors import HelplineError

# A ticket number also looks like an order number, and a telephone number contains some: the narrower shape goes first.
ENTITIES = ("email", "phone", "ticket_number", "order_number", "postcode", "date", "amount", "ordinal")


class ShapeError(HelplineError):
    """A shape cannot be read; the message names its file."""


@dataclass(frozen=True)
class Shape:
    """What one kind of identifier looks like, as a regular expression that ignores case."""

    entity: str
    pattern: str


@dataclass(frozen=True)
class Found:
    """Characters `start` to `end` of a text, which name an `entity`."""

    entity: str
    start: int
    end: int


def files(folder: Path) -> list[Path]:
    """The files that hold shapes, in order of precedence."""
    return [folder / f"{entity}.yml" for entity in ENTITIES]


def read_shapes(folder: Path) -> list[Shape]:
    """All shapes of a folder, in order of precedence.

    Raises:
        ShapeError: a file is missing, or holds an expression that does not compile.
    """
    return [shape for path in files(folder) for shape in _shapes_of(path)]


def find_shapes(text: str, shapes: Iterable[Shape]) -> list[Found]:
    """What the shapes match in a text, without overlaps, from left to right."""
    chosen: list[Found] = []
    for candidate in _matches(text, shapes):
        if all(candidate.end <= other.start or other.end <= candidate.start for other in chosen):
            chosen.append(candidate)
    return sorted(chosen, key=lambda found: found.start)


def _matches(text: str, shapes: Iterable[Shape]) -> Iterator[Found]:
    for shape in shapes:
        for match in re.finditer(shape.pattern, text, re.IGNORECASE):
            start, end = match.span("value" if "value" in match.re.groupindex else 0)
            yield Found(shape.entity, start, end)


def _shapes_of(path: Path) -> Iterator[Shape]:
    try:
        blocks = yaml.safe_load(path.read_text("utf-8"))["nlu"]
        for block in blocks:
            for line in block["examples"].splitlines() if "regex" in block else ():
                pattern = line.removeprefix("- ").strip()
                re.compile(pattern)
                yield Shape(block["regex"], pattern)
    except (OSError, KeyError, TypeError, re.error, yaml.YAMLError) as exc:
        raise ShapeError(f"{path}: {exc}") from exc
