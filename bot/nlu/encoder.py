"""Run a BERT encoder forward: token numbers in, one vector for each text and one for each token out.

TensorFlow is there with Rasa, and multiplies the few rows of a message with these matrices in less than half of the
time that NumPy's OpenBLAS takes, which packs a matrix anew at each product.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

Array = NDArray[np.float32]
Tensor = Any  # TensorFlow comes without types
_TOKENS_AT_ONCE = 2_048  # bounds the memory of a batch


@dataclass(frozen=True)
class Encoded:
    """What a text means as a whole [width], of length one, and what each of its tokens means in it [tokens, width].

    A token's vector is taken two thirds of the way up: the last layers keep what makes the sentence, and forget what
    kind of thing a word is.
    """

    text: Array
    tokens: Array


@dataclass(frozen=True)
class Linear:
    """A matrix [inputs, outputs] and a bias [outputs]."""

    weight: Tensor
    bias: Tensor

    def __call__(self, x: Tensor) -> Tensor:
        return tf.nn.bias_add(tf.matmul(x, self.weight), self.bias)


@dataclass(frozen=True)
class Norm:
    """Scale and shift [width] of a layer normalisation."""

    scale: Tensor
    shift: Tensor
    epsilon: float

    def __call__(self, x: Tensor) -> Tensor:
        centred = x - tf.reduce_mean(x, axis=-1, keepdims=True)
        variance = tf.reduce_mean(centred * centred, axis=-1, keepdims=True)
        return centred * tf.math.rsqrt(variance + self.epsilon) * self.scale + self.shift


@dataclass(frozen=True)
class Layer:
    """One block: attention with its three projections fused into one matrix, then the feed-forward part."""

    heads: int
    projections: Linear
    attended: Linear
    attention_norm: Norm
    inner: Linear
    outer: Linear
    output_norm: Norm

    def __call__(self, x: Tensor, shape: Tensor) -> Tensor:
        """`x` holds the tokens of all texts one after the other; `shape` is texts, tokens of each."""
        x = self.attention_norm(x + self.attended(self._attend(x, shape)))
        return self.output_norm(x + self.outer(tf.nn.gelu(self.inner(x), approximate=False)))

    def _attend(self, x: Tensor, shape: Tensor) -> Tensor:
        parts = tf.reshape(self.projections(x), [shape[0], shape[1], 3, self.heads, x.shape[-1] // self.heads])
        query, key, value = tf.unstack(tf.transpose(parts, [2, 0, 3, 1, 4]))
        attended = tf.matmul(tf.nn.softmax(tf.matmul(query, key, transpose_b=True)), value)
        return tf.reshape(tf.transpose(attended, [0, 2, 1, 3]), [-1, x.shape[-1]])


class Encoder:
    """A BERT encoder with mean pooling; its vectors have length one."""

    def __init__(self, weights: Mapping[str, Array], *, layers: int, heads: int, epsilon: float) -> None:
        self._words = weights["embeddings.word_embeddings.weight"]
        # Every text is one segment: its number's vector is the same for each place.
        segment = weights["embeddings.token_type_embeddings.weight"][0]
        self._places = weights["embeddings.position_embeddings.weight"] + segment
        self._norm = _norm(weights, "embeddings.LayerNorm", epsilon)
        self._layers = [_layer(weights, f"encoder.layer.{number}", heads, epsilon) for number in range(layers)]
        self._of_words = round(layers * 2 / 3)
        # One traced function for every length and number of texts.
        self._run = tf.function(self._forward, input_signature=[tf.TensorSpec([None, None, self.width], tf.float32)])

    @property
    def width(self) -> int:
        """How many numbers a vector has."""
        return int(self._words.shape[1])

    def __call__(self, texts: Sequence[Sequence[int]]) -> list[Encoded]:
        """Vectors for each text, given as token numbers.

        Texts of the same length run together, so that nothing is padded and nothing masked.
        """
        encoded: dict[int, Encoded] = {}
        for length in sorted({len(text) for text in texts}):
            same = [place for place, text in enumerate(texts) if len(text) == length]
            step = max(1, _TOKENS_AT_ONCE // length)
            for start in range(0, len(same), step):
                chosen = same[start : start + step]
                numbers = np.array([texts[place] for place in chosen])
                whole, tokens = self._run(self._words[numbers] + self._places[:length])
                encoded.update(zip(chosen, map(Encoded, whole.numpy(), tokens.numpy()), strict=True))
        return [encoded[place] for place in range(len(texts))]

    def _forward(self, embedded: Tensor) -> tuple[Tensor, Tensor]:
        shape = tf.shape(embedded)
        x = self._norm(tf.reshape(embedded, [-1, self.width]))
        for layer in self._layers[: self._of_words]:
            x = layer(x, shape)
        tokens = x
        for layer in self._layers[self._of_words :]:
            x = layer(x, shape)
        whole = tf.math.l2_normalize(tf.reduce_mean(tf.reshape(x, shape), axis=1), axis=1)
        return whole, tf.reshape(tokens, shape)


def _layer(weights: Mapping[str, Array], name: str, heads: int, epsilon: float) -> Layer:
    query, key, value = (f"{name}.attention.self.{part}" for part in ("query", "key", "value"))
    # The usual division of the scores by the root of a head's width is done once, in the query's matrix.
    scale = np.float32(np.sqrt(heads / weights[f"{query}.bias"].size))
    scaled = {**weights, **{f"{query}.{kind}": weights[f"{query}.{kind}"] * scale for kind in ("weight", "bias")}}
    return Layer(
        heads,
        _linear(scaled, query, key, value),
        _linear(weights, f"{name}.attention.output.dense"),
        _norm(weights, f"{name}.attention.output.LayerNorm", epsilon),
        _linear(weights, f"{name}.intermediate.dense"),
        _linear(weights, f"{name}.output.dense"),
        _norm(weights, f"{name}.output.LayerNorm", epsilon),
    )


def _linear(weights: Mapping[str, Array], *names: str) -> Linear:
    # Stored as [outputs, inputs].
    weight = np.concatenate([weights[f"{name}.weight"] for name in names]).T
    bias = np.concatenate([weights[f"{name}.bias"] for name in names])
    return Linear(tf.constant(weight), tf.constant(bias))


def _norm(weights: Mapping[str, Array], name: str, epsilon: float) -> Norm:
    return Norm(tf.constant(weights[f"{name}.weight"]), tf.constant(weights[f"{name}.bias"]), epsilon)
