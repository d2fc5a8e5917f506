"""The fields of vectors, and which of them are nearest."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from infra.local.opensearch.fields import Field, Mask

_FIRST_ROOM = 256


class Vector(Field):
    """Vectors, compared by their cosine. They are kept with length 1."""

    def __init__(self, name: str, dimensions: int) -> None:
        super().__init__(name)
        self.dimensions = dimensions
        self._matrix = np.zeros((_FIRST_ROOM, dimensions), np.float32)
        self._present = np.zeros(_FIRST_ROOM, np.bool_)

    def read(self, value: Any) -> NDArray[np.float32]:
        """See ``Field``."""
        try:
            vector = np.array(value, np.float32)
        except (TypeError, ValueError):
            raise self.fault(value, "it takes lists of numbers") from None
        if vector.shape != (self.dimensions,):
            cause = f"Vector dimension mismatch. Expected: {self.dimensions}, Given: {vector.size}"
            raise self.fault(value, cause)
        length = float(np.linalg.norm(vector))
        if not np.isfinite(length) or not length:
            cause = "zero vector is not supported when space type is [cosinesimil]"
            raise self.fault(value, cause)
        unit: NDArray[np.float32] = vector / np.float32(length)
        return unit

    def add(self, slot: int, value: Any) -> None:
        """See ``Field``."""
        if slot >= len(self._matrix):
            room = max(2 * len(self._matrix), slot + 1)
            matrix, present = self._matrix, self._present
            self._matrix = np.zeros((room, self.dimensions), np.float32)
            self._present = np.zeros(room, np.bool_)
            self._matrix[: len(matrix)], self._present[: len(present)] = matrix, present
        self._matrix[slot], self._present[slot] = value, True

    def at(self, slot: int) -> NDArray[np.float32] | None:
        """The vector in a slot, if there is one."""
        held = slot < len(self._matrix) and self._present[slot]
        return self._matrix[slot] if held else None

    def nearest(self, vector: NDArray[np.float32], k: int, allowed: Mask) -> NDArray[np.float32]:
        """The scores ``(1 + cosine) / 2`` of the ``k`` nearest of those allowed; of all others -1.

        Source: OpenSearch, k-NN with the Lucene engine and ``cosinesimil``.
        """
        size = len(allowed)
        scores = np.full(size, -1, np.float32)
        slots = np.flatnonzero(allowed & self._padded_presence(size))
        if len(slots) == size:
            near = self._matrix[:size] @ vector
        elif len(slots) * 4 > size:
            near = (self._matrix[:size] @ vector)[slots]
        else:
            near = self._matrix[slots] @ vector
        if len(slots) > k:
            best = np.argpartition(-near, k - 1)[:k]
            slots, near = slots[best], near[best]
        scores[slots] = (1 + np.clip(near, -1, 1)) / 2
        return scores

    def _padded_presence(self, size: int) -> Mask:
        present = np.zeros(size, np.bool_)
        own = self._present[:size]
        present[: len(own)] = own
        return present
