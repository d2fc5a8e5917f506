"""Days on which people are left alone."""

from datetime import date

import pytest

from baton.leads.holidays import easter, falls_on, is_holiday


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (1961, (4, 2)),
        (2000, (4, 23)),
        (2008, (3, 23)),
        (2025, (4, 20)),
        (2026, (4, 5)),
        (2038, (4, 25)),
    ],
)
def test_easter_is_where_the_calendar_has_it(year: int, sunday: tuple[int, int]) -> None:
    assert easter(year) == date(year, *sunday)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12-25", date(2026, 12, 25)),
        ("2026-11-03", date(2026, 11, 3)),
        ("easter-2", date(2026, 4, 3)),
        ("easter+1", date(2026, 4, 6)),
        ("11-thu4", date(2026, 11, 26)),
        ("05-mon-1", date(2026, 5, 25)),
        ("12-mon-1", date(2026, 12, 28)),
        ("02-29", date(2028, 2, 29)),
    ],
)
def test_a_day_is_named_in_any_form(text: str, day: date) -> None:
    assert falls_on(text, day)
    assert not falls_on(text, date(day.year, 7, 15))


def test_a_day_that_a_year_does_not_have_is_none_and_no_day_is_a_fault() -> None:
    assert not falls_on("02-29", date(2026, 3, 1))
    with pytest.raises(ValueError, match="day"):
        falls_on("02-31", date(2026, 3, 1))


def test_a_country_has_its_own_days_and_others_the_usual_ones() -> None:
    assert is_holiday(date(2026, 7, 4), "US", {})
    assert not is_holiday(date(2026, 7, 4), "AT", {})
    assert is_holiday(date(2026, 12, 25), "ZZ", {})
    assert is_holiday(date(2026, 1, 1), None, {})


def test_own_days_go_before_the_houses_and_those_for_all_are_added() -> None:
    own = {"US": ("06-01",), "*": ("06-02",)}
    assert is_holiday(date(2026, 6, 1), "US", own)
    assert not is_holiday(date(2026, 7, 4), "US", own)
    assert is_holiday(date(2026, 6, 2), "AT", own)
