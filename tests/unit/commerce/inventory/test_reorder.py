"""When to order and how much, by worked examples of textbooks.

Chopra and Meindl, Supply Chain Management: 2,500 pieces a week that spread by 500.
"""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.commerce.inventory.reorder import (
    Lot,
    economic_quantity,
    expected_shortage,
    quantity,
    reorder_point,
    safety_stock,
    spread_over,
)
from baton.commerce.inventory.replenishment import Policy, shortage, up_to

D, SD = 2_500, 500


def test_the_reorder_point_of_stock_that_is_watched_all_the_time() -> None:
    spread = spread_over(2, SD, D, 0)
    assert spread == pytest.approx(707, abs=0.2)
    assert safety_stock(spread, 0.9) == pytest.approx(906, abs=0.5)
    assert reorder_point(D, 2, spread, 0.9) == pytest.approx(5_906, abs=0.5)


def test_the_order_up_to_level_of_stock_that_is_looked_at_every_four_weeks() -> None:
    assert reorder_point(D, 2 + 4, spread_over(2 + 4, SD, D, 0), 0.9) == pytest.approx(
        16_570, abs=1
    )


def test_a_lead_time_that_spreads_needs_more_safety() -> None:
    """2,500 a day, 500; seven days of lead time that spread by seven."""
    spread = spread_over(7, SD, D, 7)
    assert spread == pytest.approx(17_550, abs=1)
    assert safety_stock(spread, 0.9) == pytest.approx(22_491, abs=1)


def test_the_shortage_of_a_cycle() -> None:
    """Safety stock 1,000: 25 pieces short of 10,000, so 99.75 % are served."""
    short = expected_shortage(1_000, spread_over(2, SD, D, 0))
    assert short == pytest.approx(25.13, abs=0.01)
    assert 1 - short / 10_000 == pytest.approx(0.9975, abs=0.0001)


def test_the_economic_quantity() -> None:
    """12,000 a year, 4,000 an order, a piece of 500 held at 20 %."""
    assert economic_quantity(12_000, 4_000, 100) == pytest.approx(980, abs=0.5)


@pytest.mark.parametrize(
    ("position", "lot", "economic", "expected"),
    [
        (20, Lot(), 0, 0),
        (19, Lot(), 0, 1),
        (-5, Lot(), 0, 25),
        (19, Lot(least=10), 0, 10),
        (19, Lot(pack=12), 0, 12),
        (5, Lot(least=10, pack=12), 0, 24),
        (19, Lot(pack=12), 31.2, 36),
    ],
)
def test_what_is_ordered_fills_up_in_the_suppliers_lots(
    position: int, lot: Lot, economic: float, expected: int
) -> None:
    assert quantity(19.4, position, lot, economic) == expected


@given(
    st.floats(0.1, 500),
    st.floats(1, 60),
    st.integers(-99, 999),
    st.integers(1, 50),
    st.integers(1, 24),
)
def test_an_order_always_reaches_the_point_and_never_by_more_than_a_lot(
    point: float, economic: float, position: int, least: int, pack: int
) -> None:
    ordered = quantity(point, position, Lot(least, pack), economic)
    if position >= math.ceil(point):
        assert ordered == 0
        return
    assert position + ordered >= point
    assert ordered >= least
    assert ordered % pack == 0
    assert ordered < max(math.ceil(point) - position, round(economic), least) + pack


def test_the_level_serves_the_share_that_was_asked_for() -> None:
    """Demand with a deviation as great as its mean is exponential: E[(X - s)+] = e^-s."""
    assert shortage(2.0, 1.0) == pytest.approx(math.exp(-2), rel=1e-9)
    policy = Policy(lead=7, review=7, fill=0.95)
    assert up_to(100, 100, policy) == pytest.approx(-100 * math.log(0.05 * 7 / 14), rel=2e-3)
    assert up_to(100, 0, policy) == pytest.approx(97.5)
    assert up_to(0, 0, policy) == 0


@given(st.floats(0.5, 1e4), st.floats(0, 20), st.floats(0.5, 0.99), st.floats(0, 0.009))
def test_more_service_and_more_spread_never_need_less_stock(
    mean: float, spread: float, fill: float, more: float
) -> None:
    policy = Policy(lead=7, review=7, fill=fill)
    level = up_to(mean, spread * mean, policy)
    assert up_to(mean, spread * mean, Policy(7, 7, fill + more)) >= level - 1e-6 * level
    assert up_to(mean, spread * mean * 1.01, policy) >= level * (1 - 1e-3)
