"""A pipeline is built once, whole, in a folder named after everything it is made of."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import spacy

from bot.nlu import shapes, spacy_build
from bot.nlu.spacy_pipeline import ROOT, ProjectSpacyNLP


@pytest.fixture
def source(tmp_path: Path, shapes_folder: Path) -> Path:
    """A copy of the project's shapes that a test may change."""
    return Path(shutil.copytree(shapes_folder, tmp_path / "shapes"))


@pytest.mark.parametrize("name", [path.name for path in shapes.files(Path())])
def test_a_changed_shape_gives_another_folder(source: Path, name: str) -> None:
    """Else Rasa would keep what it trained on the old tokens."""
    before = spacy_build.fingerprint(source)
    (source / name).write_text((source / name).read_text() + "\n# changed\n")
    assert spacy_build.fingerprint(source) != before


def test_an_intents_examples_do_not_change_it(source: Path) -> None:
    """The pipeline is not made of them."""
    before = spacy_build.fingerprint(source)
    (source / "greet.yml").write_text("nlu: []")
    assert spacy_build.fingerprint(source) == before


def test_another_base_model_gives_another_folder(source: Path) -> None:
    """A pipeline with word vectors is not the one without."""
    assert spacy_build.fingerprint(source, base="en_core_web_md") != spacy_build.fingerprint(source)


def test_it_is_built_once_and_found_after(source: Path, tmp_path: Path) -> None:
    """The second call finds the folder of the first, untouched."""
    built = spacy_build.find_or_build(source, tmp_path / "models")
    written = (built / "meta.json").stat().st_mtime_ns
    assert spacy_build.find_or_build(source, tmp_path / "models") == built
    assert (built / "meta.json").stat().st_mtime_ns == written


def test_several_processes_at_once_build_one(source: Path, tmp_path: Path) -> None:
    """Two trainings started together neither fail nor leave half a folder behind."""
    target = tmp_path / "models"
    build: Callable[[int], Path] = lambda _: spacy_build.find_or_build(source, target)  # noqa: E731
    with ThreadPoolExecutor(4) as pool:
        built = set(pool.map(build, range(4)))
    assert [folder for folder in target.iterdir() if folder.is_dir()] == list(built)


def test_a_saved_pipeline_does_what_the_built_one_did(source: Path, tmp_path: Path) -> None:
    """Shapes and word splitting survive the way through the disk."""
    loaded = spacy.load(spacy_build.find_or_build(source, tmp_path / "models"))
    doc = loaded("order no.w7654321, 12.50$ and ann@example.com")
    assert [(entity.label_, entity.text) for entity in doc.ents] == [
        ("order_number", "w7654321"),
        ("amount", "12.50$"),
        ("email", "ann@example.com"),
    ]
    assert "12.50$" in [token.text for token in doc]


def test_rasa_is_told_the_hash() -> None:
    """Its cache keeps a component whose config and addon are unchanged."""
    addon = ProjectSpacyNLP.fingerprint_addon({})
    assert addon == spacy_build.fingerprint(ROOT / "data" / "nlu" / "_shared")
