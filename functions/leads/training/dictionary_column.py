"""A column as indices into its distinct cells, so that every distinct cell is looked at only once.

Databases and Apache Arrow call it dictionary encoding. A column of a million cells often has a few
hundred distinct ones.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Self, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from baton.leads.scoring.lead_values import Values
from baton.tabular.cells import Cell

Indices = NDArray[np.int32]
Places = Sequence[int] | NDArray[np.intp]

_Kind = TypeVar("_Kind", bound=np.generic)


class DictionaryColumn(Sequence[Cell]):
    """The cells of a column. ``values`` are the distinct ones, ``indices`` their place for each row.

    After ``take``, some of the values may not occur any more.
    """

    __slots__ = ("indices", "values")

    def __init__(self, values: Sequence[Cell], indices: Indices) -> None:
        self.values = tuple(values)
        self.indices = indices

    @classmethod
    def of(cls, cells: Iterable[Cell]) -> Self:
        """The column that holds these cells; ``True``, ``1`` and ``1.0`` are three distinct ones."""
        if isinstance(cells, cls):
            return cells
        seen: dict[object, int] = {}
        values: list[Cell] = []
        indices = array("i")
        for cell in cells:
            place = seen.setdefault(_key(cell), len(values))
            if place == len(values):
                values.append(cell)
            indices.append(place)
        return cls(values, _as_indices(indices))

    def __len__(self) -> int:
        return len(self.indices)

    @overload
    def __getitem__(self, place: int) -> Cell: ...
    @overload
    def __getitem__(self, place: slice) -> Self: ...
    def __getitem__(self, place: int | slice) -> Cell | Self:
        if isinstance(place, slice):
            return type(self)(self.values, self.indices[place])
        return self.values[int(self.indices[place])]

    def __iter__(self) -> Iterator[Cell]:
        return map(self.values.__getitem__, self.indices.tolist())

    def take(self, places: Places) -> Self:
        """The cells at these places, in their order."""
        return type(self)(self.values, self.indices[np.asarray(places, dtype=np.intp)])

    def followed_by(self, other: "DictionaryColumn") -> "DictionaryColumn":
        """This column's cells and then the other's."""
        if [*map(_key, self.values)] == [*map(_key, other.values)]:  # 0 is not False here
            return DictionaryColumn(self.values, np.concatenate([self.indices, other.indices]))
        return DictionaryColumn.of((*self, *other))

    @property
    def counts(self) -> NDArray[np.intp]:
        """How many rows hold each of the values."""
        return np.bincount(self.indices, minlength=len(self.values))

    def replaced(self, change: Callable[[Cell], Cell]) -> "DictionaryColumn":
        """The column with every cell changed. ``change`` is called once a distinct cell."""
        return DictionaryColumn([change(value) for value in self.values], self.indices)

    def spread(self, of_values: Sequence[Any], kind: type[_Kind]) -> NDArray[_Kind]:
        """What is said of each of the values, for every row."""
        said: NDArray[_Kind] = np.array(of_values, dtype=kind)
        return said[self.indices] if len(self) else said[:0]


class ColumnBuilder:
    """Takes in the text cells of a column piece by piece."""

    def __init__(self) -> None:
        self._seen: defaultdict[str, int] = defaultdict()
        self._seen.default_factory = self._seen.__len__
        self._indices = array("i")

    def add(self, cells: Iterable[str]) -> None:
        """Adds cells at the end."""
        self._indices.extend(map(self._seen.__getitem__, cells))

    def column(self) -> DictionaryColumn:
        """The column of all cells that were added."""
        return DictionaryColumn(tuple(self._seen), _as_indices(self._indices))


class LeadsBuilder:
    """Takes in leads one by one, as columns."""

    def __init__(self) -> None:
        self._leads = 0
        self._columns: dict[str, tuple[dict[object, int], list[Cell], array[int]]] = {}

    def add(self, lead: Values) -> None:
        """Adds a lead at the end."""
        for key, cell in lead.items():
            if key not in self._columns:
                self._columns[key] = ({_key(None): 0}, [None], array("i", bytes(4 * self._leads)))
            seen, values, indices = self._columns[key]
            place = seen.setdefault(_key(cell), len(values))
            if place == len(values):
                values.append(cell)
            indices.append(place)
        self._leads += 1
        for _, _, indices in self._columns.values():
            if len(indices) < self._leads:
                indices.append(0)

    def columns(self) -> dict[str, DictionaryColumn]:
        """A column for everything that any lead has."""
        return {
            key: DictionaryColumn(values, _as_indices(indices))
            for key, (_, values, indices) in self._columns.items()
        }


def _key(cell: Cell) -> object:
    """What makes a cell: ``True``, ``1`` and ``1.0`` are equal, and not the same."""
    return cell if isinstance(cell, str) else (type(cell), cell)


def _as_indices(indices: "array[int]") -> Indices:
    return np.array(indices, dtype=np.int32)
