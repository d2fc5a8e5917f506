"""Sums, ratios and the window."""

from datetime import date

from baton.campaigns.totals import totals_of, window
from functions.campaigns.optimizer.wording import amount, between, count, percent
from tests.unit.campaigns.optimizer.campaigns import HEALTHY, spread


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
