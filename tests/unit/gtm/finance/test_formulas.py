"""Formulas by hand, at their borders, and never a number that is none."""

import math
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.gtm import formulas
from baton.gtm.conversion import Conversion, NoRate, money_text
from baton.gtm.formulas import Undefined
from baton.gtm.spending import spending
from functions.gtm.finance.cohorts import Cohort, ages, cohorts_of, margin_by_month
from tests.unit.gtm.finance.company import RATES

TODAY = date(2026, 3, 31)
EUROS = Conversion(RATES, "EUR", TODAY)
JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)

AMOUNTS = st.floats(-1e15, 1e15)
FORMULAS: list[tuple[Callable[..., object], int]] = [
    (formulas.acquisition_cost, 2),
    (formulas.gross_margin, 2),
    (formulas.lifetime_value, 3),
    (formulas.monthly_rate, 2),
    (formulas.payback_months, 3),
    (formulas.return_on_ad_spend, 2),
    (formulas.net_retention, 4),
    (formulas.gross_retention, 3),
    (formulas.customer_churn, 2),
    (formulas.burn_a_month, 4),
    (formulas.runway_months, 2),
]


@pytest.mark.parametrize(
    ("found", "value"),
    [
        (formulas.acquisition_cost(30_000, 12), 2_500),
        (formulas.gross_margin(1_000, 250), 0.75),
        (formulas.lifetime_value(100, 0.8, 0.02), 4_000),
        (formulas.monthly_rate(0.19, 2), 0.1),
        (formulas.payback_months(1_200, 200, 0.5), 12),
        (formulas.payback_of_cohorts(10, [4, 9, 10, 20]), 3),
        (formulas.return_on_ad_spend(6_000, 2_000), 3),
        (formulas.net_retention(1_000, 300, 100, 50), 1.15),
        (formulas.gross_retention(1_000, 100, 50), 0.85),
        (formulas.customer_churn(5, 200), 0.025),
        (formulas.burn_a_month(500, 100, 300, 365.25), 25),
        (formulas.runway_months(900, 75), 12),
        (formulas.variance(120, 100), (20, 0.2)),
    ],
)
def test_a_formula_is_what_it_is_by_hand(found: object, value: object) -> None:
    assert found == pytest.approx(value)


@given(st.sampled_from(FORMULAS), st.data())
def test_a_formula_gives_a_number_or_a_reason(
    formula: tuple[Callable[..., float], int], data: st.DataObject
) -> None:
    function, number = formula
    given_ = [data.draw(AMOUNTS | st.sampled_from([0.0, 1.0, 5e-324])) for _ in range(number)]
    try:
        found = function(*given_)
    except Undefined:
        return
    assert math.isfinite(found)


def test_a_rate_beyond_any_number_is_undefined() -> None:
    with pytest.raises(Undefined, match="too short"):
        formulas.monthly_rate(-4294967295.0, 0.03125)


@given(st.floats(0, 1e9), st.floats(0.1, 1e9), st.floats(0, 1), st.floats(0, 1))
def test_gross_retention_is_never_above_net_or_one(
    expansion: float, opening: float, contracted: float, churned: float
) -> None:
    lost, left = opening * contracted / 2, opening * churned / 2
    gross = formulas.gross_retention(opening, lost, left)
    assert gross <= min(1, formulas.net_retention(opening, expansion, lost, left)) + 1e-9


@given(st.lists(st.tuples(st.sampled_from(["EUR", "USD", "JPY"]), st.integers(-(10**12), 10**12))))
def test_a_sum_is_worth_the_same_in_every_currency(amounts: list[tuple[str, int]]) -> None:
    euros = Conversion(RATES, "EUR", TODAY).total(amounts)
    dollars = Conversion(RATES, "USD", TODAY).total(amounts)
    assert dollars == pytest.approx(euros * 1.25, abs=1e-3, rel=1e-9)


def test_a_currency_without_a_rate_is_no_amount_but_nothing_of_it_is_nothing() -> None:
    assert EUROS.worth(0, "ARS") == 0
    with pytest.raises(NoRate, match="no rate of exchange from ARS to EUR"):
        EUROS.worth(1, "ARS")


def test_money_is_written_with_its_currencys_digits() -> None:
    assert money_text(123_456, "EUR") == "1,234.56 EUR"
    assert money_text(-123_456, "JPY") == "-123,456 JPY"


def cost(
    category: str, amount: int, channel: str | None = None, month: date = JANUARY
) -> dict[str, object]:
    return {
        "category": category,
        "amount": amount,
        "channel": channel,
        "month": month,
        "currency": "EUR",
    }


COSTS = st.lists(
    st.builds(
        cost,
        st.sampled_from(["advertising", "marketing", "sales", "cost_of_revenue"]),
        st.integers(0, 10**6),
        st.sampled_from([None, "google", "email"]),
        st.sampled_from([JANUARY, FEBRUARY]),
    )
)


@given(COSTS, st.dictionaries(st.tuples(st.just(JANUARY), st.just("google")), st.floats(0, 1e6)))
def test_channels_add_up_and_nothing_counts_twice(
    costs: list[dict[str, object]], platforms: dict[tuple[date, str], float]
) -> None:
    found = spending(costs, platforms, EUROS)
    assert found.total == pytest.approx(sum(found.by_channel.values()))
    won = [one for one in costs if one["category"] != "cost_of_revenue"]
    booked = sum(float(str(one["amount"])) for one in won)
    least = sum(float(str(one["amount"])) for one in won if one["category"] != "advertising")
    assert least - 1e-6 <= found.total <= booked + sum(platforms.values()) + 1e-6
    assert found.total >= sum(platforms.values()) + least - 1e-6


def bought(cohort: date, age: int, revenue: int, cost: int | None) -> dict[str, object]:
    unknown = revenue if cost is None else 0
    return {"cohort": cohort, "age": age, "revenue": revenue, "cost": cost, "without_cost": unknown,
            "currency": "EUR"}  # fmt: skip


def test_cohorts_are_followed_as_far_as_they_are_over() -> None:
    rows = [
        bought(JANUARY, 0, 1_000, 400),
        bought(JANUARY, 2, 500, 200),
        bought(FEBRUARY, 0, 900, 300),
        bought(FEBRUARY, 1, 90, 30),
        bought(date(2026, 3, 1), 0, 70, 20),
    ]
    sizes = {JANUARY: 10, FEBRUARY: 3, date(2026, 3, 1): 1}
    found = cohorts_of(sizes, rows, EUROS, date(2026, 3, 30), None)
    assert [one.margins for one in found] == [(600.0, 600.0), (600.0,), ()]
    assert margin_by_month(found) == (60.0, 60.0)
    assert found[1].by_customer == (200.0,)
    whole = cohorts_of(sizes, rows, EUROS, date(2026, 3, 31), None)
    assert [len(one.margins) for one in whole] == [3, 2, 1]
    assert margin_by_month(whole) == (60.0, 60.0, 90.0)


def test_margin_of_the_whole_business_stands_in_where_costs_are_not_known() -> None:
    rows = [bought(JANUARY, 0, 1_000, None)]
    (found,) = cohorts_of({JANUARY: 2}, rows, EUROS, TODAY, 0.5)
    assert found.by_customer == (250.0, 250.0, 250.0)
    with pytest.raises(Undefined, match="no known cost"):
        cohorts_of({JANUARY: 2}, rows, EUROS, TODAY, None)


def test_a_month_counts_once_it_is_over_and_twelve_at_most() -> None:
    assert ages(FEBRUARY, date(2026, 2, 27)) == 0
    assert ages(FEBRUARY, date(2026, 2, 28)) == 1
    assert ages(date(2020, 1, 1), TODAY) == 12


def test_cohorts_that_are_not_over_tell_nothing() -> None:
    with pytest.raises(Undefined, match="whole month"):
        margin_by_month([Cohort(JANUARY, 3, ())])
