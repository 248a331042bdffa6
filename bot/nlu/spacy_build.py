"""Find the project's spaCy pipeline on disk, or build it at first need.

The pipeline is English word splitting that keeps order numbers, prices and e-mail addresses whole, then the shapes of
`bot.nlu.shapes`. Its folder's name ends in a hash of everything it is made of, so that a change gives a new folder.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import spacy
from spacy.lang.char_classes import LIST_CURRENCY
from spacy.language import Language
from spacy.tokenizer import Tokenizer

from bot.nlu import shape_marker, shapes
from bot.nlu.shape_marker import COMPONENT, ShapeMarker

CODE = (__file__, shapes.__file__, shape_marker.__file__)
# Tried on each piece between spaces, before and while spaCy strips punctuation from its ends. The flags stand inside,
# for spaCy saves the expression without them.
WHOLE = r"""(?xi)(?:
    [\w.+%-]+@[\w-]+(?:\.[\w-]+)+(?<![.-])  # e-mail address
  | [$£€]\d+(?:[.,]\d+)*                     # price, sign first
  | \d+(?:[.,]\d+)*[$£€]                     # price, sign last
  | \#?[a-z]{0,3}-?\d{3,12}                  # order or ticket number
)\Z"""
INFIXES = (
    r"(?<=\w)[#,;](?=\S)",  # order#W7654321, W7654321,W7654322
    r"(?<=[A-Za-z])[.:](?=\#?[A-Za-z]{0,3}-?\d{3})",  # no.w7654321
)


def find_or_build(source: Path, target: Path, *, base: str = "") -> Path:
    """The folder of the pipeline made from the shapes in `source`, built in `target` unless it is there already."""
    wanted = target / f"helpline-{fingerprint(source, base=base)}"
    if not wanted.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        with _lock(target / ".lock"):
            if not wanted.is_dir():
                _build_into(wanted, source, base)
    return wanted


def fingerprint(source: Path, *, base: str = "") -> str:
    """A hash of all that decides what the pipeline does: shapes, this code, spaCy's version, the base model."""
    digest = hashlib.sha256(f"{spacy.__version__} {base}".encode())
    for path in [*map(Path, CODE), *shapes.files(source)]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def build(source: Path, *, base: str = "") -> Language:
    """The pipeline itself. `base` names an installed spaCy model whose vectors and tagger are wanted too."""
    nlp = spacy.load(base, exclude=["parser", "ner"]) if base else spacy.blank("en")
    tokenizer = nlp.tokenizer
    assert isinstance(tokenizer, Tokenizer)
    tokenizer.token_match = re.compile(WHOLE).match
    prefixes = [rf"(?:{sign})(?!\d)" if sign in LIST_CURRENCY else sign for sign in nlp.Defaults.prefixes or ()]
    tokenizer.prefix_search = spacy.util.compile_prefix_regex(prefixes).search
    infixes = [*INFIXES, *(nlp.Defaults.infixes or ())]
    tokenizer.infix_finditer = spacy.util.compile_infix_regex(infixes).finditer
    marker = nlp.add_pipe(COMPONENT, last=True)
    assert isinstance(marker, ShapeMarker)
    marker.shapes = shapes.read_shapes(source)
    return nlp


def _build_into(wanted: Path, source: Path, base: str) -> None:
    unfinished = Path(mkdtemp(prefix=".building-", dir=wanted.parent))
    try:
        build(source, base=base).to_disk(unfinished)
        unfinished.chmod(0o755)
        unfinished.rename(wanted)  # whoever finds the folder finds it whole
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
