"""Periods are read as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.gtm.periods import Period, month_after


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        (" 2026-03-02/2026-03-08 ", "2026-03-02", "2026-03-08"),
    ],
)
def test_a_period_is_read(text: str, first: str, last: str) -> None:
    assert Period.read(text).text == f"{first}/{last}"


@pytest.mark.parametrize(
    "text",
    ["", "Q1", "2026-Q5", "2026-00", "2026-03-02", "2026-03-02/", "1999", "2020/2026", "9999-12"],
)
def test_anything_else_is_told_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match=r"write a year|lies outside"):
        Period.read(text)


@given(st.dates(date(2000, 1, 1), date(2190, 1, 1)), st.integers(0, 100))
def test_months_go_on_as_the_calendar_does(day: date, months: int) -> None:
    found = month_after(day.replace(day=1), months)
    assert found.day == 1
    assert (found.year - day.year) * 12 + found.month - day.month == months
