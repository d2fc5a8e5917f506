"""A campaign that spends too much is paused once, by operations, and only if it still runs."""

from datetime import timedelta

import pytest

from baton.campaigns.campaign import Campaign, CampaignStatus, DailyMetrics, NewCampaign
from baton.campaigns.remedies import OverspendingCampaigns
from baton.core.money import Money
from baton.effects.sender import ProviderUnavailable, Rejected
from baton.incidents.incident import IncidentStatus
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.operations import ControlRoom, an_alarm

ID = "01JNBX5T00ABCDEFGHJKMNPQRS"


def with_campaign(platform: FakePlatform, spend: int) -> None:
    details = NewCampaign(
        name="Spring", platform="google", daily_budget=Money(amount=100, currency="EUR")
    )
    campaign = Campaign(campaign_id=ID, created_at=NOON, updated_at=NOON, details=details)
    day = DailyMetrics(day=NOON.date(), impressions=1, clicks=0, spend=spend)
    with platform.transactions.begin() as within:
        platform.campaigns.add(campaign, within)
        platform.campaigns.put_metrics(ID, day, within)


def test_the_alarm_of_a_campaign_that_overspends_ends_with_its_pause() -> None:
    room = ControlRoom()
    with_campaign(room.platform, spend=151)
    room.platform.clock.advance(60)
    alarm = an_alarm("campaign-overspend", room.platform.clock())

    assert room.work(alarm).status is IncidentStatus.RECOVERED

    paused = room.platform.campaigns.get(ID)
    assert paused.details.status is CampaignStatus.PAUSED
    assert (paused.version, paused.updated_at >= NOON + timedelta(seconds=60)) == (2, True)
    incident = room.platform.incidents.get(alarm.incident_id)
    assert incident.runbook.endswith("#a-campaign-spends-too-much")
    assert [one.what for one in incident.recoveries] == [f"pause_campaign:{ID}"]


def test_campaigns_are_not_looked_at_for_another_alarm() -> None:
    room = ControlRoom()
    with_campaign(room.platform, spend=151)
    room.work(an_alarm("api-p95"))
    assert room.platform.campaigns.get(ID).details.status is CampaignStatus.ACTIVE


def test_a_campaign_within_its_budget_is_no_finding() -> None:
    platform = FakePlatform()
    with_campaign(platform, spend=150)
    remedy = OverspendingCampaigns(platform)  # type: ignore[arg-type]
    assert remedy.find(NOON.date()) == ()
    assert not remedy.is_done(ID)


def test_a_campaign_that_is_gone_or_changes_meanwhile_is_not_said_to_be_paused() -> None:
    platform = FakePlatform()
    remedy = OverspendingCampaigns(platform)  # type: ignore[arg-type]
    with pytest.raises(Rejected):
        remedy.carry_out(ID)
    assert not remedy.is_done(ID)
    with_campaign(platform, spend=151)
    read = platform.campaigns.get

    def read_before_another_changed_it(campaign_id: str) -> Campaign:
        campaign = read(campaign_id)
        with platform.transactions.begin() as within:
            platform.campaigns.replace(campaign.next_version(NOON), within)
        return campaign

    platform.campaigns.get = read_before_another_changed_it  # type: ignore[method-assign]
    with pytest.raises(ProviderUnavailable):
        remedy.carry_out(ID)
