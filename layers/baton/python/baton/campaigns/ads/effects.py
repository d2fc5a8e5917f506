"""Changes on advertising platforms as effects: their keys, what they do, what takes them back. Pure.

planned in one transaction with what makes them so ─► carried out once ─► in the campaign's log
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Self

from pydantic import Field

from baton.campaigns.ads.model import (
    MOST_AD_CHANGES,
    AdChangeEntry,
    AdCreative,
    CampaignKey,
    ExternalId,
    Key,
)
from baton.campaigns.brief import Platform
from baton.campaigns.campaign import Campaign, CampaignStatus, NewCampaign
from baton.campaigns.changes import OF_USE_FOR, OWNER
from baton.campaigns.effect_kinds import (
    AD_ACTIVATE,
    AD_BID,
    AD_BUDGET,
    AD_CREATE,
    AD_CREATIVE,
    AD_PAUSE,
)
from baton.core.contract import Contract
from baton.core.errors import Unprocessable
from baton.core.money import Currency, Money
from baton.effects.effect import Effect, EffectState, Purpose

CREATION_OF_USE_FOR = timedelta(days=3)
"""Longer than a platform's daily quota holds a creation up."""

_UNDO = {
    AD_CREATE: "pause the campaign on its platform",
    AD_ACTIVATE: "pause the campaign",
    AD_PAUSE: "activate the campaign",
    AD_BUDGET: "set the daily budget to what it was before",
    AD_BID: "set the bid to what it was before",
    AD_CREATIVE: "run the retired ads again and retire the new one",
}


class AdChange(Contract):
    """What an effect's sender must know of it. ``key`` and ``title`` make the campaign's name on the
    platform, by which it is found where there is no ``external_id`` yet. Amounts are in minor units.
    """

    platform: Platform
    key: Key
    title: str
    external_id: ExternalId | None = None
    currency: Currency | None = None
    before: int | None = Field(default=None, ge=0)
    after: int | None = Field(default=None, ge=0)
    creative: Key | None = None
    retires: str = Field(default="", description="keys of ads, commas between")
    awaits: str = Field(
        default="", description="keys of the effects that free what this takes, commas between"
    )

    @classmethod
    def of(cls, effect: Effect) -> Self:
        """What an effect is to do."""
        return cls.model_validate(dict(effect.parameters))

    @property
    def campaign_key(self) -> CampaignKey:
        """By which the campaign is looked up."""
        return CampaignKey(value=self.key, title=self.title)

    @property
    def target(self) -> Money | None:
        """The amount that is set."""
        if self.after is None or self.currency is None:
            return None
        return Money(amount=self.after, currency=self.currency)

    @property
    def retired(self) -> tuple[str, ...]:
        """The keys of the ads that are stopped."""
        return tuple(filter(None, self.retires.split(",")))

    @property
    def awaited(self) -> tuple[str, ...]:
        """The keys of the effects that must be done first."""
        return tuple(filter(None, self.awaits.split(",")))


def shift(changes: Sequence[Effect]) -> tuple[Effect, ...]:
    """Changes of budgets that belong together: what gives goes first, and what takes waits for it, so
    that at no time more is spent than before.
    """
    gives = [one for one in changes if _growth(one) <= 0]
    keys = ",".join(one.effect_id for one in gives)
    takes = [
        one.model_copy(update={"parameters": {**one.parameters, "awaits": keys}})
        for one in changes
        if _growth(one) > 0
    ]
    return (*gives, *takes)


def _growth(effect: Effect) -> int:
    change = AdChange.of(effect)
    return (change.after or 0) - (change.before or 0)


def key_of(campaign_id: str) -> str:
    """Our key of a campaign on its platform."""
    return f"ad.{campaign_id}"


def creation_id(campaign_id: str) -> str:
    """The key of the effect that creates a campaign; there is one in a campaign's life."""
    return f"{key_of(campaign_id)}.create"


def creation(campaign: Campaign, *, correlation_id: str, now: datetime) -> Effect:
    """Creates the campaign, paused."""
    return _effect(campaign, AD_CREATE, "", correlation_id, now, CREATION_OF_USE_FOR)


FIRST = "first"
"""Of activations, the turn of the one that belongs to the creation."""


def is_first_activation(effect: Effect) -> bool:
    """Whether it has a campaign run that a run has made, for the first time."""
    return effect.kind == AD_ACTIVATE and effect.effect_id.endswith(f".{FIRST}")


def status_change(
    campaign: Campaign, turn: str, *, runs: bool, correlation_id: str, now: datetime
) -> Effect:
    """Has the campaign run, or stand. ``turn`` tells one such change from the next."""
    kind = AD_ACTIVATE if runs else AD_PAUSE
    return _effect(campaign, kind, turn, correlation_id, now, CREATION_OF_USE_FOR)


def status_on_platform(before: Campaign, after: Campaign, now: datetime) -> Effect | None:
    """What has a campaign run or stand where Baton runs it, after a change of its status by a person;
    ``None`` elsewhere, and where it goes on as it did.
    """
    ran, runs = (one.details.status is CampaignStatus.ACTIVE for one in (before, after))
    if after.ad_plan is None or ran == runs:
        return None
    turn = f"v{after.version}"
    return status_change(after, turn, runs=runs, correlation_id=turn, now=now)


def stop_on_platform(paused: Campaign, now: datetime) -> Effect | None:
    """What stops a campaign that has just been paused, where Baton runs it; ``None`` elsewhere."""
    if paused.ad_plan is None:
        return None
    turn = f"v{paused.version}"
    return status_change(paused, turn, runs=False, correlation_id=turn, now=now)


def amount_change(  # noqa: PLR0917 (what a shift is made of)
    campaign: Campaign, kind: str, before: int | None, after: int, turn: str, now: datetime
) -> Effect:
    """Sets the daily budget or the bid to ``after`` if it still is ``before``."""
    currency = campaign.details.daily_budget.currency
    amounts: dict[str, str | int] = {"after": after, "currency": currency}
    if before is not None:
        amounts["before"] = before
    made = _effect(campaign, kind, turn, turn, now, OF_USE_FOR)
    return made.model_copy(update={"parameters": {**made.parameters, **amounts}})


def creative_change(
    campaign: Campaign, creative: AdCreative, retires: Sequence[str], turn: str, now: datetime
) -> Effect:
    """Adds an ad, which the campaign's plan has already, and stops others."""
    made = _effect(campaign, AD_CREATIVE, turn, turn, now, OF_USE_FOR)
    more = {"creative": creative.key, "retires": ",".join(retires)}
    return made.model_copy(update={"parameters": {**made.parameters, **more}})


def undo_of(campaign: Campaign, entry: AdChangeEntry, now: datetime) -> Effect:
    """The effect that takes a logged change back. Raises ``Unprocessable`` if nothing does."""
    turn = f"undo.{entry.effect_id.rpartition('.')[2]}"
    if entry.kind in (AD_CREATE, AD_ACTIVATE, AD_PAUSE):
        runs = entry.kind == AD_PAUSE
        return status_change(campaign, turn, runs=runs, correlation_id=turn, now=now)
    if entry.kind in (AD_BUDGET, AD_BID):
        if entry.before is None or entry.after is None:
            raise Unprocessable("The platform bid by itself before: there is no bid to go back to.")
        return amount_change(campaign, entry.kind, entry.after, entry.before, turn, now)
    plan = campaign.ad_plan
    old = next((one for one in plan.creatives if one.key in entry.retires), None) if plan else None
    if old is None or entry.creative is None:
        raise Unprocessable("The ads that were retired are not in the campaign's plan any more.")
    return creative_change(campaign, old, (entry.creative,), turn, now)


def is_logged(campaign: Campaign, effect: Effect) -> bool:
    """Whether the campaign's log has an effect."""
    return any(one.effect_id == effect.effect_id for one in campaign.ad_changes)


def logged(campaign: Campaign, effect: Effect, now: datetime) -> Campaign:
    """The campaign after an effect that is done: the same if its log has it already."""
    if effect.state is not EffectState.DONE or is_logged(campaign, effect):
        return campaign
    change = AdChange.of(effect)
    entry = AdChangeEntry(
        effect_id=effect.effect_id,
        kind=effect.kind,
        at=effect.settled_at or now,
        before=change.before,
        after=change.after,
        creative=change.creative,
        retires=change.retired,
        undo=_UNDO[effect.kind],
    )
    log = (*campaign.ad_changes, entry)[-MOST_AD_CHANGES:]
    details = _details_after(campaign.details, effect, change)
    plan = campaign.ad_plan
    if plan and effect.kind == AD_BID:
        plan = plan.model_copy(update={"bid": change.target})
    return campaign.next_version(now, details=details, ad_plan=plan, ad_changes=log)


def _details_after(details: NewCampaign, effect: Effect, change: AdChange) -> NewCampaign:
    changed: dict[str, object] = {}
    if effect.kind == AD_CREATE:
        changed["external_id"] = effect.receipt
    elif effect.kind == AD_BUDGET:
        changed["daily_budget"] = change.target
    elif details.status is not CampaignStatus.ENDED:
        status = {AD_ACTIVATE: CampaignStatus.ACTIVE, AD_PAUSE: CampaignStatus.PAUSED}
        changed["status"] = status.get(effect.kind, details.status)
    return details.model_copy(update=changed)


def _effect(  # noqa: PLR0917 (what an effect is made of)
    campaign: Campaign, kind: str, turn: str, correlation_id: str, now: datetime, use: timedelta
) -> Effect:
    details, name = campaign.details, kind.removeprefix("ad_")
    key = f"{key_of(campaign.campaign_id)}.{name}"
    plan = campaign.ad_plan
    parameters: dict[str, str | int] = {
        "platform": details.platform,
        "key": plan.key.value if plan else key_of(campaign.campaign_id),
        "title": plan.key.title if plan else details.name,
    }
    if details.external_id:
        parameters["external_id"] = details.external_id
    return Effect(
        effect_id=f"{key}.{turn}" if turn else key,
        kind=kind,
        purpose=Purpose.INTERNAL,
        owner=OWNER,
        subject_id=campaign.campaign_id,
        parameters=parameters,
        correlation_id=correlation_id,
        planned_at=now,
        due_at=now,
        expires_at=now + use,
    )
