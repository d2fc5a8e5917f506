"""The fields of an index: how values of each type are read, kept and compared."""

from abc import ABC, abstractmethod
from array import array
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from infra.local.opensearch.refusal import Refusal, illegal, only, unreadable
from infra.local.opensearch.words import WordIndex

Mask = NDArray[np.bool_]
MOST_DIMENSIONS = 16_000
_FIRST_ROOM = 256


class Field(ABC):
    """One field of every document. Documents are known by numbers (slots) that only grow."""

    def __init__(self, name: str) -> None:
        self.name = name

    @abstractmethod
    def read(self, value: Any) -> Any:
        """A document's value as it is kept; raises ``Refusal`` if it does not fit."""

    @abstractmethod
    def add(self, slot: int, value: Any) -> None:
        """Keeps a value that was read."""

    def remove(self, slot: int, value: Any) -> None:  # noqa: B027 (most have nothing to do)
        """Forgets what counts over all documents."""

    def equal(self, values: list[Any], size: int) -> Mask:
        """The slots, of so many, with one of these values."""
        del values, size
        raise illegal(f"field [{self.name}] cannot be compared by [term]")

    def between(self, limits: dict[str, Any], size: int) -> Mask:
        """The slots whose value is within ``gte``, ``gt``, ``lte`` and ``lt``."""
        del limits, size
        raise illegal(f"field [{self.name}] cannot be compared by [range]")

    def order(self, slot: int) -> Any:
        """By what a document is sorted."""
        del slot
        raise illegal(f"field [{self.name}] cannot be sorted by")

    def fault(self, value: Any, cause: str) -> Refusal:
        """The refusal of a value."""
        del value  # it may be personal
        return unreadable(f"failed to parse field [{self.name}]", cause)


class Binary(Field):
    """Base64 that is only kept."""

    def read(self, value: Any) -> Any:
        """See ``Field``."""
        if not isinstance(value, str):
            raise self.fault(value, "binary values are base64 texts")
        return None

    def add(self, slot: int, value: Any) -> None:
        """See ``Field``."""


class Keyword(Field):
    """Texts, one or many a document, compared as they are."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._slots: dict[str, array[int]] = {}
        self._first: dict[int, str] = {}

    def read(self, value: Any) -> list[str]:
        """See ``Field``."""
        values = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str) for one in values):
            raise self.fault(value, "keywords are texts")
        return sorted(set(values))

    def add(self, slot: int, value: Any) -> None:
        """See ``Field``."""
        for one in value:
            self._slots.setdefault(one, array("I")).append(slot)
        if value:
            self._first[slot] = value[0]

    def remove(self, slot: int, value: Any) -> None:
        """See ``Field``."""
        del value
        self._first.pop(slot, None)

    def equal(self, values: list[Any], size: int) -> Mask:
        """See ``Field``."""
        mask = np.zeros(size, np.bool_)
        for one in values:
            mask[np.array(self._slots.get(str(one), ()), np.int64)] = True
        return mask

    def order(self, slot: int) -> str:
        """See ``Field``."""
        if slot not in self._first:
            raise illegal(f"a document has no [{self.name}] to be sorted by")
        return self._first[slot]


class Number(Field):
    """32-bit floats."""

    kind = "numbers"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._values: array[float] = array("d")

    def read(self, value: Any) -> float:
        """See ``Field``."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fault(value, "it takes numbers")
        return float(np.float32(value))

    def add(self, slot: int, value: Any) -> None:
        """See ``Field``."""
        while len(self._values) <= slot:
            self._values.append(float("nan"))
        self._values[slot] = value

    def equal(self, values: list[Any], size: int) -> Mask:
        """See ``Field``."""
        wanted = [self.read(one) for one in values]
        mask: Mask = np.isin(self._padded(size), wanted)
        return mask

    def between(self, limits: dict[str, Any], size: int) -> Mask:
        """See ``Field``."""
        only(limits, "gte", "gt", "lte", "lt", what="range")
        own, mask = self._padded(size), np.ones(size, np.bool_)
        for name, value in limits.items():
            limit = self.read(value)
            compared = {
                "gte": own >= limit,
                "gt": own > limit,
                "lte": own <= limit,
                "lt": own < limit,
            }
            mask &= compared[name]
        return mask & ~np.isnan(own)

    def order(self, slot: int) -> Any:
        """See ``Field``."""
        if slot >= len(self._values) or self._values[slot] != self._values[slot]:
            raise illegal(f"a document has no [{self.name}] to be sorted by")
        return self._values[slot]

    def _padded(self, size: int) -> NDArray[np.float64]:
        values = np.full(size, np.nan)
        values[: len(self._values)] = np.array(self._values)[:size]
        return values


class Date(Number):
    """ISO 8601 moments, to the millisecond."""

    def read(self, value: Any) -> float:
        """See ``Field``."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(int(value))
        try:
            moment = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            raise self.fault(value, "it takes dates as 2026-03-01T09:30:00Z") from None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return float((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1000 // 1)

    def order(self, slot: int) -> int:
        """See ``Field``."""
        return int(super().order(slot))


class Text(Field):
    """Texts that are searched by their words."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.words = WordIndex()

    def read(self, value: Any) -> str:
        """See ``Field``."""
        if not isinstance(value, str):
            raise self.fault(value, "it takes texts")
        return value

    def add(self, slot: int, value: Any) -> None:
        """See ``Field``."""
        self.words.add(slot, value)

    def remove(self, slot: int, value: Any) -> None:
        """See ``Field``."""
        del slot
        self.words.remove(value)


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


def field(name: str, described: Any) -> Field:
    """The field that a mapping describes. Raises ``Refusal`` for what this server does not know."""
    if not isinstance(described, dict):
        raise unreadable("Failed to parse mapping", f"[{name}] is not an object")
    kind = described.get("type")
    if kind == "knn_vector":
        return Vector(name, _dimensions(name, described))
    only(described, "type", *(("analyzer",) if kind == "text" else ()), what=name)
    if described.get("analyzer", "standard") != "standard":
        raise unreadable("Failed to parse mapping", f"analyzer of [{name}] is not known here")
    known: dict[Any, Callable[[str], Field]] = {
        "keyword": Keyword,
        "float": Number,
        "date": Date,
        "text": Text,
        "binary": Binary,
    }
    if kind not in known:
        cause = f"No handler for type [{kind}] declared on field [{name}]"
        raise Refusal(400, "mapper_parsing_exception", f"Failed to parse mapping [_doc]: {cause}")
    return known[kind](name)


def _dimensions(name: str, described: dict[str, Any]) -> int:
    only(described, "type", "dimension", "method", what=name)
    method = described.get("method", {})
    only(method, "name", "engine", "space_type", "parameters", what="method")
    if (method.get("engine"), method.get("space_type")) != ("lucene", "cosinesimil"):
        raise illegal("the local server has vectors of the engine lucene by cosinesimil only")
    dimensions = described.get("dimension")
    if not isinstance(dimensions, int) or not 1 <= dimensions <= MOST_DIMENSIONS:
        raise unreadable(
            "Failed to parse mapping",
            f"Dimension value must be between 1 and {MOST_DIMENSIONS} for vector: {name}",
        )
    return dimensions
