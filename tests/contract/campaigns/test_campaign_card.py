"""What campaigns publish of themselves is what leads read of them."""

import pytest

from baton.campaigns.brief import ApprovalMode
from baton.campaigns.campaign import CampaignStatus
from baton.campaigns.container import Campaigns
from baton.core.errors import StaleVersion
from baton.leads.campaign_card import find_card
from baton.runtime.platform import Platform
from tests.contract.given import a_campaign


def test_leads_read_a_campaign_as_it_is_after_every_change(platform: Platform) -> None:
    campaigns, campaign = platform.area(Campaigns).campaigns, a_campaign()
    assert find_card(campaign.campaign_id, platform.reference_data) is None
    with platform.transactions.begin() as within:
        campaigns.add(campaign, within)

    card = find_card(campaign.campaign_id, platform.reference_data)
    assert card is not None
    assert (card.name, card.platform, card.status) == ("Spring", "google", "active")
    assert not card.needs_approval

    changes = {"status": CampaignStatus.PAUSED, "approval": ApprovalMode.REQUIRED}
    details = campaign.details.model_copy(update=changes)
    changed = campaign.model_copy(update={"version": 2, "details": details})
    with platform.transactions.begin() as within:
        campaigns.replace(changed, within)

    card = find_card(campaign.campaign_id, platform.reference_data)
    assert card is not None
    assert (card.status, card.needs_approval) == ("paused", True)


def test_a_change_that_is_not_kept_is_not_published(platform: Platform) -> None:
    campaigns, campaign = platform.area(Campaigns).campaigns, a_campaign()
    with platform.transactions.begin() as within:
        campaigns.add(campaign, within)
    details = campaign.details.model_copy(update={"name": "Autumn"})
    stale = campaign.model_copy(update={"version": 3, "details": details})
    with pytest.raises(StaleVersion), platform.transactions.begin() as within:
        campaigns.replace(stale, within)
    card = find_card(campaign.campaign_id, platform.reference_data)
    assert card is not None
    assert card.name == "Spring"


def test_a_lead_of_no_campaign_has_no_card(platform: Platform) -> None:
    assert find_card(None, platform.reference_data) is None
