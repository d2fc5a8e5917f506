"""How well a campaign does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.campaigns.spend_pace import SpendPace
from functions.campaigns.analytics.rules import Scoring
from functions.campaigns.analytics.scoring import ScoreInputs, score_of
from tests.unit.campaigns.analytics.channels import TODAY, a_channel, some_days

WEIGHTS = Scoring.load().weights
EVEN = SpendPace(budget=300_000, spent=100_000, days=30, days_left=20)


def scored(*channels, quality=0.7, pace=EVEN):
    return score_of(ScoreInputs(channels, quality, pace, TODAY), WEIGHTS)


def part(score, name):
    (found,) = [one for one in score.parts if one.name == name]
    return found


def test_who_reaches_every_benchmark_scores_the_threshold_and_a_bit_for_its_even_pace():
    score = scored(a_channel())
    assert [round(one.score, 2) for one in score.parts] == [0.7, 0.7, 0.7, 0.7, 1.0]
    assert score.value == pytest.approx(0.7 * 0.85 + 0.15, abs=0.005)
    assert score.low < score.value < score.high
    assert score.missing == ()


def test_what_counts_nothing_makes_no_score_of_nothing():
    weights = WEIGHTS.model_copy(
        update={"cost_per_lead": 0.8, "click_through_rate": 0, "lead_quality": 0, "pace": 0}
    )
    silent = a_channel(days=some_days(leads=0))
    score = score_of(ScoreInputs((silent,), 0.7, EVEN, TODAY), weights)
    assert (score.value, score.low, score.high) == (None, 0, 1)


def test_the_score_is_its_parts_by_their_weights():
    score = scored(a_channel(days=some_days(leads=30)), quality=0.4)
    assert score.value == pytest.approx(sum(one.weight * one.score for one in score.parts))


def test_twice_the_clicks_and_half_the_cost_are_no_more_than_the_best():
    score = scored(a_channel(days=some_days(clicks=700, leads=80)), quality=1)
    assert {one.score for one in score.parts} == {1}


def test_what_is_missing_is_unknown_and_widens_the_bounds():
    whole, without = scored(a_channel()), scored(a_channel(), quality=None, pace=None)
    assert part(without, "lead_quality").score is None
    assert len(without.missing) == 2
    assert without.high - without.low > whole.high - whole.low + 0.3
    assert without.value == pytest.approx(0.7, abs=0.01)


def test_leads_that_nobody_reports_are_unknown_and_not_none():
    score = scored(a_channel(days=some_days(leads=0)))
    assert part(score, "cost_per_lead").score is None
    assert part(score, "conversion_rate").score is None
    assert part(score, "click_through_rate").score is not None
    assert "either none came, or nothing reports them" in score.missing[0]


def test_of_nothing_brought_there_is_no_score_whatever_else_is_known():
    score = scored(quality=1.0)
    assert score.value is None
    assert (score.low, score.high) == (0, 1)
    assert "unknown" in score.why
    assert scored(a_channel(days=())).value is None


def test_a_channel_without_figures_leaves_the_others_judged_and_is_named():
    score = scored(a_channel(), a_channel("linkedin", days=some_days(leads=0)))
    assert "not known for linkedin" in part(score, "cost_per_lead").text


def test_a_channel_counts_by_what_it_spends():
    poor = a_channel("linkedin", days=some_days(spend=1_000_000, leads=1))
    mixed = scored(a_channel(), poor)
    assert part(mixed, "cost_per_lead").score < 0.1
    assert part(scored(a_channel()), "cost_per_lead").score == pytest.approx(0.7)


def test_few_days_make_wider_bounds_than_many():
    few, many = scored(a_channel(days=some_days(2))), scored(a_channel(days=some_days(28)))
    assert few.high - few.low > 1.5 * (many.high - many.low)


def test_costs_are_compared_in_the_campaigns_currency():
    yen = scored(a_channel(currency="JPY", days=some_days(spend=55_320)))
    assert part(yen, "cost_per_lead").score > 0.9  # 2,766 yen a lead are USD 18


@pytest.mark.parametrize(("spent", "score"), [(100_000, 1), (150_000, 0.5), (0, 0), (250_000, 0)])
def test_an_uneven_pace_costs_as_much_as_it_is_off(spent, score):
    pace = EVEN.model_copy(update={"spent": spent})
    assert part(scored(a_channel(), pace=pace), "pace").score == pytest.approx(score)


days = st.builds(
    dict,
    clicks=st.integers(0, 10_000),
    impressions=st.integers(0, 10_000),
    spend=st.integers(0, 10**7),
    leads=st.integers(0, 500),
)


@given(figures=days, quality=st.none() | st.floats(0, 1), count=st.integers(0, 12))
def test_a_score_lies_within_its_bounds_and_both_within_0_and_1(figures, quality, count):
    score = scored(a_channel(days=some_days(count, **figures)), quality=quality)
    assert 0 <= score.low <= score.high <= 1
    if score.value is not None:
        assert score.low <= score.value <= score.high
