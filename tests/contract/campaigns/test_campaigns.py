"""What every store of campaigns promises."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baton.campaigns.campaign import (
    Campaign,
    CampaignReview,
    CampaignStatus,
    DailyMetrics,
    Finding,
    ReviewOutcome,
    Totals,
)
from baton.campaigns.container import Campaigns
from baton.core.clock import new_id
from baton.core.errors import AlreadyExists, NotFound, StaleVersion
from baton.runtime.platform import Platform
from tests.contract.conftest import NewPlatform
from tests.contract.given import a_campaign, later
from tests.fakes.platform.clock import NOON

FIRST = date(2026, 2, 27)


def a_day(number: int, clicks: int = 1) -> DailyMetrics:
    day = FIRST + timedelta(days=number)
    return DailyMetrics(day=day, impressions=1_000, clicks=clicks, spend=250)


def put(platform: Platform, campaign_id: str, *days: DailyMetrics) -> None:
    with platform.transactions.begin() as unit:
        for day in days:
            platform.area(Campaigns).campaigns.put_metrics(campaign_id, day, unit)


def test_a_campaign_comes_back_as_it_was_kept_also_with_a_finding_without_value(
    platform: Platform,
) -> None:
    campaign = a_campaign()
    finding = Finding(
        rule="roas",
        metric="roas",
        value=None,
        threshold=2.0,
        sample=0,
        minimum_sample=100,
        triggered=False,
        text="nothing was spent",
    )
    review = CampaignReview(
        review_id=new_id(),
        campaign_id=campaign.campaign_id,
        at=NOON,
        totals=Totals(days=0, currency="USD"),
        outcome=ReviewOutcome.NOT_ENOUGH_DATA,
        findings=(finding,),
    )
    campaign = campaign.model_copy(update={"last_review": review})
    with platform.transactions.begin() as unit:
        platform.area(Campaigns).campaigns.add(campaign, unit)
    assert platform.area(Campaigns).campaigns.get(campaign.campaign_id) == campaign


def test_versions_follow_each_other(platform: Platform) -> None:
    campaign = a_campaign()
    with platform.transactions.begin() as unit:
        platform.area(Campaigns).campaigns.add(campaign, unit)
    with pytest.raises(AlreadyExists), platform.transactions.begin() as unit:
        platform.area(Campaigns).campaigns.add(campaign, unit)
    with pytest.raises(StaleVersion), platform.transactions.begin() as unit:
        platform.area(Campaigns).campaigns.replace(campaign, unit)
    changed = campaign.model_copy(update={"version": 2})
    with platform.transactions.begin() as unit:
        platform.area(Campaigns).campaigns.replace(changed, unit)
    assert platform.area(Campaigns).campaigns.get(campaign.campaign_id).version == 2


def test_an_unknown_campaign_is_not_found_even_with_metrics(platform: Platform) -> None:
    campaign_id = new_id()
    put(platform, campaign_id, a_day(0))
    with pytest.raises(NotFound):
        platform.area(Campaigns).campaigns.get(campaign_id)
    assert platform.area(Campaigns).campaigns.page().items == ()


def test_a_later_report_of_a_day_replaces_the_earlier(platform: Platform) -> None:
    campaign_id = new_id()
    put(platform, campaign_id, a_day(0))
    put(platform, campaign_id, a_day(0, clicks=9))
    assert platform.area(Campaigns).campaigns.metrics(campaign_id, FIRST, FIRST) == (
        a_day(0, clicks=9),
    )


def test_metrics_come_oldest_first_between_two_days_both_included(platform: Platform) -> None:
    campaign_id, other = new_id(), new_id()
    put(platform, campaign_id, *(a_day(number) for number in (3, 0, 2, 1)))
    put(platform, other, a_day(1))
    days = platform.area(Campaigns).campaigns.metrics(campaign_id, a_day(1).day, a_day(2).day)
    assert days == (a_day(1), a_day(2))
    assert platform.area(Campaigns).campaigns.metrics(campaign_id, a_day(2).day, a_day(1).day) == ()


@settings(
    deadline=None,
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    statuses=st.lists(st.sampled_from(CampaignStatus), max_size=15),
    status=st.sampled_from([*CampaignStatus, None]),
    limit=st.integers(1, 6),
)
def test_the_pages_hold_every_campaign_of_the_status_once_newest_first(
    new_platform: NewPlatform,
    statuses: list[CampaignStatus],
    status: CampaignStatus | None,
    limit: int,
) -> None:
    platform = new_platform()
    campaigns = [a_campaign(status=one, at=later(n)) for n, one in enumerate(statuses)]
    with platform.transactions.begin() as unit:
        for campaign in campaigns:
            platform.area(Campaigns).campaigns.add(campaign, unit)
    listed: list[Campaign] = []
    cursor = None
    while True:
        page = platform.area(Campaigns).campaigns.page(status=status, cursor=cursor, limit=limit)
        listed += page.items
        if (cursor := page.cursor) is None:
            break
    assert listed == [one for one in campaigns[::-1] if status in (None, one.details.status)]
