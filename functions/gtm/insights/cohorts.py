"""How many of each month's new customers came back, by months since. Cells of months that are not over
are blank: a share of them would grow yet. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from baton.gtm.formulas import Undefined
from baton.gtm.insights import CohortCell, CohortRow
from baton.gtm.periods import month_after

LONGEST = 24
"""Months that a cohort is followed for."""


def cohorts_of(rows: Iterable[Mapping[str, Any]], as_of: date) -> tuple[CohortRow, ...]:
    """The cohorts, of which everything up to ``as_of`` is known, from cells of ``cohort``, ``age`` and
    ``customers``. All have as many cells as the oldest.
    """
    active: dict[date, dict[int, int]] = defaultdict(dict)
    for row in rows:
        active[row["cohort"]][row["age"]] = row["customers"]
    ages = max((_begun(month, as_of) for month in active), default=0)
    return tuple(_row(month, cells, ages, as_of) for month, cells in sorted(active.items()))


def share_back(cohorts: Iterable[CohortRow], age: int) -> tuple[float, int]:
    """The share of customers who bought in the month that is ``age`` after their first, over the
    cohorts that have it behind them, and how many customers these are. Raises ``Undefined``.
    """
    known = [(one.customers, one.cells[age].active) for one in cohorts if len(one.cells) > age]
    over = [(customers, active) for customers, active in known if active is not None]
    if not over:
        raise Undefined(f"No cohort has its month {age} after the first behind it.")
    customers = sum(size for size, _ in over)
    return sum(active for _, active in over) / customers, customers


def _begun(month: date, as_of: date) -> int:
    """How many of a cohort's months have begun, at most those that are followed."""
    months = (as_of.year - month.year) * 12 + as_of.month - month.month + 1
    return max(0, min(months, LONGEST + 1))


def _row(month: date, cells: Mapping[int, int], ages: int, as_of: date) -> CohortRow:
    customers = cells.get(0, 0)

    def cell(age: int) -> CohortCell:
        if month_after(month, age + 1) - timedelta(days=1) > as_of:
            return CohortCell(age=age)
        active = cells.get(age, 0)
        return CohortCell(age=age, active=active, share=active / customers)

    return CohortRow(month=month, customers=customers, cells=tuple(map(cell, range(ages))))
