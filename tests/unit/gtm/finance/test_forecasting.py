"""A forecast takes what did best before, and its intervals hold as often as they say."""

import math
import random
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.gtm.finance.forecast_methods import damped, methods, seasonal_naive, shifting, theta
from functions.gtm.finance.forecasting import outlook, quantile, reaches

STEPS = 6


def walk(seed: int, length: int = 90) -> list[float]:
    rng, value, found = random.Random(seed), 1_000.0, list[float]()
    for _ in range(length):
        value += rng.gauss(0, 20)
        found.append(value + rng.gauss(0, 20))
    return found


def test_methods_forecast_what_they_do_by_hand() -> None:
    assert seasonal_naive([1, 2, 3, 4, 5], {5}, 4, 3) == {5: [3, 4, 5, 3]}
    smoothed = damped([10, 20], {2}, 2, 0.5, 0.0, 1.0)
    assert smoothed == {2: [15, 15]}
    # alpha 1 keeps the last value; half of the slope 2, a step: 7 + 1 x (step + lag 1)
    assert theta([1, 3, 5, 7], {4}, 2, 1.0)[4] == pytest.approx([8, 9])
    jumped = shifting([10, 11, 9, 11, 9, 11, 50, 51, 50, 49], {10}, 1, 0.1)
    assert jumped[10] == pytest.approx([50], abs=0.5)


@pytest.mark.parametrize("season", [1, 7])
def test_no_method_knows_what_comes_after_an_origin(season: int) -> None:
    values, origin = walk(3), 60
    other = [*values[:origin], *(1e6 for _ in values[origin:])]
    for method in methods(season):
        assert method.run(values, {origin}, STEPS) == method.run(other, {origin}, STEPS), (
            method.name
        )


def test_intervals_hold_eight_of_ten_outcomes() -> None:
    inside = [0] * STEPS
    number = 150
    for seed in range(number):
        values = walk(seed)
        found = outlook(values[:-STEPS], STEPS, 1)
        for at, (one, value) in enumerate(zip(found.steps, values[-STEPS:], strict=True)):
            inside[at] += one.low <= value <= one.high
    assert 0.77 <= sum(inside) / (number * STEPS) <= 0.85
    assert min(inside) / number >= 0.75


def test_coverage_is_counted_on_outcomes_that_were_not_known() -> None:
    found = [outlook(walk(seed), STEPS, 1) for seed in range(40)]
    covered = sum(one.covered for one in found)
    checked = sum(one.checked for one in found)
    assert checked > 0
    assert 0.72 <= covered / checked <= 0.9


def test_a_season_is_forecast_as_one() -> None:
    rng = random.Random(1)
    values = [100 + 50 * math.sin(at * math.tau / 7) + rng.gauss(0, 3) for at in range(120)]
    found = outlook(values[:-7], 7, 7)
    assert (
        fmean(abs(one.value - value) for one, value in zip(found.steps, values[-7:], strict=True))
        < 6
    )
    assert "season" in found.method


def test_a_new_level_is_taken_up() -> None:
    rng = random.Random(2)
    values = [rng.gauss(1_000 if at < 70 else 2_000, 20) for at in range(90)]
    found = outlook(values, STEPS, 1)
    assert all(abs(one.value - 2_000) < 100 for one in found.steps)


def test_the_sum_has_an_interval_of_its_own() -> None:
    found = outlook(walk(5), STEPS, 1)
    assert found.total.value == pytest.approx(sum(one.value for one in found.steps))
    added = sum(one.high - one.value for one in found.steps)
    assert 0 < found.total.high - found.total.value < 1.5 * added


def test_a_short_series_has_no_forecast() -> None:
    with pytest.raises(ValueError, match="too few"):
        outlook([1.0] * 19, STEPS, 1)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(-1e12, 1e12), min_size=20, max_size=60))
def test_any_series_has_numbers_within_their_bounds(values: list[float]) -> None:
    found = outlook(values, STEPS, 7)
    for one in (*found.steps, found.total):
        assert one.low <= one.value <= one.high
        assert math.isfinite(one.low + one.high)


@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3), min_size=1, max_size=30))
def test_intervals_never_narrow_with_distance(errors: list[list[float]]) -> None:
    found = reaches(errors)
    assert found == sorted(found)
    assert found[0] >= 0


@given(st.lists(st.floats(-1e6, 1e6), min_size=1), st.floats(0, 1))
def test_a_quantile_lies_among_the_values(values: list[float], level: float) -> None:
    ordered = sorted(values)
    assert ordered[0] <= quantile(ordered, level) <= ordered[-1]
