"""What a handoff tells of the campaign that a record names (requirement A5)."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from baton.campaigns.campaign_repository import CampaignRepository
from baton.campaigns.container import Campaigns
from baton.memory.handoff_subject import HandoffContext, Json, ReferenceSources, Source

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def campaign_sources(platform: "Platform") -> ReferenceSources:
    """See ``baton.memory.handoff_subject.HandoffContext``."""
    return CampaignSummaries(platform.area(Campaigns).campaigns).source


@dataclass(frozen=True, slots=True)
class CampaignSummaries:
    """A campaign in the few words that a receiver has use for."""

    campaigns: CampaignRepository

    def source(self, campaign_id: str) -> Source:
        """Where a campaign is read."""
        return Source("campaigns", partial(self._summary, campaign_id))

    def _summary(self, campaign_id: str) -> Json:
        details = self.campaigns.get(campaign_id).details
        return {
            "campaign_id": campaign_id,
            "name": details.name,
            "platform": details.platform,
            "status": details.status.value,
        }


HANDOFF_CONTEXT = HandoffContext(references={"campaign": campaign_sources})
