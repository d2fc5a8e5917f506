"""Days on which people are left alone."""

from datetime import date
from importlib.resources import files

import pytest

from baton.leads.holidays import check, falls_on, is_holiday, public_holidays


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
    assert check(text) == text
    assert falls_on(text, day)
    assert not falls_on(text, date(day.year, 7, 15))


@pytest.mark.parametrize("text", ["02-31", "2026-02-29", "easter+x", "13-mon1", "Monday", ""])
def test_what_names_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no day such as"):
        check(text)


def test_a_day_that_a_year_does_not_have_is_none() -> None:
    assert not falls_on("02-29", date(2026, 3, 1))


@pytest.mark.parametrize(
    ("country", "day", "off"),
    [
        ("US", "2026-07-03", True),  # the 4th is a Saturday
        ("GB", "2026-12-28", True),  # Boxing Day is a Saturday
        ("GB", "2026-04-06", True),  # Easter Monday, but for Scotland
        ("AT", "2026-07-03", False),
        ("DE", "2026-08-15", False),  # in two of sixteen states
        ("CH", "2026-04-03", True),  # no law of the whole country, and nearly every canton's
        ("IN", "2026-11-08", True),  # Diwali, by the moon
        ("CN", "2027-02-08", True),
        ("SE", "2026-06-19", True),  # Midsummer Eve, by no law
        ("PL", "2026-12-24", True),  # by a law of 2024
        ("JP", "2026-09-22", True),  # a day between two holidays
        ("ZA", "2026-08-10", True),  # Women's Day is a Sunday
        ("US", "2027-12-31", True),  # New Year's Day is a Saturday
        ("GB", "2026-03-17", False),  # in Northern Ireland alone
        ("UA", "2026-12-25", True),  # holidays are suspended there while there is war
        (None, "2026-01-01", True),
        (None, "2026-05-01", False),
    ],
)
def test_a_country_has_its_own_days_and_their_substitutes(
    country: str | None, day: str, *, off: bool
) -> None:
    assert is_holiday(date.fromisoformat(day), country, {}) is off


def test_every_country_has_holidays() -> None:
    lines = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text("utf-8").splitlines()
    codes = [line.split("\t")[0] for line in lines if not line.startswith("#")]
    assert len(codes) > 200
    assert all(public_holidays(code, 2026) for code in codes)


def test_an_unknown_country_is_said_to_be_unknown() -> None:
    with pytest.raises(LookupError, match="'ZZ' is no country of ISO 3166"):
        is_holiday(date(2026, 12, 25), "ZZ", {})


def test_own_days_go_instead_of_the_public_ones_and_those_for_all_are_added() -> None:
    own = {"US": ("06-01",), "*": ("06-02",)}
    assert is_holiday(date(2026, 6, 1), "US", own)
    assert not is_holiday(date(2026, 7, 3), "US", own)
    assert is_holiday(date(2026, 6, 2), "AT", own)
