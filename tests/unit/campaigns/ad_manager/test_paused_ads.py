"""Ads that were paused, by a person or by stopping their run, stay so and are told."""

from baton.campaigns.campaign import CampaignStatus
from baton.campaigns.container import Campaigns
from tests.unit.campaigns.ad_manager.test_ad_manager import findings
from tests.unit.campaigns.ad_manager.world import World


def test_a_campaign_that_somebody_paused_stays_paused_and_is_told_with_what_to_do() -> None:
    world = World()
    world.visit()
    child = world.child("google")
    details = child.details.model_copy(update={"status": CampaignStatus.PAUSED})
    with world.platform.transactions.begin() as within:
        paused = child.next_version(child.updated_at, details=details)
        world.platform.area(Campaigns).campaigns.replace(paused, within)
    world.visit()
    assert "its campaign is paused: set that campaign's status to active" in findings(
        world, "google"
    )
