"""Prices and amounts are what a second way says, whatever a shop and its buyers think of."""

import pytest

from tests.storms.money import Case
from tests.storms.prices import Shop


@pytest.mark.parametrize("first", range(0, 60, 10))
def test_every_amount_of_an_order_and_of_its_returns_is_what_exact_fractions_say(
    first: int,
) -> None:
    assert [Case(seed).wrong() for seed in range(first, first + 10)] == [[]] * 10


@pytest.mark.parametrize("seed", range(2))
def test_prices_keep_their_limits_explain_themselves_and_are_reduced_from_the_lowest(
    seed: int,
) -> None:
    shop = Shop(seed)
    assert shop.run(days=35) == []
    assert shop.situations > 20
