"""What ads reach elsewhere, and what the optimiser makes of it."""

from datetime import date

import pytest
from pydantic import ValidationError

from baton.campaigns.benchmarks import Benchmarks, PlatformBenchmarks
from baton.campaigns.brief import Platform
from baton.core.money import Money
from functions.campaigns.ad_manager.children import child_details
from functions.campaigns.optimizer.judgement import judge
from functions.campaigns.optimizer.rules import Rules
from tests.unit.campaigns.optimizer.campaigns import HEALTHY, TODAY, campaign, spread
from tests.unit.campaigns.runs import a_brief

TABLE = Benchmarks.load()


def measured(platform, ad_kind=None, figures=HEALTHY, currency="USD"):
    """The judgement on a campaign of a platform, and its thresholds by rule."""
    kept = campaign(currency=currency)
    details = kept.details.model_copy(update={"platform": platform, "ad_kind": ad_kind})
    kept = kept.model_copy(update={"details": details})
    found = judge(kept, spread(figures), Rules.load(), TODAY)
    return found, {one.rule: one.threshold for one in found.findings}


def test_every_benchmark_says_where_it_is_from_and_when():
    for platform in TABLE.platforms.values():
        for one in platform.kinds.values():
            assert one.source
            assert date(2015, 1, 1) < one.as_of <= date(2026, 11, 30)


def test_a_kind_of_ad_has_its_own_thresholds():
    search, display = measured("google", "search")[1], measured("google", "display")[1]
    assert search["low_ctr"] == pytest.approx(0.7 * 0.0666)
    assert display["low_ctr"] == pytest.approx(0.7 * 0.0046)
    assert search["high_cpl"] == round(7_011 / 0.7)
    assert search["low_roas"] == 2.0


def test_a_click_rate_that_is_poor_for_search_is_fine_for_display():
    figures = {**HEALTHY, "clicks": 3_000}
    assert [one.triggered for one in measured("google", "search", figures)[0].findings][1]
    assert not any(one.triggered for one in measured("google", "display", figures)[0].findings)


def test_where_no_kind_is_told_it_is_the_platforms_usual_one():
    assert measured("LinkedIn")[1] == measured("linkedin", "feed")[1]
    assert "LinkedIn" in measured("linkedin")[0].measured_by


@pytest.mark.parametrize(
    ("platform", "ad_kind", "says"),
    [
        ("tiktok", None, "There is no benchmark for tiktok"),
        ("google", None, "The kind of ad on google is not told (ad_kind: search, display)"),
        ("meta", "reels", "There is no benchmark for reels on meta"),
    ],
)
def test_what_has_no_benchmark_is_measured_by_the_general_thresholds_and_says_so(
    platform, ad_kind, says
):
    found, thresholds = measured(platform, ad_kind)
    assert thresholds == {"low_roas": 2.0, "low_ctr": 0.02, "high_cpl": 5_000}
    assert found.measured_by == f"{says}: the general thresholds stand."


def test_what_a_benchmark_does_not_state_stays_general():
    assert measured("meta", "traffic")[1]["high_cpl"] == 5_000


def test_a_benchmarks_cost_is_converted_for_another_currency():
    threshold = measured("google", "search", currency="JPY")[1]["high_cpl"]
    assert 10_000 < threshold < 25_000


def test_a_usual_kind_that_is_none_is_refused():
    with pytest.raises(ValidationError, match="none of its kinds"):
        PlatformBenchmarks(
            usual="feed", kinds={"search": TABLE.platforms["google"].kinds["search"]}
        )


@pytest.mark.parametrize("platform", list(Platform))
def test_the_campaigns_that_a_run_makes_have_benchmarks_of_their_own(platform):
    details = child_details(campaign(), a_brief(), platform, Money(amount=1_000, currency="EUR"))
    assert TABLE.yardstick(details.platform, details.ad_kind).benchmark is not None
