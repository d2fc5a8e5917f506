"""A planted anomaly and a planted shift are found; noise, weekdays and holidays are none."""

import random
from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from functions.gtm.finance.anomalies import days_that_stand_out, level_shifts
from functions.gtm.finance.public_holidays import holidays_of
from functions.gtm.finance.series import Series

FIRST = date(2024, 1, 1)
DAYS = 730
WEEKDAYS = (1.0, 1.1, 1.0, 0.9, 1.2, 0.6, 0.4)


def a_business(seed: int = 1, changed: Mapping[date, float] | None = None, since: date | None = None,
               level: float = 1.0) -> Series:  # fmt: skip
    """Two years of days with weekdays, slow growth and noise; some days are changed by a factor."""
    rng, values = random.Random(seed), list[float]()
    for at in range(DAYS):
        day = FIRST + timedelta(days=at)
        value = 10_000 * (1 + at / 2_000) * WEEKDAYS[at % 7] * rng.gauss(1, 0.08)
        factor = (changed or {}).get(day, 1.0) * (level if since and day >= since else 1.0)
        values.append(value * factor)
    return Series(FIRST, 1, tuple(values))


def stand_out(series: Series, *countries: str) -> list[date]:
    return [one.day for one in days_that_stand_out(series, FIRST, holidays_of(countries))]


@pytest.mark.parametrize("factor", [0.2, 2.2])
def test_a_planted_day_is_found_with_what_was_expected_of_it(factor: float) -> None:
    planted = date(2025, 5, 14)
    series = a_business(changed={planted: factor})
    (found,) = days_that_stand_out(series, date(2025, 5, 1), holidays_of(()))
    assert found.day == planted
    assert found.expected == pytest.approx(found.value / factor, rel=0.25)
    assert (found.deviations > 0) == (factor > 1)


def test_hardly_any_day_of_a_usual_business_stands_out() -> None:
    found = [day for seed in range(5) for day in stand_out(a_business(seed))]
    assert len(found) <= 5


def test_a_public_holiday_is_no_anomaly_where_it_is_one() -> None:
    series = a_business(changed={date(2025, 5, 1): 0.1, date(2025, 10, 3): 0.1})
    assert stand_out(series, "DE") == []
    assert stand_out(series, "AT") == [date(2025, 10, 3)]


def test_what_comes_back_every_year_is_an_anomaly_once() -> None:
    series = a_business(changed={date(2024, 11, 29): 3.0, date(2025, 11, 28): 3.0})
    assert stand_out(series) == [date(2024, 11, 29)]


@pytest.mark.parametrize("level", [0.6, 1.6])
def test_a_planted_shift_is_found_within_days_of_it(level: float) -> None:
    planted = date(2025, 3, 10)
    (found,) = level_shifts(a_business(since=planted, level=level))
    assert abs((found.day - planted).days) <= 3
    assert found.value / found.expected == pytest.approx(level, rel=0.15)


def test_growth_noise_and_one_day_are_no_shift() -> None:
    for seed in range(5):
        assert level_shifts(a_business(seed, {date(2025, 5, 14): 3.0})) == ()


def test_too_few_days_say_nothing() -> None:
    series = Series(FIRST, 1, (1.0, 100.0) * 20)
    assert days_that_stand_out(series, FIRST, holidays_of(())) == ()
    assert level_shifts(series) == ()


def test_a_business_without_any_noise_has_no_anomalies() -> None:
    assert stand_out(Series(FIRST, 1, (5.0,) * 100)) == []
    assert level_shifts(Series(FIRST, 1, (0.0,) * 100)) == ()
