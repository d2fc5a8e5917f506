"""Sums, ratios and the window."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.campaigns.campaign import DailyMetrics
from baton.campaigns.totals import credited, totals_of, window
from functions.campaigns.optimizer.wording import amount, between, count, percent
from tests.unit.campaigns.optimizer.campaigns import HEALTHY, TODAY, spread


def test_the_window_ends_today_and_has_as_many_days_as_asked():
    assert window(date(2026, 3, 2), 28) == (date(2026, 2, 3), date(2026, 3, 2))
    assert window(date(2026, 3, 2), 1) == (date(2026, 3, 2), date(2026, 3, 2))


def test_days_are_summed():
    found = totals_of(spread(HEALTHY), "USD")
    assert found.model_dump(exclude={"days", "currency"}) == HEALTHY
    assert found.days == 10


def test_figures_read_as_people_write_them():
    assert amount(125_000, "USD") == "USD 1,250.00"
    assert amount(125_000, "JPY") == "JPY 125,000"
    assert amount(125_000, "KWD") == "KWD 125.000"
    assert percent(0.0185) == "1.85 %"
    assert percent(0.2) == "20 %"
    assert percent(0.000234) == "0.0234 %"
    assert percent(0) == "0 %"
    assert between("cpl", (4_000, 6_000), "USD", 0.9) == "USD 40.00 to USD 60.00 at 90 % confidence"
    assert between("roas", (1.5, None), "USD", 0.95) == "1.50 or more at 95 % confidence"
    assert count(1, "leads") == "1 lead"
    assert count(1_200, "leads") == "1,200 leads"


def test_parts_credits_and_corrections_add_up():
    days = (
        DailyMetrics(day=TODAY, impressions=100, clicks=0, spend=1_000, conversions=0.1),
        DailyMetrics(day=TODAY, impressions=0, clicks=4, spend=-300, conversions=0.2, revenue=500),
        DailyMetrics(day=TODAY, impressions=0, clicks=-1, spend=0, leads=2.0, revenue=-700),
    )
    found = totals_of(days, "EUR")
    assert (found.impressions, found.clicks, found.spend, found.revenue) == (100, 3, 700, -200)
    assert (found.leads, found.conversions) == (2, 0.3)
    assert totals_of(days[2:], "EUR").clicks == 0


@given(st.lists(st.integers(0, 10**9).map(lambda parts: parts / 1_000), max_size=40))
def test_the_order_of_parts_does_not_matter(parts):
    assert credited(parts) == credited(sorted(parts)) == pytest.approx(sum(parts))
