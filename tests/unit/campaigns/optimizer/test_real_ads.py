"""The figures of 1,143 real ads, and which rules fire on them."""

import pytest

from functions.campaigns.optimizer.findings import look
from tests.benchmarks import quality_ads

pytestmark = pytest.mark.skipif(
    not quality_ads.DATA.exists(), reason="the shared advertisement data is not there"
)

FIRES = {"916": {"low_ctr"}, "936": {"low_ctr"}, "1178": {"low_ctr", "low_roas"}}


@pytest.fixture(scope="module")
def campaigns():
    return quality_ads.campaigns()


@pytest.mark.parametrize("name", quality_ads.TARGETS)
def test_the_ratios_are_those_that_are_known_of_the_campaigns(name, campaigns, rules):
    section = quality_ads._campaign(name, campaigns, rules)
    assert [figure.met for figure in section.figures[:4]] == [True] * 4


@pytest.mark.parametrize("name", FIRES)
def test_the_rules_fire_where_the_whole_interval_misses(name, campaigns, rules):
    findings = look(campaigns[name], "USD", rules)
    assert {one.rule for one in findings if one.triggered} == FIRES[name]
    assert all(one.interval for one in findings)


@pytest.mark.parametrize("name", FIRES)
def test_a_handful_of_a_campaigns_ads_is_too_few_for_its_return(name, campaigns, rules):
    roas = look(campaigns[name][:5], "USD", rules)[0]
    assert not roas.triggered


@pytest.mark.parametrize("name", FIRES)
def test_small_ads_are_foretold_better_by_their_campaign(name, campaigns):
    assert quality_ads._error_ratio(campaigns[name], seed=1) < 1
