"""The parts of this area, wired over a platform."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baton.campaigns.campaign_repository import CampaignRepository
    from baton.campaigns.prospects.repository import ProspectRepository
    from baton.campaigns.prospects.request_rate import RequestRates
    from baton.campaigns.prospects.run_credits import RunCredits
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

    @cached_property
    def prospects(self) -> "ProspectRepository":
        """Whom runs found."""
        from baton.campaigns.prospects.repository import DynamoProspects

        return DynamoProspects(self._database, self._table("prospects"), self._platform.clock)

    @cached_property
    def request_rates(self) -> "RequestRates":
        """How often lead sources may be asked, over all machines; in the requests table."""
        from baton.campaigns.prospects.request_rate import DynamoRequestRates

        return DynamoRequestRates(self._database, self._table("requests"))

    @cached_property
    def run_credits(self) -> "RunCredits":
        """What runs took of lead sources; in the requests table."""
        from baton.campaigns.prospects.run_credits import DynamoRunCredits

        return DynamoRunCredits(self._database, self._table("requests"))
