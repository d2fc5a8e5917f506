"""Embeddings of a text's words: the same everywhere, quick, and close for texts that share words."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from baton.memory.embedding import Tokens
from tests.fakes.platform.transaction import Ground

_PLACES_OF_A_WORD = 8


class FakeEmbedder:
    """See ``Embedder``, and ``MiniLm`` for tokens. ``embedded`` are the texts that were asked for."""

    model = "fake-words"

    def __init__(self, ground: Ground | None = None, dimensions: int = 384) -> None:
        self._ground = ground or Ground()
        self.dimensions = dimensions
        self.embedded: list[str] = []

    def load(self) -> None:
        """There is nothing to load."""

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        with self._ground.faults.at("embedder.embed"):
            self.embedded += texts
            return [self._vector(text) for text in texts]

    def tokens(self, text: str) -> Tokens:
        """See ``MiniLm``."""
        with self._ground.faults.at("embedder.tokens"):
            words = re.findall(r"\w+", text.lower())
            vectors = np.array([self._vector(one) for one in words]).reshape(-1, self.dimensions)
            return Tokens(vectors, np.ones(len(words)) / max(1, len(words)))

    def _vector(self, text: str) -> list[float]:
        """Every word moves the vector along a few places of its own; without words, along the first."""
        vector = [0.0] * self.dimensions
        for word in re.findall(r"\w+", text.lower()):
            digest = hashlib.sha256(word.encode()).digest()
            for place in range(_PLACES_OF_A_WORD):
                number = int.from_bytes(digest[place * 4 : place * 4 + 4])
                vector[(number >> 1) % self.dimensions] += 1.0 if number & 1 else -1.0
        length = sum(value * value for value in vector) ** 0.5
        if not length:
            return [1.0] + [0.0] * (self.dimensions - 1)
        return [value / length for value in vector]
