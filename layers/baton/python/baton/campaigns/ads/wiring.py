"""The sender of changes on advertising platforms, for functions that carry them out."""

from baton.aws.secrets import Secrets
from baton.campaigns.ads.connections import ConnectedPlatforms, why_not
from baton.campaigns.ads.sender import AdSender
from baton.campaigns.brief import Platform
from baton.campaigns.settings import CampaignSettings
from baton.effects.kind import SenderParts


def closed() -> str | None:
    """Why nothing is changed on any advertising platform, for an operator; ``None`` if something is."""
    own = CampaignSettings.from_environment()
    reasons = [why_not(platform, own) for platform in Platform]
    return None if None in reasons else "; ".join(filter(None, reasons))


def sender(parts: SenderParts) -> AdSender:
    """Over the accounts that are connected, each behind a circuit breaker of its own."""
    settings = CampaignSettings.from_environment()
    secrets = Secrets(parts.clients)
    platforms = ConnectedPlatforms(settings, secrets, parts.sleep, parts.breaker)
    return AdSender(platforms, parts.clock)
