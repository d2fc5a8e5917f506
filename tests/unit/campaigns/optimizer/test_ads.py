"""Ads beside each other."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from baton.campaigns.campaign import AdMetrics, DailyMetrics, Figures
from baton.statistics.shrinkage import BetaPrior
from functions.campaigns.optimizer.ads import (
    ad_results,
    ads_in,
    cheapest_and_dearest,
    weakest_creative,
)
from functions.campaigns.optimizer.judgement import judge
from tests.unit.campaigns.optimizer.campaigns import POOR, TODAY, campaign, spread


def ad(impressions, clicks=0, spend=0, leads=0):
    return Figures(impressions=impressions, clicks=clicks, spend=spend, leads=leads)


def of(**ads):
    return {one.ad: one for one in ad_results(ads)}


MANY = {f"ad{number}": ad(100_000, 1_500 + 100 * number, 50_000, 40) for number in range(10)}


def test_a_small_ad_is_expected_to_do_as_its_campaign_does_and_a_large_one_as_it_did():
    found = of(**MANY, tiny=ad(20, clicks=3), large=ad(1_000_000, clicks=35_000))
    assert found["tiny"].ctr == 0.15
    assert 0.015 < found["tiny"].expected_ctr < 0.04
    assert found["large"].expected_ctr == pytest.approx(0.035, rel=0.01)
    assert weakest_creative(tuple(found.values())) == "ad0"


def test_an_ad_without_a_lead_has_an_expected_cost_all_the_same():
    found = of(**MANY, fresh=ad(1_000, 20, 500))
    assert found["fresh"].cpl is None
    assert found["fresh"].expected_cpl == pytest.approx(1_250, rel=0.2)


def test_budget_moves_from_dear_leads_to_cheap_ones():
    found = of(**MANY, dear=ad(100_000, 2_000, 50_000, 5), cheap=ad(100_000, 2_000, 50_000, 160))
    assert cheapest_and_dearest(tuple(found.values())) == ("cheap", "dear")
    assert cheapest_and_dearest(ad_results({"one": ad(10, 1, 5, 1)})) is None
    assert weakest_creative(ad_results({"one": ad(10, 1, 5, 1)})) is None


@given(
    st.dictionaries(
        st.text("abc", min_size=1, max_size=3),
        st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**4)),
        max_size=8,
    )
)
def test_what_is_expected_of_an_ad_lies_between_its_own_and_the_campaigns(figures):
    ads = {
        name: ad(impressions, min(clicks, impressions), 1_000, leads)
        for name, (impressions, clicks, leads) in figures.items()
    }
    total = sum(one.impressions for one in ads.values())
    for one in ad_results(ads):
        whole = sum(other.clicks for other in ads.values()) / total
        low, high = sorted((one.ctr, whole))
        assert low - 1e-9 <= one.expected_ctr <= high + 1e-9
        assert type(one).model_validate(one.to_json()) == one


@settings(deadline=None, max_examples=25)  # the interval, not the expectation, takes its time
@given(
    mean=st.floats(0.001, 0.999),
    strength=st.floats(0.5, 10**6),
    trials=st.integers(0, 10**6),
    share=st.floats(0, 1),
)
def test_what_is_expected_without_an_interval_is_what_is_expected_with_one(
    mean, strength, trials, share
):
    prior, successes = BetaPrior(mean, strength), int(trials * share)
    whole = prior.updated(successes, trials).interval.estimate
    assert prior.expected(successes, trials) == pytest.approx(whole, rel=1e-9)


def test_an_ad_is_compared_by_the_days_of_which_its_platform_has_figures():
    parts = ({"impressions": 100, "clicks": 2}, {"impressions": None, "clicks": 3}, {})
    ads = [AdMetrics(ad="a", spend=5, **part) for part in parts]
    assert ads_in([DailyMetrics(day=TODAY, spend=5, ads=(one,)) for one in ads]) == {
        "a": ad(100, 2, 5)
    }


def test_an_ads_days_are_added_up():
    parts = [
        DailyMetrics(
            day=TODAY.replace(day=day),
            impressions=100,
            clicks=9,
            spend=50,
            ads=(AdMetrics(ad="a", impressions=60, clicks=4, spend=20),),
        )
        for day in (1, 2)
    ]
    assert ads_in(parts) == {"a": ad(120, 8, 40)}


@pytest.mark.parametrize(
    ("ads", "fault"),
    [
        ([("a", 50), ("a", 50)], "must not name an ad twice"),
        ([(f"a{number}", 0) for number in range(201)], "at most 200"),
    ],
)
def test_an_ad_that_is_named_twice_and_more_ads_than_fit_are_refused(ads, fault):
    parts = [{"ad": name, "impressions": seen, "clicks": 0, "spend": 0} for name, seen in ads]
    with pytest.raises(ValidationError, match=fault):
        DailyMetrics.model_validate(
            {"day": TODAY, "impressions": 100, "clicks": 0, "spend": 0, "ads": parts}
        )


def test_a_review_names_the_ads_and_its_proposals_what_to_do_about_them(rules):
    days = [
        day.model_copy(
            update={
                "ads": tuple(
                    AdMetrics(ad=name, impressions=10_000, clicks=clicks, spend=20_000, leads=leads)
                    for name, clicks, leads in (("blue", 20, 1), ("red", 130, 5))
                )
            }
        )
        for day in spread(POOR)
    ]
    found = judge(campaign(), days, rules, TODAY)
    assert [one.ad for one in found.ads] == ["blue", "red"]
    texts = " ".join(one.text for one in found.proposals)
    assert "for the ad blue, which is expected to be clicked least" in texts
    assert "cost most from the ad blue, least from red" in texts
