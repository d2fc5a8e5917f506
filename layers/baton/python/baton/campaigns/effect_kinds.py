"""The kinds of effects that campaigns add."""

from typing import TYPE_CHECKING

from baton.core.settings import Settings
from baton.effects.kind import RegisteredKind, SenderParts, by_webhook

if TYPE_CHECKING:
    from baton.effects.sender import Sender

CHANGE = "change"
"""Of a bid, a budget or a setting of a campaign, made by the company's own system, or by Baton where it
is connected to the campaign's platform.
"""

AD_CREATE = "ad_create"
AD_ACTIVATE = "ad_activate"
AD_PAUSE = "ad_pause"
AD_BUDGET = "ad_budget"
AD_BID = "ad_bid"
AD_CREATIVE = "ad_creative"

AD_KINDS = (AD_CREATE, AD_ACTIVATE, AD_PAUSE, AD_BUDGET, AD_BID, AD_CREATIVE)
"""What Baton itself does on advertising platforms."""


def ads_closed(settings: Settings) -> str | None:
    """Why nothing is changed on advertising platforms, for an operator; ``None`` if something is."""
    from baton.campaigns.ads.connections import why_not
    from baton.campaigns.brief import Platform
    from baton.campaigns.settings import CampaignSettings

    del settings
    own = CampaignSettings.from_environment()
    reasons = [why_not(platform, own) for platform in Platform]
    return None if None in reasons else "; ".join(filter(None, reasons))


def _ad_sender(parts: SenderParts) -> "Sender":
    from baton.aws.secrets import Secrets
    from baton.campaigns.ads.connections import ConnectedPlatforms
    from baton.campaigns.ads.sender import AdSender
    from baton.campaigns.settings import CampaignSettings

    platforms = ConnectedPlatforms(
        CampaignSettings.from_environment(), Secrets(parts.clients), parts.sleep, parts.breaker
    )
    return AdSender(platforms, parts.clock)


EFFECT_KINDS = (
    by_webhook(CHANGE),
    *(RegisteredKind(kind, ads_closed, _ad_sender) for kind in AD_KINDS),
)
