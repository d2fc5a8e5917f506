"""Embeddings: texts as vectors, so that what means the same lies close together."""

import base64
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from baton.memory.cache import Cache, key_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Embedder(Protocol):
    """Makes vectors of length 1 from texts."""

    @property
    def model(self) -> str:
        """The model's name and version. Vectors of different models are not compared."""
        ...

    @property
    def dimensions(self) -> int:
        """How long its vectors are."""
        ...

    def load(self) -> None:
        """Does what the first text would wait for, so that it does not. Raises ``Unavailable``."""
        ...

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """A vector for every text, in their order. Raises ``Unavailable``."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """A text token by token: ``vectors`` of length 1, one a row, each of a token where it stands, and
    what each token says of the text, ``weights`` that sum to 1. A text without words has none.
    """

    vectors: "NDArray[Any]"
    weights: "NDArray[Any]"


class CachedEmbedder:
    """An embedder that embeds a text once. Vectors are kept under the hash of model and text."""

    def __init__(self, embedder: Embedder, cache: Cache) -> None:
        self._embedder = embedder
        self._cache = cache

    @property
    def model(self) -> str:
        """See ``Embedder``."""
        return self._embedder.model

    @property
    def dimensions(self) -> int:
        """See ``Embedder``."""
        return self._embedder.dimensions

    def load(self) -> None:
        """See ``Embedder``."""
        self._embedder.load()

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """See ``Embedder``. Only texts whose vectors are not kept are embedded, each of them once."""
        keys = {text: key_of("embedding", self.model, text) for text in texts}
        vectors: dict[str, list[float]] = {}
        for text, key in keys.items():
            if isinstance(kept := self._cache.get(key), str):
                vectors[text] = _unpacked(kept)
        missing = [text for text in keys if text not in vectors]
        for text, vector in zip(missing, self._embedder.embed(missing), strict=True):
            vectors[text] = vector
            self._cache.put(keys[text], _packed(vector))
        return [vectors[text] for text in texts]


def _packed(vector: Sequence[float]) -> str:
    """Four bytes a number, as the models give them: a quarter of what JSON takes."""
    return base64.b64encode(array("f", vector).tobytes()).decode()


def _unpacked(text: str) -> list[float]:
    return array("f", base64.b64decode(text)).tolist()
