"""The fields of an index: how values of each type are read, kept and compared."""

from abc import ABC, abstractmethod
from array import array
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from infra.local.opensearch.refusal import Refusal, illegal, only, unreadable
from infra.local.opensearch.words import WordIndex

Mask = NDArray[np.bool_]


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

    def present(self, size: int) -> Mask:
        """The slots, of so many, that have a value."""
        del size
        raise illegal(f"the local server does not know which documents have a [{self.name}]")

    def order(self, slot: int) -> Any:
        """By what a document is sorted."""
        del slot
        raise illegal(f"field [{self.name}] cannot be sorted by")

    def fault(self, value: Any, cause: str) -> Refusal:
        """The refusal of a value."""
        del value  # it may be personal
        return unreadable(f"failed to parse field [{self.name}]", cause)


class KeptOnly(Field):
    """Texts, as base64, that are in sources and nowhere else."""

    def read(self, value: Any) -> Any:
        """See ``Field``."""
        if not isinstance(value, str):
            raise self.fault(value, "it takes texts")
        return None

    def add(self, slot: int, value: Any) -> None:
        """See ``Field``."""


class Keyword(Field):
    """Texts, one or many a document, compared as they are, and counted by their numbers (ordinals)."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._slots: dict[str, array[int]] = {}
        self._first: dict[int, str] = {}
        self._ordinals: dict[str, int] = {}
        self._held_by: array[int] = array("I")
        self._held: array[int] = array("I")

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
            self._held_by.append(slot)
            self._held.append(self._ordinals.setdefault(one, len(self._ordinals)))
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

    def present(self, size: int) -> Mask:
        """See ``Field``."""
        mask = np.zeros(size, np.bool_)
        mask[np.array(self._held_by, np.int64)] = True
        return mask

    def order(self, slot: int) -> str:
        """See ``Field``."""
        if slot not in self._first:
            raise illegal(f"a document has no [{self.name}] to be sorted by")
        return self._first[slot]

    def counted(self, mask: Mask) -> dict[str, int]:
        """How many of these documents have each value, of those that any has."""
        held = np.array(self._held, np.int64)[mask[np.array(self._held_by, np.int64)]]
        counts = np.bincount(held, minlength=len(self._ordinals)).tolist()
        return {value: counts[number] for value, number in self._ordinals.items() if counts[number]}

    def numbered(self, slots: NDArray[np.int64], size: int) -> NDArray[np.int64]:
        """A number for the only value of each of these documents; the same for the same."""
        numbers = np.full(size, -1, np.int64)
        numbers[np.array(self._held_by, np.int64)] = np.array(self._held, np.int64)
        return numbers[slots]


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
        mask: Mask = np.isin(self.values(size), wanted)
        return mask

    def between(self, limits: dict[str, Any], size: int) -> Mask:
        """See ``Field``."""
        only(limits, "gte", "gt", "lte", "lt", what="range")
        own, mask = self.values(size), np.ones(size, np.bool_)
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

    def present(self, size: int) -> Mask:
        """See ``Field``."""
        mask: Mask = ~np.isnan(self.values(size))
        return mask

    def order(self, slot: int) -> Any:
        """See ``Field``."""
        if slot >= len(self._values) or self._values[slot] != self._values[slot]:
            raise illegal(f"a document has no [{self.name}] to be sorted by")
        return self._values[slot]

    def values(self, size: int) -> NDArray[np.float64]:
        """The value in each slot; not a number where there is none."""
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
