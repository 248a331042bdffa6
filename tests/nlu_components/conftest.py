"""The project's spaCy pipeline, built once for the run from the shapes in data/."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

from bot.nlu import spacy_build
from bot.nlu.spacy_pipeline import ROOT

SHAPES = ROOT / "data" / "nlu" / "_shared"


@pytest.fixture(scope="session")
def shapes_folder() -> Path:
    """Where the project keeps its shapes."""
    return SHAPES


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The pipeline that training and assistant use."""
    return spacy_build.build(SHAPES)
