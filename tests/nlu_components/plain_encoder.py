"""Compute a sentence vector the plain way, one text and one head at a time, to compare the fast way with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf, softmax

Weights = Mapping[str, NDArray[np.float32]]
Matrix = NDArray[np.float64]
HEADS = 12


def vector(weights: Weights, tokens: Sequence[int]) -> Matrix:
    """The mean of the last layer's tokens, of length one, in double precision."""
    x = _embedded(weights, tokens)
    layers = {name.split(".")[2] for name in weights if name.startswith("encoder.layer.")}
    for number in range(len(layers)):
        x = _layer(weights, f"encoder.layer.{number}", x)
    mean = x.mean(axis=0)
    return np.asarray(mean / np.sqrt((mean**2).sum()))


def _embedded(weights: Weights, tokens: Sequence[int]) -> Matrix:
    words = weights["embeddings.word_embeddings.weight"].astype(float)[list(tokens)]
    places = weights["embeddings.position_embeddings.weight"][: len(tokens)]
    segment = weights["embeddings.token_type_embeddings.weight"][0]
    return _norm(weights, "embeddings.LayerNorm", words + places + segment)


def _layer(weights: Weights, name: str, x: Matrix) -> Matrix:
    attended = _linear(weights, f"{name}.attention.output.dense", _attention(weights, f"{name}.attention.self", x))
    x = _norm(weights, f"{name}.attention.output.LayerNorm", x + attended)
    inner = _linear(weights, f"{name}.intermediate.dense", x)
    inner = inner * 0.5 * (1 + erf(inner / np.sqrt(2)))
    return _norm(weights, f"{name}.output.LayerNorm", x + _linear(weights, f"{name}.output.dense", inner))


def _attention(weights: Weights, name: str, x: Matrix) -> Matrix:
    query, key, value = (_linear(weights, f"{name}.{part}", x) for part in ("query", "key", "value"))
    size, heads = x.shape[1] // HEADS, []
    for head in range(HEADS):
        own = slice(head * size, (head + 1) * size)
        share = softmax(query[:, own] @ key[:, own].T / np.sqrt(size), axis=1)
        heads.append(share @ value[:, own])
    return np.concatenate(heads, axis=1)


def _linear(weights: Weights, name: str, x: Matrix) -> Matrix:
    return np.asarray(x @ weights[f"{name}.weight"].T.astype(float) + weights[f"{name}.bias"])


def _norm(weights: Weights, name: str, x: Matrix) -> Matrix:
    centred = x - x.mean(axis=1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-12)
    return np.asarray(centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"])
