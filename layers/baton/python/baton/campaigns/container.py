"""The parts of this area, wired over a platform."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baton.campaigns.campaign_repository import CampaignRepository
    from baton.runtime.platform import Platform


class Campaigns:
    """The campaign area's parts: ``platform.area(…)``. Each is made when it is first asked for."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self._database, self._table = platform.database, platform.settings.require

    @cached_property
    def campaigns(self) -> "CampaignRepository":
        """Campaigns and their metrics."""
        from baton.campaigns.campaign_repository import DynamoCampaigns

        return DynamoCampaigns(
            self._database,
            self._table("campaigns_table"),
            lambda: self._platform.reference_data,
        )
