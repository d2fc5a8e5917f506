"""From selected columns to points: bins, the fitted model, and its tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from baton.contracts.lead_values import Values
from baton.contracts.scorecard import MIDDLE, CategoryTable, NumberTable
from baton.contracts.scoring import log_odds, logistic, points_of
from functions.training.bins import Bins, Detail, bins_of
from functions.training.boosting import Additive, contributions, fit, matrix
from functions.training.export import DIGITS, tables_of
from functions.training.selection import FINEST, Selected


@dataclass(frozen=True, slots=True)
class Learned:
    """A model and the tables that are exactly it. ``out_of_fold`` are the expected rates of the
    leads that were learned from, each from folds without it.
    """

    bins: tuple[Bins, ...]
    model: Additive
    base_rate: float
    base_points: float
    tables: tuple[NumberTable | CategoryTable, ...]
    out_of_fold: tuple[float, ...]

    def model_rates(self, leads: Sequence[Values]) -> list[float]:
        """What the fitted model itself says of leads: the yardstick of the tables."""
        columns = [one.codes([lead.get(one.key) for lead in leads]) for one in self.bins]
        return [logistic(float(value)) for value in self.model.log_odds(matrix(self.bins, columns))]


def learn(
    columns: Sequence[Selected], converted: Sequence[bool], detail: Detail = FINEST
) -> Learned:
    """Learns from columns, the most telling first. Raises ``Refusal`` if they tell nothing."""
    used = columns[: detail.features]
    bins = [bins_of(one.column, one.cells, detail) for one in used]
    codes = [one.codes(column.cells) for one, column in zip(bins, used, strict=True)]
    directions = [one.direction for one in used]
    model = fit(bins, matrix(bins, codes), converted, directions)
    base, raw = contributions(model, bins)
    shift, tables = tables_of(bins, raw, codes, directions)
    base_rate = sum(converted) / len(converted)
    base_points = MIDDLE + points_of(base + shift - log_odds(base_rate))
    return Learned(
        bins=tuple(bins),
        model=model,
        base_rate=base_rate,
        base_points=round(base_points, DIGITS),
        tables=tuple(tables),
        out_of_fold=tuple(logistic(float(value)) for value in model.out_of_fold),
    )


def part_of(columns: Sequence[Selected], places: Sequence[int]) -> list[Selected]:
    """The same columns with the cells of some leads only."""
    return [
        Selected(one.column, [one.cells[place] for place in places], one.alone, one.direction)
        for one in columns
    ]
