"""What the ad manager works with in one visit."""

from dataclasses import dataclass, field

from baton.campaigns.ads.model import Account, AdCreative, CampaignPlan
from baton.campaigns.ads.port import AdPlatform
from baton.campaigns.ads.readings import Read
from baton.campaigns.brief import Platform
from baton.campaigns.campaign import Campaign
from baton.effects.effect import Effect


@dataclass
class Outlook:
    """One platform in this visit: its campaign if it has one, what is made of it, and what is wrong.

    Without ``findings`` and without a ``campaign`` it is to be launched.
    """

    platform: Platform
    campaign: Campaign | None = None
    ads: AdPlatform | None = None
    account: Account | None = None
    creatives: tuple[AdCreative, ...] = ()
    plan: CampaignPlan | None = None
    read: Read | None = None
    effects: list[Effect] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """what somebody should know, and what stops nothing"""

    @property
    def to_launch(self) -> bool:
        """Whether its campaign is still to be made, and nothing speaks against it."""
        return self.campaign is None and not self.findings
