"""How demand answers to price, learned from sales."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.commerce.pricing.dynamic import MOST_AWAY, Demand, demanded
from baton.commerce.pricing.elasticity import NotLearned, Sale, elasticity
from tests.benchmarks.elasticities import SALES, orange_juice


def sales(count: int, regular: float, promoted: float, lift: float) -> list[Sale]:
    """Sales of a known demand, where promotions come with low prices, as they do."""
    drawn = random.Random(7)
    found = []
    for number in range(count):
        cut = number % 3 == 0
        price = drawn.uniform(1.5, 2.5) if cut else drawn.uniform(2.2, 3.5)
        slope = promoted if cut else regular
        log = (
            8 + slope * math.log(price / 2.3) + (math.log(lift) if cut else 0) + drawn.gauss(0, 0.2)
        )
        found.append(Sale(math.exp(log), price, cut))
    return found


def test_a_promotions_own_lift_is_told_apart_from_the_price() -> None:
    found = elasticity(sales(3_000, -1.8, -2.6, 2.0))
    assert found.regular == pytest.approx(-1.8, abs=3 * found.regular_error)
    assert found.promoted == pytest.approx(-2.6, abs=0.15)
    assert found.pooled < found.regular - 0.4


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ([Sale(5, 2.0)] * 11, "12 needed"),
        ([Sale(5, 2.0)] * 50, "hardly changed"),
        ([Sale(0, 2.0)] * 50, "0 periods"),
    ],
)
def test_where_sales_say_nothing_nothing_is_learned(known: list[Sale], words: str) -> None:
    with pytest.raises(NotLearned, match=words):
        elasticity(known)


POSITIVE = st.floats(min_value=0) | st.just(math.nan)


@given(
    st.lists(st.builds(Sale, POSITIVE, POSITIVE, st.booleans()), max_size=40),
    st.integers(1, 10**6),
    st.integers(0, 10**6),
)
def test_of_whatever_numbers_it_is_unknown_or_a_number_and_the_price_stays_near(
    known: list[Sale], price: int, cost: int
) -> None:
    try:
        found = elasticity(known)
    except NotLearned:
        return
    assert math.isfinite(found.pooled)
    assert math.isfinite(found.pooled_error)
    told = demanded(
        price, cost, Demand(elasticity=found.pooled, elasticity_error=found.pooled_error)
    )
    if told is not None:
        assert abs(told.price - price) <= MOST_AWAY * price + 1


def test_sales_that_rise_with_the_price_set_none() -> None:
    found = elasticity([Sale(price**2.0, price) for price in range(1, 40)])
    assert found.pooled == pytest.approx(2.0)
    assert demanded(2_000, 1_000, Demand(elasticity=found.pooled, elasticity_error=0.0)) is None


@pytest.mark.skipif(
    not SALES.exists(),
    reason="needs ../shared/data/price_orange_juice.csv.gz, which is not ours to ship",
)
def test_three_brands_of_orange_juice_have_their_known_elasticities() -> None:
    found = {brand: elasticity(of_brand) for brand, of_brand in orange_juice().items()}
    expected = {"tropicana": -2.704, "minute.maid": -3.338, "dominicks": -3.374}
    assert {brand: round(one.pooled, 3) for brand, one in found.items()} == expected
    assert all(one.regular > one.pooled + 0.5 for one in found.values())
