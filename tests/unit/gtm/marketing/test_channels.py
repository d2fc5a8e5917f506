"""Channels are told as facts have them: what is not known is unknown, and ratios have their bounds."""

import math
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.facts.fact import Fact
from baton.facts.registered_kinds import fact_kinds
from baton.gtm.figures import FigureName
from baton.gtm.marketing_channels import ChannelFigures, RangedFigure
from baton.gtm.periods import Period
from functions.gtm.marketing.channels import Days, poisson_bounds, trend
from functions.gtm.marketing.fact_queries import before
from tests.unit.gtm.finance.company import CAMPAIGN, COSTS, TRANSACTIONS, FinanceHarness, ads, fact
from tests.unit.gtm.marketing.given import Shop

COUNTS = st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=0, max_size=40)


def ad_days(first: str, days: int, platform: str = "google", **row: Any) -> list[Fact]:
    """Days of a platform, each alike."""
    kind, begun = fact_kinds()["ad_metrics_day"], date.fromisoformat(first)
    shared = {"campaign_id": CAMPAIGN, "external_id": platform, "platform": platform, **row}
    return [
        fact(kind, number, (begun + timedelta(days=number)).isoformat(), **shared)
        for number in range(days)
    ]


def channels(shop: Shop, period: str, **more: Any) -> dict[str, ChannelFigures]:
    report = shop.ask("channels", period, **more).channels
    assert report is not None
    return {one.channel: one for one in report.channels}


@given(COUNTS)
def test_a_ratio_is_that_of_the_sums_and_lies_within_its_bounds(
    pairs: list[tuple[int, int]],
) -> None:
    days = Days()
    for above, below in pairs:
        days.add(above, below)
    found, total = days.ratio(), sum(below for _, below in pairs)
    if not total:
        assert found is None
        return
    assert found is not None
    assert found.value == pytest.approx(sum(above for above, _ in pairs) / total)
    if found.low is not None and found.high is not None:
        assert 0 <= found.low <= found.value <= found.high
        assert math.isfinite(found.high)


@given(st.integers(1, 10_000))
def test_few_orders_make_a_wide_interval_around_their_number(count: int) -> None:
    low, high = poisson_bounds(count)
    assert 0 < low < count < high


def test_bounds_of_a_count_are_garwoods() -> None:
    """A count of 10 at 80 %: 6.221 to 15.407 (half the chi-square quantiles of 20 and 22)."""
    assert poisson_bounds(10) == pytest.approx((6.2213, 15.4066), abs=1e-3)


@pytest.mark.parametrize("period", ["2026", "2026-Q1", "2026-03", "2000-01-01/2000-01-05"])
def test_the_period_before_is_as_long_and_ends_where_this_one_begins(period: str) -> None:
    now = Period.read(period)
    then = before(now)
    assert then.days == now.days or then.first == date(2000, 1, 1)
    assert then.last == now.first - timedelta(days=1) or now.first == date(2000, 1, 1)


def test_each_channel_has_what_is_known_of_it_and_names_what_is_not() -> None:
    shop = Shop()
    shop.knows([*TRANSACTIONS, *COSTS, *ads()])
    found = channels(shop, "2026-Q1")
    google, meta, email = found["google"], found["meta"], found["email"]
    assert (google.spend, google.revenue, google.conversions) == (4_000, 12_000, None)
    assert google.roas == RangedFigure(value=3.0)
    assert (meta.spend, meta.revenue, meta.roas) == (2_000, None, None)
    assert (email.spend, email.impressions, email.clicks) == (None, None, None)
    assert (email.conversions, email.revenue) == (1.0, 5_000)
    assert email.cost_per_conversion is None
    assert any(one.startswith("spend:") for one in email.unknown)
    assert any(one.startswith("conversions:") for one in meta.unknown)


def test_spend_and_return_are_those_that_finance_tells() -> None:
    facts = [*TRANSACTIONS, *COSTS, *ads()]
    shop, finance = Shop(), FinanceHarness(facts)
    shop.knows(facts)
    found = channels(shop, "2026-Q1")
    roas = {one.name: one.value for one in finance.figure(FigureName.ROAS).parts}
    assert {one.channel: one.roas.value for one in found.values() if one.roas and one.clicks} == {
        name: value for name, value in roas.items() if value is not None
    }
    spent = sum(one.spend or 0 for one in found.values())
    assert spent / 3 == finance.figure(FigureName.CAC).value


def test_a_trend_is_clear_only_where_the_intervals_lie_apart() -> None:
    shop = Shop()
    even: dict[str, Any] = {
        "impressions": 1_000,
        "clicks": 50,
        "conversions": 5.0,
        "revenue": 9_000,
    }
    shop.knows(
        [
            *ad_days("2026-02-01", 28, spend=1_000, **even),
            *ad_days("2026-03-01", 28, spend=3_000, **even),
        ]
    )
    google = channels(shop, "2026-03-01/2026-03-28")["google"]
    assert google.cost_per_conversion == RangedFigure(value=600, low=600, high=600)
    cost = google.cost_per_conversion_trend
    assert cost is not None
    assert (cost.before, cost.clear) == (200, True)
    assert cost.change == pytest.approx(2)
    wide, other = RangedFigure(value=2, low=1, high=3), RangedFigure(value=3, low=2, high=4)
    assert trend(wide, other).clear is False  # type: ignore[union-attr]
    assert trend(RangedFigure(value=2), other).clear is None  # type: ignore[union-attr]
    assert trend(None, other) is None
    assert trend(1.0, 0.0).change is None  # type: ignore[union-attr]


def test_without_any_facts_nothing_is_told_and_each_kind_is_missing() -> None:
    answer = Shop().ask("channels")
    assert answer.channels is None
    assert answer.missing
    assert "known" in answer.statements[0].text
    shop = Shop()
    shop.knows(TRANSACTIONS)
    assert {one.kind for one in shop.ask("channels").missing} == {"ad_metrics_day", "cost"}


def test_every_statement_stands_on_queries_that_the_answer_shows() -> None:
    shop = Shop()
    shop.knows([*TRANSACTIONS, *COSTS, *ads()])
    answer = shop.ask("channels")
    shown = {one.query_id for one in answer.queries}
    assert answer.statements
    assert all(one.queries and set(one.queries) <= shown for one in answer.statements)


def test_a_currency_without_a_rate_is_said_and_never_counted_as_nothing() -> None:
    shop = Shop()
    shop.knows(ad_days("2026-03-01", 7, spend=5_000, impressions=10, clicks=1, currency="XTS"))
    answer = shop.ask("channels", "2026-03")
    assert answer.channels is None
    assert "no rate of exchange from XTS" in answer.statements[0].text


def test_one_channel_is_told_alone() -> None:
    shop = Shop()
    shop.knows([*TRANSACTIONS, *COSTS, *ads()])
    assert channels(shop, "2026-Q1", channel="google").keys() == {"google"}


def test_orders_are_not_told_as_conversions_and_what_has_no_channel_is_called_so() -> None:
    shop = Shop()
    shop.knows([*TRANSACTIONS, *COSTS, *ads()])
    told = {
        one.text.partition(":")[0]: one.text for one in shop.ask("channels", "2026-Q1").statements
    }
    assert told["email"] == "email: spend not known; 1 order."
    assert "2 orders of its customers, old and new" in told["google"]
    assert "without a channel" in told
    assert "unknown" not in told


def test_a_change_of_which_nobody_can_say_how_sure_it_is_is_told_so() -> None:
    day = {"impressions": 9, "clicks": 3, "conversions": 1}
    days = [*ad_days("2026-03-01", 2, spend=100, **day), *ad_days("2026-02-27", 2, spend=50, **day)]
    shop = Shop()
    shop.knows(days)
    (said,) = shop.ask("channels", "2026-03-01/2026-03-02").statements
    assert "cost per conversion +100 % against the period before, too few days" in said.text
