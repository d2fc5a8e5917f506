"""Money is converted at a kept day's rates, or not at all."""

import math
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.core.exchange import ExchangeRates

RATES = ExchangeRates(
    source="a test", base="EUR", as_of=date(2026, 10, 30), valid_days=30,
    rates={"USD": 1.25, "JPY": 160.0, "KWD": 0.4},
)  # fmt: skip
TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("minor", "given_", "wanted", "found"),
    [
        (5_000, "USD", "EUR", 4_000),
        (5_000, "USD", "JPY", 6_400),
        (5_000, "USD", "KWD", 16_000),
        (5_000, "USD", "USD", 5_000),
        (1, "JPY", "EUR", 1),
    ],
)
def test_an_amount_keeps_its_worth(minor: int, given_: str, wanted: str, found: int) -> None:
    assert RATES.converted(minor, given_, wanted, TODAY) == found


def test_without_a_rate_that_holds_nothing_is_converted() -> None:
    assert RATES.converted(5_000, "USD", "INR", TODAY) is None
    assert RATES.converted(5_000, "USD", "EUR", TODAY + timedelta(days=1)) is None


def test_who_reads_a_converted_amount_is_told_the_day_of_its_rates_and_when_they_are_old() -> None:
    assert RATES.told(date(2026, 11, 30)) == "the rates of 2026-10-30"
    old = RATES.told(date(2026, 12, 29))
    assert old == "the rates of 2026-10-30, 60 days old: renew exchange_rates.yaml"


@given(st.integers(1_000, 10**12), st.sampled_from(sorted(RATES.rates)))
def test_there_and_back_is_the_same_to_a_rounding(minor: int, currency: str) -> None:
    there = RATES.converted(minor, "EUR", currency, TODAY)
    assert there is not None
    back = RATES.converted(there, currency, "EUR", TODAY)
    assert back == pytest.approx(minor, abs=max(1, 100 / RATES.rates[currency]))


@given(st.lists(st.sampled_from(["EUR", *RATES.rates]), min_size=2, max_size=5))
def test_a_rate_by_way_of_others_is_the_same(currencies: list[str]) -> None:
    steps = [RATES.rate(one, other, TODAY) or 0 for one, other in pairwise(currencies)]
    assert math.prod(steps) == pytest.approx(RATES.rate(currencies[0], currencies[-1], TODAY))


def test_the_kept_table_says_its_source_and_its_day() -> None:
    kept = ExchangeRates.load()
    assert "European Central Bank" in kept.source
    assert {"USD", "GBP", "CHF", "JPY"} <= kept.rates.keys()
