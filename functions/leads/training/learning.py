"""From selected columns to points: bins, the fitted model, and its tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from baton.leads.scoring.lead_values import Values
from baton.leads.scoring.points import log_odds, logistic, points_of
from baton.leads.scoring.scorecard import MIDDLE, OPEN_ANSWERS, CategoryTable, NumberTable
from functions.leads.training.bins import MISSING, Bins, Detail, bins_of
from functions.leads.training.boosting import Additive, contributions, fit, matrix
from functions.leads.training.columns import Column, Kind
from functions.leads.training.export import DIGITS, tables_of
from functions.leads.training.selection import FINEST, Selected


@dataclass(frozen=True, slots=True)
class Learned:
    """A model and the tables that are exactly it. ``bins`` are the features', and last those of how
    many answers are left open; ``out_of_fold`` are the expected rates of the leads that were learned
    from, each from folds without it.
    """

    bins: tuple[Bins, ...]
    model: Additive
    base_rate: float
    base_points: float
    tables: tuple[NumberTable | CategoryTable, ...]
    open_answers: NumberTable | None
    out_of_fold: tuple[float, ...]

    def codes(self, leads: Sequence[Values]) -> list[list[int]]:
        """Leads as the model takes them: the codes of every feature, and of the open answers."""
        features = self.bins[:-1]
        return _with_open_answers(
            [one.codes([lead.get(one.key) for lead in leads]) for one in features], self.bins[-1]
        )

    def model_rates(self, leads: Sequence[Values]) -> list[float]:
        """What the fitted model itself says of leads: the yardstick of the tables."""
        asked = matrix(self.bins, self.codes(leads))
        return [logistic(float(value)) for value in self.model.log_odds(asked)]


def learn(
    columns: Sequence[Selected], converted: Sequence[bool], detail: Detail = FINEST
) -> Learned:
    """Learns from columns, the most telling first. Raises ``Refusal`` if they tell nothing."""
    used = columns[: detail.features]
    bins = [bins_of(one.column, one.cells, detail) for one in used]
    codes = [one.codes(column.cells) for one, column in zip(bins, used, strict=True)]
    bins.append(_open_bins(codes))
    codes = _with_open_answers(codes, bins[-1])
    directions = [*(one.direction for one in used), 0]
    model = fit(bins, matrix(bins, codes), converted, directions)
    base, raw = contributions(model, bins)
    shift, tables = tables_of(bins, raw, codes, directions)
    base_rate = sum(converted) / len(converted)
    base_points = MIDDLE + points_of(base + shift - log_odds(base_rate))
    counted = tables.pop()
    return Learned(
        bins=tuple(bins),
        model=model,
        base_rate=base_rate,
        base_points=round(base_points, DIGITS),
        tables=tuple(tables),
        open_answers=counted if isinstance(counted, NumberTable) and counted.edges else None,
        out_of_fold=tuple(logistic(float(value)) for value in model.out_of_fold),
    )


def _open_bins(codes: Sequence[Sequence[int]]) -> Bins:
    """A bin for every number of open answers that some lead has; one bin if all have as many."""
    seen = sorted(set(_open_answers(codes)))
    column = Column("", OPEN_ANSWERS, Kind.NUMBER)
    return Bins(column, edges=tuple(float(number) for number in seen[1:]))


def _open_answers(codes: Sequence[Sequence[int]]) -> list[int]:
    """How many features each lead has no value for: people who mean it tend to answer more."""
    return [lead.count(MISSING) for lead in zip(*codes, strict=True)]


def _with_open_answers(codes: list[list[int]], counted: Bins) -> list[list[int]]:
    return [*codes, counted.codes(_open_answers(codes))]


def part_of(columns: Sequence[Selected], places: Sequence[int]) -> list[Selected]:
    """The same columns with the cells of some leads only."""
    return [
        Selected(one.column, [one.cells[place] for place in places], one.alone, one.direction)
        for one in columns
    ]
