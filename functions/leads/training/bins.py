"""How the cells of a column become bins: the only resolution at which anything is learned."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from baton.leads.scoring.lead_values import category_in, number_in
from baton.tabular.cells import Cell
from functions.leads.training.columns import FEWEST_ROWS, Column, Kind
from functions.leads.training.dictionary_column import DictionaryColumn

MISSING = -1
"""The code of a cell without a value. Categories have 0 for every other than the named ones."""

Codes = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Detail:
    """How finely columns are told apart: the most bins of a number, entries of a category, and
    features in all.
    """

    bins: int
    categories: int
    features: int


@dataclass(frozen=True, slots=True)
class Bins:
    """A column's bins: between ``edges`` if it holds numbers, else ``categories``."""

    column: Column
    edges: tuple[float, ...] = ()
    categories: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The feature's key."""
        return self.column.key

    @property
    def name(self) -> str:
        """The feature's name."""
        return self.column.name

    @property
    def is_number(self) -> bool:
        """Whether bins have an order."""
        return self.column.kind is Kind.NUMBER

    @property
    def size(self) -> int:
        """How many bins there are besides missing."""
        return len(self.edges if self.is_number else self.categories) + 1

    def codes(self, cells: Iterable[Cell]) -> Codes:
        """The bins of cells, ``MISSING`` where there is no value."""
        column = DictionaryColumn.of(cells)
        return column.spread(self._codes(column.values), np.int16)

    def _codes(self, cells: Sequence[Cell]) -> list[int]:
        if self.is_number:
            numbers = (number_in(cell, self.column.decimal) for cell in cells)
            return [MISSING if one is None else bisect_right(self.edges, one) for one in numbers]
        places = {category: place for place, category in enumerate(self.categories, 1)}
        said = map(category_in, cells)
        return [MISSING if one is None else places.get(one, 0) for one in said]


def bins_of(column: Column, cells: Iterable[Cell], detail: Detail) -> Bins:
    """The bins of a column that is used.

    Numbers are cut into bins of about as many leads each (at every value if there are few), and a
    number that many leads have, such as 0, has a bin of its own. Categories are told apart from ten
    leads on, the most frequent first.
    """
    held = DictionaryColumn.of(cells)
    rows = held.counts.tolist()
    if column.kind is Kind.NUMBER:
        numbers = Counter[float]()
        for cell, times in zip(held.values, rows, strict=True):
            number = number_in(cell, column.decimal)
            if number is not None and times:
                numbers[number] += times
        return Bins(column, edges=_edges(numbers, detail.bins))
    if column.kind is Kind.PRESENCE:
        return Bins(column)
    counted = Counter[str]()
    for cell, times in zip(held.values, rows, strict=True):
        if (category := category_in(cell)) is not None:
            counted[category] += times
    often = sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))
    kept = [category for category, times in often if times >= FEWEST_ROWS]
    return Bins(column, categories=tuple(kept[: detail.categories]))


def _edges(numbers: Counter[float], most: int) -> tuple[float, ...]:
    """Values at which a new bin begins, at most ``most - 1``.

    A value with a bin's fair share of the leads is alone in its bin, so that the zeros of a column
    never share one with the few values that are none; the others share what is left evenly (as the
    binning of LightGBM does: Ke et al., NIPS 2017).
    """
    values = sorted(numbers)
    if len(values) <= most:
        return tuple(values[1:])
    total = numbers.total()
    for times_fair in (1, 2):  # with twice the fair share, at most half of all bins are such bins
        heavy = {one for one in values if numbers[one] * most >= times_fair * total}
        forced = sum(one in heavy or after in heavy for one, after in pairwise(values))
        if forced < most:
            break
    light = total - sum(numbers[one] for one in heavy)
    share = light / max(1, most - 1 - forced)
    edges: list[float] = []
    held = 0.0
    for before, value in pairwise(values):
        held += numbers[before]
        if value in heavy or before in heavy or held >= share:
            edges.append(value)
            held = 0.0
    return tuple(edges[: most - 1])
