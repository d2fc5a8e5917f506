"""Which columns are learned from, and why the others are not."""

from dataclasses import dataclass
from itertools import chain

from baton.leads.files.numbers import Decimal
from baton.leads.files.training_options import TrainingOptions
from baton.leads.scoring.lead_values import category_in, feature_key, number_in
from baton.leads.scoring.scorecard import LeftOut, NumberTable, TrainedScorecard
from functions.leads.training.bins import Bins, Codes, Detail, bins_of
from functions.leads.training.columns import NUMBERS_SHARE, Column, Kind, column_of
from functions.leads.training.dictionary_column import DictionaryColumn
from functions.leads.training.history import History
from functions.leads.training.leaks import Suspicion, outcomes_of, suspicion_of
from functions.leads.training.rejection import Refusal

FINEST = Detail(bins=64, categories=48, features=60)


@dataclass(frozen=True, slots=True)
class Selected:
    """A column to learn from, with its cells, what it can do alone (AUC), and the direction that
    its points must keep: 1 rising, -1 falling, 0 either.
    """

    column: Column
    cells: DictionaryColumn
    alone: float
    direction: int


@dataclass(frozen=True, slots=True)
class Selection:
    """The columns to learn from, the most telling first; those left out; what was noticed, and what
    a person should look at.
    """

    columns: tuple[Selected, ...]
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def select(history: History, current: TrainedScorecard | None = None) -> Selection:
    """Chooses the columns of a history. Raises ``Refusal`` if none is left, if a wish names no
    column, or if a column that held numbers for ``current`` holds none now.
    """
    wanted = _Options(history)
    found = _Found()
    numbers = {
        feature_key(table.name)
        for table in (current.features if current else ())
        if isinstance(table, NumberTable)
    }
    looked_at: list[tuple[Column, DictionaryColumn, Bins, Codes]] = []
    for key, name, cells in history.columns():
        if key in wanted.leave_out:
            found.leave_out(name, "left out on request")
            continue
        if key in numbers - wanted.categories:
            _check_still_a_number(name, cells)
        column = column_of(
            key, name, cells, category=key in wanted.categories, decimal=wanted.decimal(key)
        )
        if column.kind is Kind.UNUSED:
            found.leave_out(name, column.why)
            continue
        bins = bins_of(column, cells, FINEST)
        looked_at.append((column, cells, bins, bins.codes(cells)))
    if looked_at:
        outcomes = outcomes_of([codes for *_, codes in looked_at], history.converted)
        for column, cells, bins, codes in looked_at:
            suspicion = suspicion_of(bins, codes, outcomes)
            if found.may_use(column, suspicion, kept=column.key in wanted.keep):
                direction = wanted.direction(column)
                found.chosen.append(Selected(column, cells, suspicion.alone, direction))
    return found.selection()


class _Found:
    """What is found column by column."""

    def __init__(self) -> None:
        self.chosen: list[Selected] = []
        self._left_out: list[LeftOut] = []
        self._notes: list[str] = []
        self._warnings: list[str] = []

    def leave_out(self, name: str, why: str, *, leak: bool = False) -> None:
        """A column is not learned from."""
        self._left_out.append(LeftOut(column=name, why=why, leak=leak))

    def may_use(self, column: Column, suspicion: Suspicion, *, kept: bool) -> bool:
        """Whether the column is learned from."""
        if suspicion.leak and not kept:
            self.leave_out(column.name, suspicion.leak, leak=True)
            return False
        if suspicion.leak:
            self._notes.append(f"{column.name} {suspicion.leak}; kept on request")
        elif suspicion.warning and not kept:
            self._warnings.append(
                f"{column.name} {suspicion.warning}: leave it out (training.leave_out) unless it is "
                "known when a lead arrives (then training.keep)"
            )
        if column.why:
            self._notes.append(f"{column.name}: {column.why}")
        return True

    def selection(self) -> Selection:
        """All of it, the most telling columns first. Raises ``Refusal`` if none is left."""
        if not self.chosen:
            raise Refusal(
                "No column is left to learn from.",
                *(f"{one.column} {one.why}." for one in self._left_out),
            )
        self.chosen.sort(key=lambda one: -abs(one.alone - 0.5))
        return Selection(
            tuple(self.chosen), tuple(self._left_out), tuple(self._notes), tuple(self._warnings)
        )


class _Options:
    """A history's options by feature."""

    def __init__(self, history: History) -> None:
        options = history.options
        named = (
            options.rising,
            options.falling,
            options.keep,
            options.leave_out,
            options.categories,
            options.decimal_comma,
            options.decimal_point,
        )
        for name in chain.from_iterable(named):
            if feature_key(name) not in history.names:
                known = ", ".join(history.names.values())
                raise Refusal(f'There is no column "{name}" to learn from; there are {known}.')
        self.keep = frozenset(map(feature_key, options.keep))
        self.leave_out = frozenset(map(feature_key, options.leave_out))
        self.categories = frozenset(map(feature_key, options.categories))
        self._decimals = _decimals(options)
        self._rising = frozenset(map(feature_key, options.rising))
        self._falling = frozenset(map(feature_key, options.falling))

    def decimal(self, key: str) -> Decimal | None:
        """The sign before decimals in a column, if a person says it."""
        return self._decimals.get(key)

    def direction(self, column: Column) -> int:
        """1 rising, -1 falling, 0 either. Raises ``Refusal`` where there is no order."""
        direction = (column.key in self._rising) - (column.key in self._falling)
        if column.key in self._rising | self._falling and column.kind is not Kind.NUMBER:
            raise Refusal(
                f'"{column.name}" holds no numbers, so its points can neither rise nor fall.'
            )
        return direction


def _decimals(options: TrainingOptions) -> dict[str, Decimal]:
    after_point = {feature_key(name): name for name in options.decimal_point}
    after_comma = {feature_key(name): name for name in options.decimal_comma}
    if both := after_point.keys() & after_comma.keys():
        name = after_point[min(both)]
        raise Refusal(f'Decimals of "{name}" stand after a point or after a comma, not after both.')
    return {**dict.fromkeys(after_point, "."), **dict.fromkeys(after_comma, ",")}


def _check_still_a_number(name: str, cells: DictionaryColumn) -> None:
    filled = texts = 0
    for value, rows in zip(cells.values, cells.counts.tolist(), strict=True):
        if category_in(value) is not None:
            filled += rows
            texts += rows if number_in(value) is None else 0
    if texts > (1 - NUMBERS_SHARE) * filled:
        raise Refusal(
            f'The column "{name}" held numbers for the scorecard in use, and {texts} of {filled} '
            "cells hold texts now. Correct the file, or leave the column out (training.leave_out) or "
            "call it one of categories (training.categories) on purpose."
        )
