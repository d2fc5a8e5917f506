"""What customers bring, by the month they came in and their age. Cells that are not over yet are blank.
Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from baton.gtm.conversion import Conversion
from baton.gtm.formulas import Undefined
from baton.gtm.periods import month_after

LONGEST = 12
"""Months that a cohort is followed for."""

LEAST_KNOWN = 0.95


@dataclass(frozen=True, slots=True)
class Cohort:
    """Customers of one month. ``margins`` is what all of them had brought by the end of each month that
    is over, the one they came in first.
    """

    month: date
    customers: int
    margins: tuple[float, ...]

    @property
    def by_customer(self) -> tuple[float, ...]:
        """The same for one customer."""
        return tuple(margin / self.customers for margin in self.margins)


def cohorts_of(
    sizes: Mapping[date, int],
    rows: Iterable[Mapping[str, Any]],
    conversion: Conversion,
    last: date,
    margin: float | None,
) -> tuple[Cohort, ...]:
    """The cohorts, of which everything up to ``last`` is known. Margin is revenue less the cost of what
    was sold, where nearly all of a cohort's revenue says that; else revenue times ``margin``. Raises
    ``Undefined`` without either.
    """
    brought: dict[date, dict[int, list[float]]] = defaultdict(
        lambda: defaultdict(lambda: [0.0] * 3)
    )
    for row in rows:
        cell = brought[row["cohort"]][row["age"]]
        for at, name in enumerate(("revenue", "cost", "without_cost")):
            cell[at] += conversion.worth(row[name] or 0, row["currency"])
    return tuple(
        Cohort(month, sizes[month], _running(cells, ages(month, last), margin))
        for month, cells in sorted(brought.items())
        if sizes.get(month)
    )


def ages(month: date, last: date) -> int:
    """How many of a cohort's months are over by the end of ``last``, twelve at most."""
    known = 0
    while known < LONGEST and month_after(month, known + 1) - timedelta(days=1) <= last:
        known += 1
    return known


def _running(
    cells: Mapping[int, Sequence[float]], known: int, margin: float | None
) -> tuple[float, ...]:
    revenue = sum(cell[0] for cell in cells.values())
    unknown = sum(cell[2] for cell in cells.values())
    costed = revenue > 0 and unknown <= (1 - LEAST_KNOWN) * revenue
    if not costed and margin is None:
        raise Undefined("What was sold has no known cost, so what customers bring is not known.")
    total, found = 0.0, list[float]()
    for age in range(known):
        turnover, cost, _ = cells.get(age, (0.0, 0.0, 0.0))
        total += turnover - cost if costed or margin is None else turnover * margin
        found.append(total)
    return tuple(found)


def margin_by_month(cohorts: Sequence[Cohort]) -> tuple[float, ...]:
    """What a customer had brought by the end of each month, over the cohorts that are all as old as the
    longest known one up to twelve months. Raises ``Undefined`` if no cohort's first month is over.
    """
    oldest = max((len(one.margins) for one in cohorts), default=0)
    if not oldest:
        raise Undefined("No month's new customers are known for a whole month yet.")
    grown = [one for one in cohorts if len(one.margins) == oldest]
    customers = sum(one.customers for one in grown)
    return tuple(sum(one.margins[age] for one in grown) / customers for age in range(oldest))
