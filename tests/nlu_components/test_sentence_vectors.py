"""The sentence model's vectors are those it was published with, however many texts run together."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from bot.nlu import sentence_model
from bot.nlu.encoder import Array
from bot.nlu.sentence_features import SentenceFeatures
from bot.nlu.sentence_model import SETTING, SentenceModel, SentenceModelError
from tests.nlu_components import plain_encoder

TEXTS = (
    "This is an example sentence",
    "Each sentence is converted",
    "wheres my order??",
    "?",
    "¿dónde está mi pedido? 😀",
    "i ordered a lamp two weeks ago, nothing came and nobody answers my mails. where is it, and can i cancel it?",
    "please " * 300,
)


@pytest.fixture(scope="module")
def folder() -> Path:
    """Where the packaged model's files are."""
    found = sentence_model.configured()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def model(folder: Path) -> SentenceModel:
    """The packaged model."""
    return sentence_model.load(folder)


def test_the_vectors_are_the_published_ones(model: SentenceModel) -> None:
    """The model's card shows the first numbers of two sentences."""
    first, second = model(TEXTS[:2])
    np.testing.assert_allclose(first[:5], [0.067657, 0.063496, 0.048713, 0.079305, 0.037448], atol=1e-5)
    np.testing.assert_allclose(second[:5], [0.086439, 0.102763, 0.005394, 0.002045, -0.009963], atol=1e-5)


def test_the_fast_way_gives_what_the_plain_way_gives(model: SentenceModel, folder: Path) -> None:
    """Fused matrices and batches change nothing, for one word as for a text that is cut."""
    weights = load_file(folder / "model.safetensors")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    for text, vector in zip(TEXTS, model(TEXTS), strict=True):
        tokens = tokenizer.encode(text).ids
        plain = plain_encoder.vector(weights, tokens if len(tokens) <= 128 else [*tokens[:127], tokens[-1]])
        np.testing.assert_allclose(vector, plain, atol=1e-5)


def test_similarities_are_the_published_ones(model: SentenceModel) -> None:
    """The quick start of sentence-transformers prints them for this model."""
    vectors = model(["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."])
    expected = [[1.0, 0.6660, 0.1046], [0.6660, 1.0, 0.1411], [0.1046, 0.1411, 1.0]]
    np.testing.assert_allclose(vectors @ vectors.T, expected, atol=1e-4)


def test_neighbours_in_a_batch_do_not_matter(model: SentenceModel, folder: Path) -> None:
    """A text has the same vector alone and among texts of its length."""
    fresh = SentenceModel(folder)
    alone = np.stack([fresh([text])[0] for text in TEXTS])
    np.testing.assert_allclose(alone, model(TEXTS), atol=1e-5)


def test_no_texts_have_no_vectors(model: SentenceModel) -> None:
    """An empty training set is no error here."""
    assert model([]).shape == (0, 384)


def test_a_missing_model_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The setting that goes without is named."""
    monkeypatch.setenv(SETTING, str(tmp_path))
    with pytest.raises(SentenceModelError, match="SENTENCE_MODEL"):
        sentence_model.configured()


def test_damaged_weights_are_refused(folder: Path, tmp_path: Path) -> None:
    """One flipped byte, and nothing is computed with them."""
    copy = Path(shutil.copytree(folder, tmp_path / "model"))
    with (copy / "model.safetensors").open("r+b") as weights:
        weights.seek(-1, 2)
        weights.write(b"\x7f")
    with pytest.raises(SentenceModelError, match="damaged"):
        sentence_model.digest(copy)


def test_a_model_of_another_kind_is_refused(folder: Path, tmp_path: Path) -> None:
    """Its forward pass would be a different one."""
    copy = Path(shutil.copytree(folder, tmp_path / "model"))
    config = copy / "config.json"
    config.write_text(config.read_text().replace('"bert"', '"mpnet"'))
    with pytest.raises(SentenceModelError, match="BERT"):
        SentenceModel(copy)


def test_words_of_a_kind_are_near_one_another(model: SentenceModel) -> None:
    """Else a thing nobody named in training would be found by its place in the sentence only."""
    kettle, fridge = model.read(["send the kettle back", "my fridge is cold"])
    thing, other, verb = kettle.of(9, 15), fridge.of(3, 9), kettle.of(0, 4)
    assert _likeness(thing, other) > _likeness(thing, verb)


def test_a_words_pieces_are_taken_together(model: SentenceModel) -> None:
    """A word that the model cuts in pieces has the mean of their vectors; what lies behind the cut has none."""
    (read,) = model.read(["espressomaker"])
    assert len(read.pieces) > 1
    np.testing.assert_allclose(read.of(0, 13), read.pieces.mean(axis=0), atol=1e-6)
    (cut,) = model.read(["please " * 300])
    assert not cut.of(290 * 7, 291 * 7).any()


def _likeness(one: Array, other: Array) -> float:
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


def component(tmp_path: Path) -> SentenceFeatures:
    context = ExecutionContext(GraphSchema({}), node_name="SentenceFeatures1")
    storage = LocalModelStorage.create(tmp_path)
    return SentenceFeatures.create(SentenceFeatures.get_default_config(), storage, Resource("x"), context)


def test_rasa_gets_dense_features_of_the_sentence_and_its_tokens(model: SentenceModel, tmp_path: Path) -> None:
    """Under the component's name, for the whole text and for what the tokenizer made of it."""
    tokens = [Token("where", 0), Token("is", 6), Token("my", 9), Token("order", 12)]
    (message,) = component(tmp_path).process([Message({TEXT: "where is my order", TOKENS_NAMES[TEXT]: tokens})])
    sequence, sentence = message.get_dense_features(TEXT, [])
    assert (sequence.features.shape, sentence.features.shape) == ((4, 384), (1, 384))
    np.testing.assert_allclose(sentence.features[0], model(["where is my order"])[0], atol=1e-6)


def test_going_without_adds_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """And Rasa learns that it is another pipeline."""
    with_model = SentenceFeatures.fingerprint_addon({})
    monkeypatch.setenv(SETTING, "none")
    (message,) = component(tmp_path).process([Message({TEXT: "where is my order"})])
    assert message.get_dense_features(TEXT, []) == (None, None)
    assert SentenceFeatures.fingerprint_addon({}) != with_model


def test_an_empty_text_has_no_vector(tmp_path: Path) -> None:
    """Training data holds examples without text, and a message may be empty."""
    (message,) = component(tmp_path).process([Message({TEXT: ""})])
    assert message.features == []
