"""A campaign beside the account's others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.campaigns.optimizer.account import measures_of
from tests.unit.campaigns.optimizer.campaigns import (
    DEAR,
    HEALTHY,
    POOR,
    any_days,
    spread,
    totals,
)


def measure(metric, figures, others):
    days = spread(figures)
    found = measures_of(days, "USD", 0.9, [totals(**one) for one in others])
    return next(one for one in found if one.metric == metric)


def test_six_figures_are_measured_and_without_others_compared_with_nothing():
    found = measures_of(spread(HEALTHY), "USD", 0.9, [totals(**DEAR)])
    assert [one.metric for one in found] == ["ctr", "cpc", "cpl", "cpa", "conversion_rate", "roas"]
    assert all(one.benchmark is None and "too few other campaigns" in one.text for one in found)
    assert found[0].text.startswith("CTR is 3 % (2.94 % to 3.06 % at 90 % confidence)")


def test_an_account_says_whether_a_campaign_does_better_than_the_others():
    others = [POOR, POOR, POOR]
    assert "it does better" in measure("cpl", HEALTHY, others).text
    assert "it does better" in measure("roas", HEALTHY, others).text
    assert "it does worse" in measure("ctr", POOR, [HEALTHY, HEALTHY]).text
    assert "too close to tell apart" in measure("cpa", HEALTHY, [HEALTHY, HEALTHY]).text


def test_others_that_do_not_tell_their_clicks_are_not_compared_by_them():
    silent = {"spend": 1_000_000, "leads": 400}
    assert "too few other campaigns" in measure("cpc", HEALTHY, [silent, silent]).text
    assert "it does" in measure("cpl", HEALTHY, [silent, silent]).text


def test_a_campaign_of_few_figures_is_expected_to_be_like_the_others_and_of_many_like_itself():
    others = [{**HEALTHY, "clicks": 6_000 + more} for more in (-2_000, 0, 2_000)]
    few = {"impressions": 1_000, "clicks": 60, "spend": 4_000}
    many = {name: 1_000 * figure for name, figure in few.items()}
    young, old = measure("ctr", few, others), measure("ctr", many, others)
    assert young.benchmark == old.benchmark == pytest.approx(0.03, rel=0.1)
    assert young.benchmark < young.expected < old.expected <= 0.06
    assert old.expected == pytest.approx(0.06, rel=0.001)


@given(days=any_days(), others=st.lists(any_days(), min_size=2, max_size=4))
def test_what_is_expected_lies_between_its_own_and_what_all_make(days, others):
    from baton.campaigns.totals import totals_of

    account = [totals_of(one, "USD") for one in others]
    for one in measures_of(days, "USD", 0.9, account):
        assert type(one).model_validate(one.to_json()) == one
        if one.expected is not None:
            assert one.expected > 0
            assert one.campaigns >= 2


def test_others_without_the_figure_do_not_count():
    silent = {**HEALTHY, "revenue": 0}
    assert measure("roas", HEALTHY, [silent, silent, HEALTHY]).benchmark is None
    assert measure("roas", HEALTHY, [silent, HEALTHY, HEALTHY]).campaigns == 2
