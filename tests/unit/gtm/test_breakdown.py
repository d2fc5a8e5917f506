"""The parts of a period cover it, and no day is in two of them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.gtm.breakdown import TIMES, Breakdown, time_parts
from baton.gtm.periods import Period, unit_begun

DAYS = st.dates(date(2000, 1, 1), date(2190, 1, 1))


@given(
    first=DAYS, days=st.integers(0, 730), before=st.integers(-800, 800), by=st.sampled_from(TIMES)
)
def test_parts_follow_each_other_and_cover_the_period_but_what_is_to_come_of_the_one_that_runs(
    first: date, days: int, before: int, by: Breakdown
) -> None:
    period = Period(first=first, last=first + timedelta(days=days))
    today = first + timedelta(days=before)
    parts = list(time_parts(period, by, today))
    covered = [one.days.first + timedelta(days=at) for one in parts for at in range(one.days.days)]
    every = [first + timedelta(days=at) for at in range(period.days)]
    runs = unit_begun(by, today) if today >= first else None
    assert covered == [day for day in every if day <= today or unit_begun(by, day) != runs]
    assert all(unit_begun(by, one.days.last) == one.begun for one in parts)


@pytest.mark.parametrize(
    ("period", "by", "told"),
    [
        ("2026-Q1", "month", [("2026-01", None), ("2026-02", None), ("2026-03", "so far")]),
        ("2026-03-01/2026-04-30", "month", [("2026-03", "so far"), ("2026-04", None)]),
        ("2026-03", "month", [("2026-03", "so far")]),
        ("2026-03-10/2026-03-15", "month", [("2026-03", "from 2026-03-10 to 2026-03-15")]),
        ("2026-03-13/2026-03-22", "week", [("2026-03-09", "from 2026-03-13"), ("2026-03-16", None)]),
        ("2025-12-31/2026-03-30", "year", [("2025", "from 2025-12-31"), ("2026", "so far")]),
    ],
)  # fmt: skip
def test_what_is_told_in_part_says_which_of_its_days_are_missing(
    period: str, by: str, told: list[tuple[str, str | None]]
) -> None:
    parts = time_parts(Period.read(period), Breakdown(by), date(2026, 3, 31))
    assert [(one.name, one.incomplete) for one in parts] == told
