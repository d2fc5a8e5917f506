"""Days that people name in words are those that they mean."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.gtm.supervisor.comparison import compared
from functions.gtm.supervisor.time_words import before, periods_in

TODAY = date(2026, 4, 15)


def first_of(text: str, today: date = TODAY) -> str | None:
    found = periods_in(text, today)
    return found[0].period.text if found and found[0].period else None


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("what did we pay for a customer last quarter?", "2026-01-01/2026-03-31"),
        ("revenue in March", "2026-03-01/2026-03-31"),
        ("revenue in May", "2025-05-01/2025-05-31"),
        ("and march?", None),
        ("2025", "2025-01-01/2025-12-31"),
        ("this month", "2026-04-01/2026-04-15"),
        ("Q1 2026", "2026-01-01/2026-03-31"),
        ("q4", "2025-10-01/2025-12-31"),
        ("the first quarter of 2025", "2025-01-01/2025-03-31"),
        ("from January to March", "2026-01-01/2026-03-31"),
        ("Nov to Feb", "2025-11-01/2026-02-28"),
        ("since February", "2026-02-01/2026-04-15"),
        ("2026-03-02/2026-03-08", "2026-03-02/2026-03-08"),
        ("between 2026-01-05 and 2026-02-01", "2026-01-05/2026-02-01"),
        ("last 30 days", "2026-03-16/2026-04-14"),
        ("the past three months", "2026-01-01/2026-03-31"),
        ("year to date", "2026-01-01/2026-04-15"),
        ("on 5 March 2026", "2026-03-05/2026-03-05"),
        ("yesterday", "2026-04-14/2026-04-14"),
        ("last week", "2026-04-06/2026-04-12"),
        ("over the past year", "2025-04-01/2026-03-31"),
        ("H1 2025", "2025-01-01/2025-06-30"),
        ("next quarter", "2026-07-01/2026-09-30"),
        ("calendar week 14", "2026-03-30/2026-04-05"),
        ("KW 45", "2025-11-03/2025-11-09"),
        ("2020-W53", "2020-12-28/2021-01-03"),
        ("w/c 9 March", "2026-03-09/2026-03-15"),
        ("from 15.10.2025 to 31.10.2025", "2025-10-15/2025-10-31"),
        ("between 10/15/2025 and 15/11/2025", "2025-10-15/2025-11-15"),
        ("1 July to 15 August 2025", "2025-07-01/2025-08-15"),
        ("between 1 November and 15 January", "2025-11-01/2026-01-15"),
        ("March 3-15", "2026-03-03/2026-03-15"),
        ("since spring", "2026-03-01/2026-04-15"),
        ("since Black Friday", "2025-11-28/2026-04-15"),
        ("Cyber Monday 2024", "2024-12-02/2024-12-02"),
        ("since last quarter", "2026-01-01/2026-04-15"),
        ("from March onwards", "2026-03-01/2026-04-15"),
        ("on Friday", "2026-04-10/2026-04-10"),
        ("last weekend", "2026-04-11/2026-04-12"),
        ("the day before yesterday", "2026-04-13/2026-04-13"),
        ("month to date", "2026-04-01/2026-04-15"),
        ("Q3 last year", "2025-07-01/2025-09-30"),
        ("March of last year", "2025-03-01/2025-03-31"),
        ("second half of March", "2026-03-16/2026-03-31"),
        ("the best sales day of the year", "2026-01-01/2026-04-15"),
        ("by the end of March", "2026-01-01/2026-03-31"),
        ("up to the end of last month", "2026-01-01/2026-03-31"),
        ("first two weeks of March", "2026-03-01/2026-03-14"),
        ("the last 3 days of February", "2026-02-26/2026-02-28"),
        ("three weeks ago", "2026-03-23/2026-03-29"),
        ("Q4'25", "2025-10-01/2025-12-31"),
        ("Jan-Mar 2025", "2025-01-01/2025-03-31"),
        ("Q1 to Q3 2025", "2025-01-01/2025-09-30"),
        ("what will we sell in December", "2026-12-01/2026-12-31"),
        ("forecast for March", "2027-03-01/2027-03-31"),
        ("the next 3 months", "2026-04-15/2026-07-31"),
    ],
)
def test_days_are_those_that_are_meant(words: str, days: str | None) -> None:
    assert first_of(words) == (days or "2026-03-01/2026-03-31")


@pytest.mark.parametrize(
    "words",
    ["may we?", "how are we doing", "the marching band", "order 2", "over 2000 euros", "€2025", ""],
)
def test_words_that_name_no_days_name_none(words: str) -> None:
    assert periods_in(words, TODAY) == ()


@pytest.mark.parametrize(
    "words",
    [
        "2026-13", "on 31 february", "last 4000 days", "last 9999 years", "week 53 of 2025",
        "on 10/01/2026", "until May 2025", "before March", "2023 to 2026",
    ],
)  # fmt: skip
def test_days_that_do_not_exist_are_told_so(words: str) -> None:
    (found,) = periods_in(words, TODAY)
    assert found.period is None
    assert found.wrong is not None


@pytest.mark.parametrize(
    ("words", "asked", "other"),
    [
        ("revenue this month vs last", "2026-04-01/2026-04-15", "2026-03-01/2026-03-15"),
        (
            "last month compared with the month before",
            "2026-03-01/2026-03-31",
            "2026-02-01/2026-02-28",
        ),
        ("jan 2026 vs jan 2025", "2026-01-01/2026-01-31", "2025-01-01/2025-01-31"),
        (
            "was last quarter better than a year ago",
            "2026-01-01/2026-03-31",
            "2025-01-01/2025-03-31",
        ),
        ("last quarter year over year", "2026-01-01/2026-03-31", "2025-01-01/2025-03-31"),
        ("revenue last week", "2026-04-06/2026-04-12", None),
        ("in march, january and december", "2026-03-01/2026-03-31", "2026-01-01/2026-01-31"),
        ("Q2 and Q3 2025", "2025-04-01/2025-06-30", "2025-07-01/2025-09-30"),
        ("this week and the same week last year", "2026-04-13/2026-04-15", "2025-04-14/2025-04-16"),
        ("revenue by month against last year", "2026-01-01/2026-04-15", "2025-01-01/2025-04-15"),
        ("this year against last year", "2026-01-01/2026-04-15", "2025-01-01/2025-04-15"),
        ("last month vs this month", "2026-03-01/2026-03-15", "2026-04-01/2026-04-15"),
        ("are orders up on last month", "2026-04-01/2026-04-15", "2026-03-01/2026-03-15"),
        ("ytd vs last year", "2026-01-01/2026-04-15", "2025-01-01/2025-04-15"),
        ("orders compared to last month", "2026-04-01/2026-04-15", "2026-03-01/2026-03-15"),
        ("revenue from last year", "2025-01-01/2025-12-31", None),
    ],
)
def test_a_period_is_compared_with_the_one_that_is_said(
    words: str, asked: str, other: str | None
) -> None:
    period, second = compared(words, periods_in(words, TODAY), TODAY)
    assert period is not None
    assert period.text == asked
    assert (second and second.text) == other


@pytest.mark.parametrize(
    "words",
    [
        "revenue in 2000 against the year before",
        "January 2000 compared with the month before",
        "revenue in 2000 vs the previous period",
    ],
)
def test_what_would_be_before_all_periods_is_compared_with_nothing(words: str) -> None:
    period, other = compared(words, periods_in(words, TODAY), TODAY)
    assert period is not None
    assert other is None


@given(
    today=st.dates(date(2002, 1, 1), date(2190, 12, 31)),
    unit=st.sampled_from(["month", "quarter", "year"]),
)
def test_the_last_unit_ends_before_this_one_begins_on_every_day(today: date, unit: str) -> None:
    (last,), (this,) = periods_in(f"last {unit}", today), periods_in(f"this {unit}", today)
    assert last.period is not None
    assert this.period is not None
    assert last.period.last + timedelta(days=1) == this.period.first
    assert before(last.period).last + timedelta(days=1) == last.period.first


@given(text=st.text(max_size=300))
def test_any_text_has_its_days_told_or_none(text: str) -> None:
    for found in periods_in(text, TODAY):
        assert (found.period is None) is (found.wrong is not None)
