"""Has changes on advertising platforms made, and keeps in their campaigns what became of them."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Self

from baton.campaigns.ads.caps import Caps, caps_of, day_quotas, within_change
from baton.campaigns.ads.connections import AdPlatforms
from baton.campaigns.ads.effects import (
    AdChange,
    amount_change,
    creation_id,
    is_first_activation,
    is_logged,
    logged,
    stop_on_platform,
)
from baton.campaigns.ads.faults import PlatformFault
from baton.campaigns.brief import Platform
from baton.campaigns.campaign import Campaign, CampaignStatus, Change
from baton.campaigns.campaign_repository import CampaignRepository
from baton.campaigns.changes import proposal_of
from baton.campaigns.container import Campaigns
from baton.campaigns.effect_kinds import AD_BID, AD_CREATE, AD_KINDS, AD_PAUSE, EFFECT_KINDS
from baton.campaigns.run import RunState
from baton.campaigns.run_repository import RunRepository
from baton.campaigns.settings import CampaignSettings
from baton.core.clock import Clock
from baton.core.errors import NotFound, Unavailable
from baton.core.money import Money
from baton.effects.effect import Effect, EffectState
from baton.effects.ledger import EffectLedger, SendContext
from baton.effects.policy import Facts, Objection, ended
from baton.effects.repository import EffectRepository
from baton.effects.sender import OutboundMessage
from baton.effects.settlement import next_version
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.persistence.transaction import Transactions
from baton.resilience.outgoing_http import in_its_form
from baton.runtime.effect_ledger import effect_ledger

if TYPE_CHECKING:
    from baton.runtime.platform import Platform as Deployment

_SOON = timedelta(minutes=1)
"""When a change that waits for the campaign's creation is looked at again."""

BID_PERCENT = "bid_change_percent"
"""The parameter of a bid change that was accepted."""


class AdChanges:
    """Carries out effects of the kinds ``AD_KINDS``, whoever has planned them."""

    def __init__(
        self,
        *,
        ledger: EffectLedger,
        effects: EffectRepository,
        campaigns: CampaignRepository,
        runs: RunRepository,
        platforms: AdPlatforms,
        transactions: Transactions,
        settings: CampaignSettings,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._effects = effects
        self._campaigns = campaigns
        self._runs = runs
        self._platforms = platforms
        self._transactions = transactions
        self._settings = settings
        self._clock = clock

    @classmethod
    def of(cls, platform: "Deployment") -> Self:
        """Over a platform's parts."""
        area = platform.area(Campaigns)
        return cls(
            ledger=effect_ledger(platform, platform.senders_of(EFFECT_KINDS)),
            effects=platform.effects,
            campaigns=area.campaigns,
            runs=area.runs,
            platforms=area.ads,
            transactions=platform.transactions,
            settings=area.settings,
            clock=platform.clock,
        )

    def advance(self, effect: Effect) -> Effect:
        """Brings an effect as far as it comes now; what is done stands in its campaign's log then."""
        after = self._ledger.carry_out(effect, lambda: self._context(effect))
        self.keep([after])
        return after

    def keep(self, effects: Iterable[Effect]) -> None:
        """Writes into their campaigns' logs what is done and not there yet: a process may have died
        between the two.
        """
        for effect in effects:
            if effect.kind in AD_KINDS and effect.state is EffectState.DONE:
                retry_on_conflict(partial(self._kept, effect))

    def made_directly(self, effect: Effect) -> Effect | None:
        """An accepted change of a bid that Baton makes on the campaign's platform itself, as far as it
        comes now. ``None`` if that is for the company's own system. Raises ``Unavailable``.

        The change is done the moment at which the effect on the platform is planned in its place.
        """
        if effect.state is not EffectState.PLANNED:
            return None
        campaign = self._found(effect)
        direct = campaign and self._bid_change(campaign, effect)
        if not direct:
            return None
        words = f"Baton makes it on the platform itself: {direct.effect_id}"
        done = next_version(effect, EffectState.DONE, words, self._clock())
        with self._transactions.begin() as within:
            self._effects.put(done.model_copy(update={"receipt": direct.effect_id}), within)
            self._ledger.plan(direct, within)
        return self.advance(direct)

    def _bid_change(self, campaign: Campaign, effect: Effect) -> Effect | None:
        proposal, details = proposal_of(campaign, effect), campaign.details
        platform = platform_of(campaign)
        ads = self._platforms.to(platform) if platform else None
        percent = proposal.parameters.get(BID_PERCENT) if proposal else None
        if proposal is None or proposal.change is not Change.BID_OPTIMIZATION or ads is None:
            return None
        if not isinstance(percent, int | float) or details.status is not CampaignStatus.ACTIVE:
            return None
        if not details.external_id:
            return None
        try:
            with in_its_form(str(details.platform)):
                there = ads.read(details.external_id)
        except PlatformFault as fault:
            raise Unavailable(str(fault)) from fault
        if there is None or there.bid is None:
            return None
        bid = there.bid.amount
        after = max(round(bid * (1 + percent / 100)), 1)
        turn = effect.effect_id.removeprefix(f"change.{campaign.campaign_id}.")
        return amount_change(campaign, AD_BID, bid, after, turn, self._clock())

    def _kept(self, effect: Effect) -> None:
        try:
            campaign = self._campaigns.get(str(effect.subject_id))
        except NotFound:
            return
        if is_logged(campaign, effect):
            return
        now = self._clock()
        after = logged(campaign, effect, now)
        undone = is_first_activation(effect) and self._was_stopped(campaign)
        stops = stop_on_platform(after, now) if undone else None
        with self._transactions.begin() as within:
            self._campaigns.replace(after, within)
            if stops is not None:
                self._effects.put(stops, within)

    def _was_stopped(self, campaign: Campaign) -> bool:
        """Whether the run that it was made for was stopped: what was on its way then does not run."""
        parent = campaign.details.parent_id
        latest = self._runs.page(parent, limit=1).items if parent else ()
        return bool(latest) and latest[0].state is RunState.STOPPED

    def _context(self, effect: Effect) -> SendContext:
        campaign = self._found(effect)
        if campaign is None:
            return SendContext(rule=ended("the campaign is gone"))
        if campaign.details.status is CampaignStatus.ENDED and effect.kind != AD_PAUSE:
            return SendContext(rule=ended("the campaign has ended"))
        if is_first_activation(effect) and self._was_stopped(campaign):
            return SendContext(rule=ended("its run was stopped before"))
        created = self._effects.find(creation_id(campaign.campaign_id))
        caps, change = self._caps(campaign, effect), AdChange.of(effect)
        awaited = [self._effects.find(key) for key in change.awaited]

        def rule(facts: Facts) -> Iterable[Objection]:
            yield from _not_created(facts, campaign, created)
            yield from _not_freed(facts, awaited)
            yield from within_change(caps)(facts)

        plan = campaign.ad_plan
        creative = next(
            (one for one in plan.creatives if one.key == change.creative) if plan else iter(()),
            None,
        )
        number = campaign.details.external_id or (created.receipt if created else None)
        data = {"plan": plan, "creative": creative, "external_id": number}
        message = OutboundMessage("", effect.kind, campaign.details.name, data=data)
        quotas = day_quotas(effect, caps, self._clock().date())
        return SendContext(message, rule, quotas=quotas)

    def _caps(self, campaign: Campaign, effect: Effect) -> Caps:
        """Of the budget; of a bid, by what it is before the change."""
        base, change = campaign.details.daily_budget, AdChange.of(effect)
        if effect.kind == AD_BID:
            base = Money(amount=change.before or change.after or 0, currency=base.currency)
        return caps_of(base, self._settings.ads_change_percent, self._settings.ads_day_percent)

    def _found(self, effect: Effect) -> Campaign | None:
        try:
            return self._campaigns.get(effect.subject_id or "")
        except NotFound:
            return None


def platform_of(campaign: Campaign) -> Platform | None:
    """The advertising platform that a campaign runs on; ``None`` if there is no adapter to it."""
    name = campaign.details.platform
    return Platform(name) if name in set(Platform) else None


def _not_created(facts: Facts, campaign: Campaign, created: Effect | None) -> Iterable[Objection]:
    """What speaks against a change of a campaign that is not on its platform."""
    if facts.effect.kind == AD_CREATE or campaign.details.external_id or created is None:
        return
    if created.state is EffectState.DONE:
        return
    if created.state.settled:
        yield Objection(f"the campaign was not created: {created.reason}")
    else:
        yield Objection("the campaign is not created yet", facts.now + _SOON)


def _not_freed(facts: Facts, awaited: Iterable[Effect | None]) -> Iterable[Objection]:
    """What speaks against a larger budget while the budgets that it comes from are as they were."""
    for one in awaited:
        if one is None or (one.state.settled and one.state is not EffectState.DONE):
            yield Objection("what it would get is still spent elsewhere: that was not changed")
        elif one.state is not EffectState.DONE:
            yield Objection("what it would get is not freed yet", facts.now + _SOON)
