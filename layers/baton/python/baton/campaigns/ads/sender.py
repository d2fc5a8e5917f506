"""Carries out changes on advertising platforms, and looks at the platform for those nobody knows of.

No platform knows a key of ours. So a creation carries it in the campaign's name, an ad in its own, and a
change of an amount says what it was before: what stands on the platform then tells whether it happened.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from baton.campaigns.ads.connections import AdPlatforms
from baton.campaigns.ads.effects import AdChange
from baton.campaigns.ads.faults import ErrorAction, PlatformFault
from baton.campaigns.ads.model import AdCreative, CampaignPlan, PlatformCampaign, PlatformStatus
from baton.campaigns.ads.port import AdPlatform
from baton.campaigns.effect_kinds import (
    AD_ACTIVATE,
    AD_BID,
    AD_BUDGET,
    AD_CREATE,
    AD_CREATIVE,
    AD_PAUSE,
)
from baton.core.clock import Clock
from baton.core.errors import Unavailable
from baton.effects.effect import Effect
from baton.effects.sender import (
    DeliveryReport,
    DeliveryStatus,
    Misconfigured,
    OutboundMessage,
    ProviderUnavailable,
    Rejected,
)
from baton.resilience.outgoing_http import in_its_form

SETTLES_IN = timedelta(minutes=2)
"""So long after a call it may still take effect: until then nothing that is not seen is absent."""

_WAIT = timedelta(minutes=1)
"""Where a platform says that it must be waited, and not how long."""

_STATUS = {AD_ACTIVATE: PlatformStatus.ACTIVE, AD_PAUSE: PlatformStatus.PAUSED}


class AdSender:
    """See ``baton.effects.sender.Sender``. A message's ``data`` has the ``plan`` of a creation and the
    ``creative`` of an ad, and where it is known the ``external_id``.
    """

    def __init__(self, platforms: AdPlatforms, clock: Clock) -> None:
        self._platforms = platforms
        self._clock = clock

    def carry_out(self, effect: Effect, message: OutboundMessage) -> str:
        """See ``Sender``. The receipt is the campaign's id on its platform."""
        change = AdChange.of(effect)
        ads = self._platforms.to(change.platform)
        if ads is None:
            why = self._platforms.why_not(change.platform)
            raise Misconfigured(why or f"{change.platform.value} is not connected")
        try:
            with in_its_form(change.platform.value):
                return self._carried_out(ads, effect.kind, change, message)
        except PlatformFault as fault:
            raise _told(fault, self._clock()) from fault

    def look_up(self, effect: Effect) -> DeliveryReport:
        """See ``Sender``: by what stands on the platform."""
        change = AdChange.of(effect)
        ads = self._platforms.to(change.platform)
        if ads is None:
            return _unsure(f"{change.platform.value} is not connected any more")
        try:
            with in_its_form(change.platform.value):
                return self._looked(ads, effect, change)
        except PlatformFault as fault:
            raise Unavailable(str(fault)) from fault

    def _carried_out(
        self, ads: AdPlatform, kind: str, change: AdChange, message: OutboundMessage
    ) -> str:
        if kind == AD_CREATE:
            return ads.create(_plan_in(message)).external_id
        there = _located(ads, change, str(message.data.get("external_id") or ""))
        if there is None:
            raise Rejected(f"{change.platform.value} does not have the campaign (any more).")
        self._change(ads, kind, change, there, message)
        return there.external_id

    def _looked(self, ads: AdPlatform, effect: Effect, change: AdChange) -> DeliveryReport:
        there = _located(ads, change)
        if effect.kind == AD_CREATE:
            if there is None:
                return self._absent(effect, "no campaign has our key")
            if there.whole:
                return _seen(there, "the campaign with our key is there")
            return DeliveryReport(
                DeliveryStatus.REPEATABLE, "part of the campaign is there, and is completed"
            )
        if there is None:
            return _unsure("the campaign is not there")
        if effect.kind == AD_CREATIVE:
            return self._looked_at_ads(ads.creatives(there.external_id), change, there, effect)
        return self._compared(effect, change, there)

    def _compared(
        self, effect: Effect, change: AdChange, there: PlatformCampaign
    ) -> DeliveryReport:
        if effect.kind in _STATUS:
            if there.status is _STATUS[effect.kind]:
                return _seen(there, f"the campaign is {there.status.value}")
            return self._absent(effect, f"the campaign is {there.status.value}")
        now = _amount(effect.kind, there)
        if now == change.after:
            return _seen(there, "the amount is set")
        if now == change.before:
            return self._absent(effect, "the amount is as it was before")
        return _unsure("the amount is neither what it was nor what it was to be")

    def _looked_at_ads(
        self, keys: frozenset[str], change: AdChange, there: PlatformCampaign, effect: Effect
    ) -> DeliveryReport:
        added, left = change.creative in keys, keys & set(change.retired)
        if added and not left:
            return _seen(there, "the ad is there, and those it replaces are not")
        if added:
            return DeliveryReport(DeliveryStatus.REPEATABLE, "the ad is there, with those before")
        return self._absent(effect, "no ad has our key")

    def _change(
        self,
        ads: AdPlatform,
        kind: str,
        change: AdChange,
        there: PlatformCampaign,
        message: OutboundMessage,
    ) -> None:
        """One write, or none if it stands so already. An amount that somebody else changed stays."""
        number, target = there.external_id, change.target
        if kind in _STATUS:
            if there.status is not _STATUS[kind]:
                (ads.activate if kind == AD_ACTIVATE else ads.pause)(number)
        elif kind == AD_CREATIVE:
            ads.add_creative(number, _creative_in(message))
            for key in change.retired:
                ads.retire_creative(number, key)
        elif target is not None and (now := _amount(kind, there)) != target.amount:
            if now != change.before:
                raise Rejected(
                    f"the amount was changed on {change.platform.value} meanwhile: it is {now}, not "
                    f"{change.before} (minor units)"
                )
            setters: Mapping[str, Callable[..., None]] = {
                AD_BUDGET: ads.set_daily_budget,
                AD_BID: ads.set_bid,
            }
            setters[kind](number, target)

    def _absent(self, effect: Effect, words: str) -> DeliveryReport:
        begun = effect.reserved_at or effect.planned_at
        if self._clock() - begun < SETTLES_IN:
            return _unsure(f"{words}, yet")
        return DeliveryReport(DeliveryStatus.ABSENT, words)


def _located(ads: AdPlatform, change: AdChange, told: str = "") -> PlatformCampaign | None:
    number = told or change.external_id
    return ads.read(number) if number else ads.find(change.campaign_key)


def _amount(kind: str, there: PlatformCampaign) -> int | None:
    money = there.daily_budget if kind == AD_BUDGET else there.bid
    return money.amount if money else None


def _plan_in(message: OutboundMessage) -> CampaignPlan:
    plan = message.data.get("plan")
    if not isinstance(plan, CampaignPlan):
        raise Rejected("the campaign has no plan for its platform")
    return plan


def _creative_in(message: OutboundMessage) -> AdCreative:
    creative = message.data.get("creative")
    if not isinstance(creative, AdCreative):
        raise Rejected("the campaign's plan does not have the ad")
    return creative


def _seen(there: PlatformCampaign, words: str) -> DeliveryReport:
    return DeliveryReport(DeliveryStatus.SEEN, words, there.external_id)


def _unsure(words: str) -> DeliveryReport:
    return DeliveryReport(DeliveryStatus.UNSURE, words)


def _told(fault: PlatformFault, now: datetime) -> Exception:
    """The fault in the ledger's words."""
    text = str(fault)
    match fault.do:
        case ErrorAction.WAIT:
            wait = _WAIT if fault.wait is None else timedelta(seconds=fault.wait)
            return ProviderUnavailable(text, until=now + wait)
        case ErrorAction.DEFER:
            return ProviderUnavailable(text, until=_reset(fault, now))
        case ErrorAction.RETRY:
            return ProviderUnavailable(text)
        case ErrorAction.LOOK_UP:
            return Unavailable(text)
        case ErrorAction.CONFIGURE:
            return Misconfigured(text)
        case _:
            return Rejected(text)


def _reset(fault: PlatformFault, now: datetime) -> datetime:
    """When a platform counts anew: as it says, or a few minutes after midnight UTC."""
    if fault.wait is not None:
        return now + timedelta(seconds=fault.wait)
    tomorrow = (now.astimezone(UTC) + timedelta(days=1)).date()
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, 0, 5, tzinfo=UTC)
