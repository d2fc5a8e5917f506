"""The agent that reads what advertising platforms report."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Self

from baton.campaigns.ads.changes import platform_of
from baton.campaigns.ads.connections import AdPlatforms
from baton.campaigns.ads.readings import AdReadings
from baton.campaigns.ads.versions import warning
from baton.campaigns.brief import Platform
from baton.campaigns.campaign import Campaign, CampaignStatus
from baton.campaigns.campaign_repository import CampaignRepository
from baton.campaigns.container import Campaigns
from baton.core.clock import Clock
from baton.core.message import AgentName
from baton.core.observability import record
from baton.persistence.database import in_parallel
from baton.runtime import Agent
from functions.campaigns.ad_readings.models import ReadingResult, ReadingTask

if TYPE_CHECKING:
    from baton.runtime.platform import Platform as Deployment

PAGE = 100
MOST_DOUBTS = 50


class AdReader(Agent[ReadingTask, ReadingResult]):
    """Keeps the days of running campaigns as their platforms report them, so that reviews, reports and
    analytics have them; and says when a version of a platform's API ends.
    """

    name: ClassVar[AgentName] = "ad_readings"

    def __init__(
        self,
        *,
        campaigns: CampaignRepository,
        platforms: AdPlatforms,
        readings: AdReadings,
        clock: Clock,
    ) -> None:
        self._campaigns = campaigns
        self._platforms = platforms
        self._readings = readings
        self._clock = clock

    @classmethod
    def assemble(cls, platform: "Deployment") -> Self:
        """The agent with its real parts."""
        area = platform.area(Campaigns)
        return cls(
            campaigns=area.campaigns,
            platforms=area.ads,
            readings=AdReadings.of(platform),
            clock=platform.clock,
        )

    def perform(self, task: ReadingTask) -> ReadingResult:
        """Reads campaign after campaign; one that cannot be read holds up no other."""
        versions = self._versions()
        own = [one for one in self._running(task.most) if self._is_ours(one)]
        read = in_parallel(self._readings.refresh, own)
        doubts = [
            f"{campaign.campaign_id}: {one.doubt}"
            for campaign, one in zip(own, read, strict=True)
            if one.doubt
        ]
        return ReadingResult(
            campaigns=len(own),
            days=sum(one.days for one in read),
            doubts=tuple(doubts[:MOST_DOUBTS]),
            versions=versions,
        )

    def _versions(self) -> tuple[str, ...]:
        """What to do about versions that end, of the platforms that are connected; an alarm hears it."""
        today = self._clock().date()
        connected = [one for one in Platform if self._platforms.why_not(one) is None]
        ends = tuple(filter(None, (warning(one, today) for one in connected)))
        if ends:
            record(
                "campaigns", "an API version ends", counts={"ApiVersionEnds": len(ends)}, ends=ends
            )
        return ends

    def _running(self, most: int) -> Iterator[Campaign]:
        cursor, left = None, most
        while left > 0:
            page = self._campaigns.page(
                status=CampaignStatus.ACTIVE, cursor=cursor, limit=min(PAGE, left)
            )
            yield from page.items
            left -= len(page.items)
            cursor = page.cursor
            if cursor is None:
                return

    def _is_ours(self, campaign: Campaign) -> bool:
        name = platform_of(campaign)
        connected = name is not None and self._platforms.why_not(name) is None
        return connected and campaign.details.external_id is not None
