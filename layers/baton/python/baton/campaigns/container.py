"""The parts of this area, wired over a platform."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baton.campaigns.campaign_repository import CampaignRepository
    from baton.campaigns.run_repository import RunRepository
    from baton.campaigns.settings import CampaignSettings
    from baton.runtime.platform import Platform


class Campaigns:
    """The campaign area's parts: ``platform.area(…)``. Each is made when it is first asked for."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self._database, self._table = platform.database, platform.settings.table

    @cached_property
    def settings(self) -> "CampaignSettings":
        """What the area is told."""
        from baton.campaigns.settings import CampaignSettings

        return CampaignSettings.from_environment()

    @cached_property
    def campaigns(self) -> "CampaignRepository":
        """Campaigns and their metrics."""
        from baton.campaigns.campaign_repository import DynamoCampaigns

        return DynamoCampaigns(
            self._database,
            self._table("campaigns"),
            lambda: self._platform.reference_data,
        )

    @cached_property
    def runs(self) -> "RunRepository":
        """Runs of campaigns."""
        from baton.campaigns.run_repository import DynamoRuns

        return DynamoRuns(self._database, self._table("campaigns"))
