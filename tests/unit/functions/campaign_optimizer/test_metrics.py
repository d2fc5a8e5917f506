"""Sums, ratios and the window."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.campaign_optimizer.metrics import Ratios, ratios_of, totals_of, window
from functions.campaign_optimizer.wording import amount, count, percent
from tests.unit.functions.campaign_optimizer.campaigns import HEALTHY, any_totals, spread, totals


def test_the_window_ends_today_and_has_as_many_days_as_asked():
    assert window(date(2026, 3, 2), 28) == (date(2026, 2, 3), date(2026, 3, 2))
    assert window(date(2026, 3, 2), 1) == (date(2026, 3, 2), date(2026, 3, 2))


def test_days_are_summed():
    found = totals_of(spread(HEALTHY), "USD")
    assert found.model_dump(exclude={"days", "currency"}) == HEALTHY
    assert found.days == 10


def test_ratios_are_what_marketing_calls_them():
    ratios = ratios_of(totals(**HEALTHY))
    assert ratios.ctr == 0.03
    assert ratios.cpc == pytest.approx(66.67, abs=0.01)
    assert ratios.cpl == 2_000
    assert ratios.cpa == pytest.approx(6_666.67, abs=0.01)
    assert ratios.conversion_rate == 0.01
    assert ratios.roas == 4


def test_nothing_is_divided_by_nothing():
    assert ratios_of(totals()) == Ratios(None, None, None, None, None, None)


def test_revenue_that_nobody_reports_is_not_a_return_of_nothing():
    assert ratios_of(totals(spend=10_000, conversions=30)).roas is None


@given(found=any_totals(), factor=st.integers(1, 1_000))
def test_ratios_do_not_depend_on_scale(found, factor):
    figures = found.model_dump(exclude={"days", "currency"})
    scaled = totals(**{name: figure * factor for name, figure in figures.items()})
    assert ratios_of(scaled) == ratios_of(found)


def test_figures_read_as_people_write_them():
    assert amount(125_000, "USD") == "USD 1,250.00"
    assert amount(125_000, "JPY") == "JPY 125,000"
    assert amount(125_000, "KWD") == "KWD 125.000"
    assert percent(0.0185) == "1.85 %"
    assert percent(0.2) == "20 %"
    assert count(1, "leads") == "1 lead"
    assert count(1_200, "leads") == "1,200 leads"
