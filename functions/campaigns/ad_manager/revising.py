"""Later visits: the budget goes where it brings more, and better ads take the place of others."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from pydantic import ValidationError

from baton.campaigns.ads.connections import AdPlatforms
from baton.campaigns.ads.effects import amount_change, creative_change, shift
from baton.campaigns.ads.faults import PlatformFault
from baton.campaigns.ads.model import AdCreative
from baton.campaigns.ads.readings import DAYS
from baton.campaigns.brief import Platform
from baton.campaigns.campaign import Campaign, CampaignStatus
from baton.campaigns.campaign_repository import CampaignRepository
from baton.campaigns.channel_budgets import Allocation, ChannelBudget
from baton.campaigns.container import Campaigns
from baton.campaigns.content.content_repository import ContentRepository
from baton.campaigns.effect_kinds import AD_BUDGET
from baton.campaigns.run import CampaignRun
from baton.core.clock import Clock
from baton.core.errors import NotFound, StaleVersion
from baton.effects.effect import Effect
from baton.effects.repository import EffectRepository
from baton.persistence.transaction import Transactions
from functions.campaigns.ad_manager.budgets import channel, in_steps, shifted
from functions.campaigns.ad_manager.creatives import approved_ads, creative_of
from functions.campaigns.ad_manager.models import Outlook

if TYPE_CHECKING:
    from baton.runtime.platform import Platform as Deployment


class Revising:
    """Plans changes of campaigns that are on their platforms."""

    def __init__(
        self,
        *,
        platforms: AdPlatforms,
        campaigns: CampaignRepository,
        content: ContentRepository,
        effects: EffectRepository,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._platforms = platforms
        self._campaigns = campaigns
        self._content = content
        self._effects = effects
        self._transactions = transactions
        self._clock = clock

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
        )

    def plan(self, run: CampaignRun, outlooks: Sequence[Outlook]) -> str | None:
        """Plans the shift of the budget, all of it in one transaction, and new ads. Gives the shift in
        words; ``None`` if nothing is moved. A visit that is repeated plans nothing again.
        """
        for one in outlooks:
            self._refresh(run, one)
        if not run.revision:
            return None
        return self._shift(run, outlooks)

    def _shift(self, run: CampaignRun, outlooks: Sequence[Outlook]) -> str | None:
        """Of the campaigns that run. A visit's shift is planned once, whatever it would be now."""
        running = {
            one.platform: one.campaign
            for one in outlooks
            if one.campaign and one.campaign.details.status is CampaignStatus.ACTIVE
        }
        turn = f"{run.run_id}.{run.visit}"
        if len(running) < 2 or self._is_planned(running, turn):  # noqa: PLR2004 (from one to another)
            return None
        channels = [self._channel(name, campaign) for name, campaign in running.items()]
        allocation = shifted(channels, run.brief.budget.currency, turn)
        effects = self._shifts(running, allocation, turn)
        if not effects:
            return allocation.text
        try:
            with self._transactions.begin() as within:
                for effect in effects:
                    self._effects.put(effect, within)
        except StaleVersion:
            return None
        return allocation.text

    def _shifts(
        self, running: Mapping[Platform, Campaign], allocation: Allocation, turn: str
    ) -> tuple[Effect, ...]:
        """The effects that make the new budgets of the old ones, in their platforms' steps."""
        steps = {name: self._step(name, allocation.currency) for name in running}
        wanted = {Platform(one.channel_id): one.after for one in allocation.shares}
        now, made = self._clock(), []
        for name, after in in_steps(wanted, steps).items():
            before = running[name].details.daily_budget.amount
            if after != before:
                made.append(amount_change(running[name], AD_BUDGET, before, after, turn, now))
        return shift(made)

    def _is_planned(self, running: Mapping[Platform, Campaign], turn: str) -> bool:
        now = self._clock()
        keys = (
            amount_change(one, AD_BUDGET, 0, 0, turn, now).effect_id for one in running.values()
        )
        return any(self._effects.find(key) is not None for key in keys)

    def _channel(self, name: Platform, campaign: Campaign) -> ChannelBudget:
        today = self._clock().date()
        days = self._campaigns.metrics(
            campaign.campaign_id, today - timedelta(days=DAYS - 1), today
        )
        budget = campaign.details.daily_budget.amount
        return channel(name, budget, self._minimum(name), days, held=not days)

    def _minimum(self, name: Platform) -> int:
        ads = self._platforms.to(name)
        try:
            least = ads.account().minimum if ads else None
        except PlatformFault:
            least = None
        return least.amount if least else 1

    def _step(self, name: Platform, currency: str) -> int:
        ads = self._platforms.to(name)
        return ads.step(currency) if ads else 1

    def _refresh(self, run: CampaignRun, outlook: Outlook) -> None:
        """Plans each approved ad that the campaign does not have; it takes the place of the one that it
        was written to do better than.
        """
        campaign = outlook.campaign
        if campaign is None or campaign.ad_plan is None:
            return
        known = {one.key for one in campaign.ad_plan.creatives}
        for number in approved_ads(run.content, outlook.platform):
            if number in known:
                continue
            found = self._creative(run, outlook.platform, number)
            if found is None:
                continue
            creative, instead_of = found
            retires = [instead_of] if instead_of in known else []
            campaign = self._planned(campaign, creative, retires) or campaign

    def _creative(
        self, run: CampaignRun, name: Platform, number: str
    ) -> tuple[AdCreative, str | None] | None:
        try:
            piece = self._content.get(run.campaign_id, number)
            made = creative_of(piece, name, run.brief.landing_url or "")
        except (NotFound, ValidationError):
            return None
        return (made, piece.variant_of) if made else None

    def _planned(
        self, campaign: Campaign, creative: AdCreative, retires: Sequence[str]
    ) -> Campaign | None:
        """The campaign with the ad in its plan, kept with the effect that places it."""
        now, plan = self._clock(), campaign.ad_plan
        if plan is None:
            return None
        with_it = plan.model_copy(update={"creatives": (*plan.creatives, creative)[-20:]})
        changed = campaign.next_version(now, ad_plan=with_it)
        effect = creative_change(changed, creative, retires, creative.key, now)
        try:
            with self._transactions.begin() as within:
                self._campaigns.replace(changed, within)
                self._effects.put(effect, within)
        except StaleVersion:
            return None
        return changed
