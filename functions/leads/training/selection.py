"""Which columns are learned from, and why the others are not."""

from collections.abc import Sequence
from dataclasses import dataclass

from baton.leads.files.cells import Cell
from baton.leads.scoring.lead_values import category_in, feature_key, number_in
from baton.leads.scoring.scorecard import LeftOut, NumberTable, TrainedScorecard
from functions.leads.training.bins import Detail, bins_of
from functions.leads.training.columns import NUMBERS_SHARE, Column, Kind, column_of
from functions.leads.training.history import History
from functions.leads.training.leaks import auc_alone, leak_in
from functions.leads.training.rejection import Refusal

FINEST = Detail(bins=64, categories=48, features=60)


@dataclass(frozen=True, slots=True)
class Selected:
    """A column to learn from, with its cells, what it can do alone (AUC), and the direction that
    its points must keep: 1 rising, -1 falling, 0 either.
    """

    column: Column
    cells: Sequence[Cell]
    alone: float
    direction: int


@dataclass(frozen=True, slots=True)
class Selection:
    """The columns to learn from, the most telling first; those left out; what was noticed."""

    columns: tuple[Selected, ...]
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]


def select(history: History, current: TrainedScorecard | None = None) -> Selection:
    """Chooses the columns of a history. Raises ``Refusal`` if none is left, if a wish names no
    column, or if a column that held numbers for ``current`` holds none now.
    """
    wanted = _Wishes(history)
    chosen: list[Selected] = []
    left_out: list[LeftOut] = []
    notes: list[str] = []
    numbers = {
        feature_key(table.name)
        for table in (current.features if current else ())
        if isinstance(table, NumberTable)
    }
    for key, name, cells in history.columns():
        if key in wanted.leave_out:
            left_out.append(LeftOut(column=name, why="left out on request"))
            continue
        if key in numbers:
            _check_still_a_number(name, cells)
        column = column_of(key, name, cells)
        if column.kind is Kind.UNUSED:
            left_out.append(LeftOut(column=name, why=column.why))
            continue
        bins = bins_of(column, cells, FINEST)
        codes = bins.codes(cells)
        if why := leak_in(bins, codes, history.converted):
            if key not in wanted.keep:
                left_out.append(LeftOut(column=name, why=why, leak=True))
                continue
            notes.append(f"{name} {why}; kept on request")
        if column.why:
            notes.append(f"{name}: {column.why}")
        alone = auc_alone(codes, history.converted)
        chosen.append(Selected(column, cells, alone, wanted.direction(column)))
    if not chosen:
        raise Refusal(
            "No column is left to learn from.", *(f"{one.column} {one.why}." for one in left_out)
        )
    chosen.sort(key=lambda one: -abs(one.alone - 0.5))
    return Selection(tuple(chosen), tuple(left_out), tuple(notes))


class _Wishes:
    """A history's wishes by feature."""

    def __init__(self, history: History) -> None:
        wishes = history.wishes
        for name in (*wishes.rising, *wishes.falling, *wishes.keep, *wishes.leave_out):
            if feature_key(name) not in history.names:
                known = ", ".join(history.names.values())
                raise Refusal(f'There is no column "{name}" to learn from; there are {known}.')
        self.keep = frozenset(map(feature_key, wishes.keep))
        self.leave_out = frozenset(map(feature_key, wishes.leave_out))
        self._rising = frozenset(map(feature_key, wishes.rising))
        self._falling = frozenset(map(feature_key, wishes.falling))

    def direction(self, column: Column) -> int:
        """1 rising, -1 falling, 0 either. Raises ``Refusal`` where there is no order."""
        direction = (column.key in self._rising) - (column.key in self._falling)
        if column.key in self._rising | self._falling and column.kind is not Kind.NUMBER:
            raise Refusal(
                f'"{column.name}" holds no numbers, so its points can neither rise nor fall.'
            )
        return direction


def _check_still_a_number(name: str, cells: Sequence[Cell]) -> None:
    filled = sum(category_in(cell) is not None for cell in cells)
    texts = filled - sum(number_in(cell) is not None for cell in cells)
    if texts > (1 - NUMBERS_SHARE) * filled:
        raise Refusal(
            f'The column "{name}" held numbers for the scorecard in use, and {texts} of {filled} '
            "cells hold texts now. Correct the file, or leave the column out on purpose."
        )
