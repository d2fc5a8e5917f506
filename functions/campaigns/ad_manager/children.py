"""The campaigns that stand for a run's campaign on each platform, and their plans. Pure."""

import hashlib

from baton.campaigns.ads.effects import key_of
from baton.campaigns.ads.languages import not_shown, shown_in
from baton.campaigns.ads.model import AdAudience, AdCreative, CampaignKey, CampaignPlan
from baton.campaigns.brief import Brief, Platform
from baton.campaigns.campaign import Campaign, CampaignStatus, NewCampaign
from baton.core.money import Money

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TIME, _LETTERS = 10, 16
"""Characters of a ULID: its time, and the rest."""

_MOST_TITLE = 180
_MOST_WORDS, _MOST_TITLES, _MOST_COUNTRIES, _LONGEST_WORD = 50, 10, 25, 80


_KINDS = {Platform.GOOGLE: "search", Platform.META: "feed", Platform.LINKEDIN: "feed"}
"""The kinds of ad that are made there, by which the campaigns are measured."""


def child_id(campaign_id: str, platform: Platform) -> str:
    """The id of the campaign on a platform: always the same, so that there is never a second one."""
    digest = hashlib.sha256(f"{campaign_id}/{platform.value}".encode()).digest()
    number = int.from_bytes(digest[:10], "big")
    letters = (_CROCKFORD[(number >> (5 * at)) & 31] for at in range(_LETTERS))
    return campaign_id[:_TIME] + "".join(letters)


def child_details(parent: Campaign, brief: Brief, platform: Platform, budget: Money) -> NewCampaign:
    """The campaign on one platform: it stands until it was activated there."""
    return NewCampaign(
        name=f"{parent.details.name[:_MOST_TITLE]} ({platform.value})",
        platform=platform.value,
        ad_kind=_KINDS[platform],
        status=CampaignStatus.PAUSED,
        daily_budget=budget,
        starts_on=brief.starts_on,
        ends_on=brief.ends_on,
        parent_id=parent.campaign_id,
        approval=parent.details.approval,
    )


def left_out(brief: Brief, platform: Platform) -> tuple[str, ...]:
    """What of a brief's audience no ad is targeted at, since a plan has only so many of each, or the
    platform does not have its language.
    """
    audience = brief.audience
    words = len(audience.keywords) + len(audience.industries)
    return not_shown(platform, brief.languages) + tuple(
        f"the audience names {count} {what}, of which ads are targeted at the first {most}"
        for count, most, what in (
            (len(audience.countries), _MOST_COUNTRIES, "countries"),
            (words, _MOST_WORDS, "keywords and industries"),
            (len(audience.titles), _MOST_TITLES, "titles"),
        )
        if count > most
    )


def plan_of(  # noqa: PLR0917 (what a plan is made of)
    parent: Campaign,
    brief: Brief,
    platform: Platform,
    budget: Money,
    creatives: tuple[AdCreative, ...],
    beneficiary: str,
) -> CampaignPlan:
    """What is created on a platform."""
    audience = brief.audience
    own = key_of(child_id(parent.campaign_id, platform))
    words = (*audience.keywords, *audience.industries)
    return CampaignPlan(
        key=CampaignKey(value=own, title=parent.details.name),
        daily_budget=budget,
        starts_on=brief.starts_on,
        ends_on=brief.ends_on,
        audience=AdAudience(
            countries=audience.countries[:_MOST_COUNTRIES],
            keywords=tuple(word[:_LONGEST_WORD] for word in words[:_MOST_WORDS]),
            titles=tuple(title[:_LONGEST_WORD] for title in audience.titles[:_MOST_TITLES]),
        ),
        languages=shown_in(platform, brief.languages),
        creatives=creatives,
        beneficiary=beneficiary,
    )
