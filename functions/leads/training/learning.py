"""From selected columns to points: bins, the fitted model, and its tables."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baton.leads.scoring.lead_values import Values
from baton.leads.scoring.points import log_odds, logistic, points_of
from baton.leads.scoring.scorecard import MIDDLE, OPEN_ANSWERS, CategoryTable, NumberTable
from functions.leads.training.bins import MISSING, Bins, Codes, Detail, bins_of
from functions.leads.training.boosting import Additive, fit, fit_again
from functions.leads.training.columns import Column, Kind
from functions.leads.training.dictionary_column import Places
from functions.leads.training.export import DIGITS, tables_of
from functions.leads.training.selection import FINEST, Selected


@dataclass(frozen=True, slots=True)
class Learned:
    """A model and the tables that are exactly it. ``bins`` are the features', and last those of how
    many answers are left open; ``out_of_fold`` are the expected rates of the leads that were learned
    from, each from folds without it.
    """

    detail: Detail
    bins: tuple[Bins, ...]
    model: Additive
    base_rate: float
    base_points: float
    tables: tuple[NumberTable | CategoryTable, ...]
    open_answers: NumberTable | None
    out_of_fold: tuple[float, ...]

    def codes(self, leads: Sequence[Values]) -> list[Codes]:
        """Leads as the model takes them: the codes of every feature, and of the open answers."""
        features = self.bins[:-1]
        return self._with_open_answers(
            [one.codes([lead.get(one.key) for lead in leads]) for one in features]
        )

    def model_rates(self, leads: Sequence[Values]) -> list[float]:
        """What the fitted model itself says of leads: the yardstick of the tables."""
        return _rates(self.model.log_odds_as_fitted(self.codes(leads)))

    def rates_of(self, columns: Sequence[Selected]) -> list[float]:
        """What the fitted model says of the leads in columns like those that it was learned from."""
        features = zip(self.bins[:-1], columns, strict=False)
        codes = [bins.codes(one.cells) for bins, one in features]
        return _rates(self.model.log_odds(self._with_open_answers(codes)))

    def _with_open_answers(self, codes: list[Codes]) -> list[Codes]:
        return [*codes, _open_codes(codes, self.bins[-1])]


def learn(
    columns: Sequence[Selected], converted: Sequence[bool], detail: Detail = FINEST
) -> Learned:
    """Learns from columns, the most telling first. Raises ``Refusal`` if they tell nothing."""
    encoded = _Encoded(columns, detail)
    model = fit(encoded.bins, encoded.codes, converted, encoded.directions)
    return encoded.learned(model, converted, _rates(model.out_of_fold))


def learn_again(
    before: Learned, columns: Sequence[Selected], converted: Sequence[bool], detail: Detail
) -> Learned:
    """Learns from more leads, as what was learned from the first of them showed to be best. The new
    leads are out of fold what ``before`` says of them, so that nothing is tested twice.
    """
    encoded = _Encoded(columns, detail)
    model = fit_again(before.model, encoded.bins, encoded.codes, converted, encoded.directions)
    seen = len(before.out_of_fold)
    rates = before.rates_of(part_of(columns, range(seen, len(converted))))
    return encoded.learned(model, converted, (*before.out_of_fold, *rates))


def bins_for(columns: Sequence[Selected], detail: Detail) -> list[Bins]:
    """The bins of the columns that are learned from."""
    return [bins_of(one.column, one.cells, detail) for one in columns[: detail.features]]


def part_of(columns: Sequence[Selected], places: Places) -> list[Selected]:
    """The same columns with the cells of some leads only."""
    return [
        Selected(one.column, one.cells.take(places), one.alone, one.direction) for one in columns
    ]


class _Encoded:
    """Columns as the model takes them: bins, codes and directions, those of the open answers last."""

    def __init__(self, columns: Sequence[Selected], detail: Detail) -> None:
        self._detail = detail
        used = columns[: detail.features]
        self.bins = bins_for(used, detail)
        codes = [one.codes(column.cells) for one, column in zip(self.bins, used, strict=True)]
        self.bins.append(_open_bins(codes))
        self.codes = [*codes, _open_codes(codes, self.bins[-1])]
        self.directions = [*(one.direction for one in used), 0]

    def learned(
        self, model: Additive, converted: Sequence[bool], out_of_fold: Sequence[float]
    ) -> Learned:
        """The model with its tables."""
        raw = [table.tolist() for table in model.tables]
        shift, tables = tables_of(self.bins, raw, self.codes, self.directions)
        base_rate = sum(converted) / len(converted)
        base_points = MIDDLE + points_of(model.base + shift - log_odds(base_rate))
        counted = tables.pop()
        return Learned(
            detail=self._detail,
            bins=tuple(self.bins),
            model=model,
            base_rate=base_rate,
            base_points=round(base_points, DIGITS),
            tables=tuple(tables),
            open_answers=counted if isinstance(counted, NumberTable) and counted.edges else None,
            out_of_fold=tuple(out_of_fold),
        )


def _open_bins(codes: Sequence[Codes]) -> Bins:
    """A bin for every number of open answers that some lead has; one bin if all have as many."""
    seen = np.unique(_open_answers(codes))
    column = Column("", OPEN_ANSWERS, Kind.NUMBER)
    return Bins(column, edges=tuple(float(number) for number in seen[1:]))


def _open_answers(codes: Sequence[Codes]) -> NDArray[np.intp]:
    """How many features each lead has no value for: people who mean it tend to answer more."""
    total = np.zeros(len(codes[0]), dtype=np.intp)
    for column in codes:
        total += column == MISSING
    return total


def _open_codes(codes: Sequence[Codes], counted: Bins) -> Codes:
    places = np.searchsorted(counted.edges, _open_answers(codes), side="right")
    return places.astype(np.int16)


def _rates(log_odds: NDArray[np.float64]) -> list[float]:
    return [logistic(value) for value in log_odds.tolist()]
