"""What changes on platforms are planned with, the first as well as later ones."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from pydantic import ValidationError

from baton.campaigns.ads.connections import AdPlatforms
from baton.campaigns.ads.model import AdCreative
from baton.campaigns.brief import Platform
from baton.campaigns.campaign_repository import CampaignRepository
from baton.campaigns.container import Campaigns
from baton.campaigns.content.content_repository import ContentRepository
from baton.campaigns.run import CampaignRun
from baton.campaigns.settings import CampaignSettings
from baton.core.clock import Clock
from baton.core.errors import NotFound
from baton.effects.repository import EffectRepository
from baton.persistence.transaction import Transactions
from functions.campaigns.ad_manager.creatives import creative_of

if TYPE_CHECKING:
    from baton.runtime.platform import Platform as Deployment


@dataclass(frozen=True, slots=True)
class Planning:
    """The platforms, what is kept of campaigns and content, where effects are planned, and how much
    one of them may move.
    """

    platforms: AdPlatforms
    campaigns: CampaignRepository
    content: ContentRepository
    effects: EffectRepository
    transactions: Transactions
    clock: Clock
    settings: CampaignSettings

    @classmethod
    def of(cls, platform: "Deployment") -> Self:
        """Over a platform's parts."""
        area = platform.area(Campaigns)
        return cls(
            platforms=area.ads,
            campaigns=area.campaigns,
            content=area.content,
            effects=platform.effects,
            transactions=platform.transactions,
            clock=platform.clock,
            settings=area.settings,
        )

    def ad(
        self, run: CampaignRun, name: Platform, number: str
    ) -> tuple[AdCreative, str | None] | None:
        """A piece of the run's content as an ad, with the piece that it was written to do better than;
        ``None`` if it is gone, or says nothing that can be shown.
        """
        try:
            piece = self.content.get(run.campaign_id, number)
            made = creative_of(piece, name, run.brief.landing_url or "")
        except (NotFound, ValidationError):
            return None
        return (made, piece.variant_of) if made else None
