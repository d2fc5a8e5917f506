"""What a visit came to, for the run. Pure."""

from collections.abc import Iterable

from baton.campaigns.campaign import CampaignStatus
from baton.campaigns.effect_kinds import AD_KINDS
from baton.campaigns.parts.ads import AdsPart, PlatformAds
from baton.effects.effect import Effect, EffectState
from functions.campaigns.ad_manager.models import Outlook

_WAITS = (EffectState.PLANNED, EffectState.RESERVED, EffectState.UNKNOWN)
_SAID = {
    EffectState.PLANNED: "waits",
    EffectState.RESERVED: "is under way",
    EffectState.UNKNOWN: "may have happened, and is looked up",
    EffectState.REFUSED: "was refused",
    EffectState.FAILED: "failed",
}


def is_pending(effect: Effect) -> bool:
    """Whether an effect on a platform has not come to its end."""
    return effect.kind in AD_KINDS and effect.state in _WAITS


def platform_ads(outlook: Outlook) -> PlatformAds:
    """One platform's line in the run."""
    campaign, read = outlook.campaign, outlook.read
    details = campaign.details if campaign else None
    findings = [*outlook.findings, *_troubles(outlook.effects), *outlook.notes]
    if read and read.doubt:
        findings.append(read.doubt)
    pending = any(is_pending(one) for one in outlook.effects)
    if details and details.status is CampaignStatus.PAUSED and not pending and not findings:
        findings.append("its campaign is paused: set that campaign's status to active to go on")
    return PlatformAds(
        platform=outlook.platform,
        campaign_id=campaign.campaign_id if campaign else None,
        external_id=details.external_id if details else None,
        active=details is not None and details.status is CampaignStatus.ACTIVE,
        pending=pending,
        daily_budget=details.daily_budget if details else None,
        days=read.days if read else 0,
        read_until=read.until if read else None,
        told_on=read.told_on if read else None,
        unknown=read.unknown if read else (),
        effects=tuple(one.effect_id for one in outlook.effects)[:50],
        findings=tuple(findings)[:50],
    )


def summary_of(part: AdsPart) -> str:
    """The visit in a line."""
    running = sum(one.active for one in part.platforms)
    said = [f"{running} of {len(part.platforms)} platforms run"]
    said += part.findings
    said += [f"{one.platform.value}: {one.findings[0]}" for one in part.platforms if one.findings]
    if part.shift:
        said.append(part.shift)
    return "; ".join(said)[:500]


def _troubles(effects: Iterable[Effect]) -> list[str]:
    return [
        f"{one.kind.replace('_', ' ')} {_SAID[one.state]}: {one.reason}"
        for one in effects
        if one.state in _SAID and one.reason
    ]
