"""Mark structured identifiers in a spaCy document, and make one token of each."""

# No `from __future__ import annotations` here: spaCy reads the factory's types when the module is imported.
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from bot.nlu.shapes import Shape, find_shapes

COMPONENT = "helpline_shapes"


@Language.factory(COMPONENT)
class ShapeMarker:
    """A spaCy component that holds shapes, saved with the pipeline."""

    def __init__(self, nlp: Language, name: str) -> None:
        self.shapes: list[Shape] = []

    def __call__(self, doc: Doc) -> Doc:
        found = find_shapes(doc.text, self.shapes)
        spans = [doc.char_span(f.start, f.end, label=f.entity, alignment_mode="expand") for f in found]
        spans = filter_spans([span for span in spans if span is not None])
        places = [(span.start_char, span.end_char, span.label_) for span in spans]
        with doc.retokenize() as retokenizer:
            for span in spans:
                # Featurizers count lemmas: to them, every order number is the same word.
                retokenizer.merge(span, attrs={"LEMMA": span.label_})
        # Spans count tokens, and there are fewer now: find them again by their characters.
        joined = [doc.char_span(start, end, label=label) for start, end, label in places]
        doc.set_ents([span for span in joined if span is not None])
        return doc

    def to_disk(self, path: str | Path, *, exclude: Any = ()) -> None:
        Path(path).write_text(json.dumps([asdict(shape) for shape in self.shapes], indent=1), "utf-8")

    def from_disk(self, path: str | Path, *, exclude: Any = ()) -> "ShapeMarker":
        self.shapes = [Shape(**fields) for fields in json.loads(Path(path).read_text("utf-8"))]
        return self
