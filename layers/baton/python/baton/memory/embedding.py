"""Embeddings: texts as vectors, so that what means the same lies close together."""

from collections.abc import Sequence
from typing import Protocol


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
