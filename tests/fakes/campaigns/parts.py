"""The parts of the area of campaigns in memory."""

from typing import TYPE_CHECKING, Any

from baton.campaigns.container import Campaigns
from baton.campaigns.settings import CampaignSettings
from tests.fakes.campaigns.campaigns import FakeCampaigns
from tests.fakes.campaigns.runs import FakeRuns
from tests.fakes.platform.transaction import Ground

if TYPE_CHECKING:
    from tests.fakes.platform.container import FakePlatform

SETTINGS = {Campaigns: CampaignSettings}


def parts(platform: "FakePlatform", ground: Ground) -> dict[str, Any]:
    """As ``baton.campaigns.container.Campaigns`` has them, by name."""
    return {
        "campaigns": FakeCampaigns(ground, platform.reference_data),
        "runs": FakeRuns(ground),
    }
