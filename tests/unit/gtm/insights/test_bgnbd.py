"""When customers buy and whether they have left: the paper's model, with a number for anybody."""

import csv
import math
import random
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.gtm.insights.bgnbd import BgNbd, History, counted, fit

CDNOW = Path(__file__).parents[5] / "shared" / "data" / "customers_cdnow.csv"
PUBLISHED = BgNbd(r=0.2426, alpha=4.4135, a=0.7929, b=2.4258)


@pytest.mark.skipif(not CDNOW.exists(), reason="needs ../shared/data/customers_cdnow.csv")
def test_the_published_customers_have_the_published_parameters() -> None:
    with CDNOW.open(encoding="utf-8", newline="") as file:
        rows = [
            History(int(float(row["frequency"])), float(row["recency"]), float(row["T"]))
            for row in csv.DictReader(file)
        ]
    began = time.process_time()
    found = fit(Counter(rows))
    assert time.process_time() - began < 1
    model = found.model
    assert (model.r, model.alpha, model.a, model.b) == pytest.approx(
        (0.2426, 4.4135, 0.7929, 2.4258), abs=0.001
    )
    assert found.log_likelihood == pytest.approx(-9582.43, abs=0.01)
    assert found.at_bounds == ()


def test_a_customer_of_the_paper_is_expected_to_buy_as_often_as_it_says() -> None:
    """The authors' note on Excel: 1.226 purchases of a customer with x 2, t_x 30.43, T 38.86."""
    expected = PUBLISHED.purchases_expected(History(2, 30.43, 38.86), 39)
    assert expected == pytest.approx(1.226, abs=0.001)


def test_purchases_expected_are_those_of_simulated_customers() -> None:
    model, known, weeks = BgNbd(1.2, 5, 1, 2), History(3, 10, 12), 30.0
    rng, made, alive = random.Random(7), 0, 0
    total = 40_000
    for _ in range(total):
        rate = rng.gammavariate(model.r + known.repeats, 1 / (model.alpha + known.age))
        leaves, here = rng.betavariate(model.a, model.b + known.repeats), True
        at, count = rng.expovariate(rate), 0
        while here and at < weeks:
            count, here = count + 1, rng.random() >= leaves
            at += rng.expovariate(rate)
        made, alive = made + count, alive + (count == 0)
    still = model.alive(known)
    assert still * made / total == pytest.approx(model.purchases_expected(known, weeks), rel=0.02)
    nothing = 1 - still * (1 - alive / total)
    assert nothing == pytest.approx(model.no_purchase(known, weeks), abs=0.01)


@st.composite
def customers(draw: st.DrawFn) -> tuple[int, int, int]:
    age = draw(st.integers(0, 1_500))
    repeats = draw(st.integers(0, age))
    recency = draw(st.integers(repeats, age)) if repeats else 0
    return repeats, recency, age


@settings(max_examples=50)
@given(
    st.lists(customers(), min_size=1, max_size=6).filter(lambda all_: any(x for x, _, _ in all_)),
    st.floats(0.1, 520),
)
def test_any_history_has_numbers_that_hold_together(
    days: list[tuple[int, int, int]], weeks: float
) -> None:
    known, _ = counted(days, 1_000)
    found = fit(known)
    assert math.isfinite(found.log_likelihood)
    for one in known:
        nothing, expected = (
            found.model.no_purchase(one, weeks),
            found.model.purchases_expected(one, weeks),
        )
        assert 0 <= found.model.alive(one) <= 1
        assert 0 <= nothing <= 1
        assert math.isfinite(expected)
        assert expected >= 1 - nothing - 1e-6
        assert found.model.no_purchase(one, 2 * weeks) <= nothing + 1e-9


@given(customers(), st.floats(-4, 4), st.floats(-4, 4), st.floats(-4, 4), st.floats(-4, 4))
def test_extreme_parameters_give_numbers_too(
    days: tuple[int, int, int], r: float, alpha: float, a: float, b: float
) -> None:
    model = BgNbd(10**r, 10**alpha, 10**a, 10**b)
    one = History(days[0], days[1] / 7, days[2] / 7)
    for weeks in (1 / 7, 13.0, 104.0):
        assert 0 <= model.no_purchase(one, weeks) <= 1
        assert 0 <= model.purchases_expected(one, weeks) < math.inf


def test_many_customers_are_fitted_in_groups_to_nearly_the_same_model() -> None:
    rng = random.Random(3)
    days = []
    for _ in range(6_000):
        age, rate = rng.randint(0, 728), rng.gammavariate(0.5, 1 / 40)
        leaves, at, repeats, recency = rng.betavariate(0.8, 3), 0.0, 0, 0
        while (at := at + 1 + rng.expovariate(max(rate, 1e-9))) <= age:
            repeats, recency = repeats + 1, int(at)
            if rng.random() < leaves:
                break
        days.append((repeats, recency, age))
    whole, step = counted(days, 10_000)
    grouped, longer = counted(days, 1_500)
    assert (step, longer > 1) == (1, True)
    assert sum(grouped.values()) == len(days)
    assert sum(one.repeats > 0 for one in grouped) <= 1_500
    exact, near = fit(whole).model, fit(grouped).model
    for weeks in (4.0, 26.0):
        expected = [
            sum(model.purchases_expected(one, weeks) * n for one, n in whole.items())
            for model in (exact, near)
        ]
        assert expected[1] == pytest.approx(expected[0], rel=0.02)


def test_customers_who_all_bought_once_have_no_model() -> None:
    with pytest.raises(ValueError, match="repeat"):
        fit({History(0, 0, 10): 5})
