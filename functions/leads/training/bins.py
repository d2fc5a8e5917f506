"""How the cells of a column become bins: the only resolution at which anything is learned."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from baton.leads.files.cells import Cell
from baton.leads.scoring.lead_values import category_in, number_in
from functions.leads.training.columns import FEWEST_ROWS, Column, Kind

MISSING = -1
"""The code of a cell without a value. Categories have 0 for every other than the named ones."""


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

    def codes(self, cells: Sequence[Cell]) -> list[int]:
        """The bins of cells, ``MISSING`` where there is no value."""
        if self.is_number:
            numbers = map(number_in, cells)
            return [MISSING if one is None else bisect_right(self.edges, one) for one in numbers]
        places = {category: place for place, category in enumerate(self.categories, 1)}
        said = map(category_in, cells)
        return [MISSING if one is None else places.get(one, 0) for one in said]


def bins_of(column: Column, cells: Sequence[Cell], detail: Detail) -> Bins:
    """The bins of a column that is used.

    Numbers are cut at quantiles (at every value if there are few), categories are told apart from
    ten leads on, the most frequent first.
    """
    if column.kind is Kind.NUMBER:
        known = sorted(number for number in map(number_in, cells) if number is not None)
        return Bins(column, edges=_edges(known, detail.bins))
    if column.kind is Kind.PRESENCE:
        return Bins(column)
    counted = Counter(category for category in map(category_in, cells) if category is not None)
    often = sorted(counted.items(), key=lambda entry: (-entry[1], entry[0]))
    kept = [category for category, rows in often if rows >= FEWEST_ROWS]
    return Bins(column, categories=tuple(kept[: detail.categories]))


def _edges(ordered: Sequence[float], most: int) -> tuple[float, ...]:
    """Values at which a new bin begins, at most ``most - 1``."""
    values = sorted(set(ordered))
    if len(values) <= most:
        return tuple(values[1:])
    cuts = {ordered[len(ordered) * part // most] for part in range(1, most)}
    return tuple(sorted(cuts - {values[0]}))
