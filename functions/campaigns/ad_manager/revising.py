"""Later visits: the budget goes where it brings more, and better ads take the place of others."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from baton.campaigns.ads.caps import caps_of
from baton.campaigns.ads.effects import amount_change, creative_change, shift
from baton.campaigns.ads.faults import PlatformFault
from baton.campaigns.ads.model import AdCreative
from baton.campaigns.ads.readings import DAYS
from baton.campaigns.brief import Platform
from baton.campaigns.campaign import Campaign, CampaignStatus
from baton.campaigns.channel_budgets import Allocation, ChannelBudget
from baton.campaigns.effect_kinds import AD_BUDGET
from baton.campaigns.run import CampaignRun
from baton.core.errors import StaleVersion, Unavailable
from baton.effects.effect import Effect
from baton.resilience.outgoing_http import in_its_form
from functions.campaigns.ad_manager.budgets import channel, in_steps, shifted
from functions.campaigns.ad_manager.creatives import approved_ads
from functions.campaigns.ad_manager.models import Outlook
from functions.campaigns.ad_manager.planning import Planning


class Revising:
    """Plans changes of campaigns that are on their platforms."""

    def __init__(self, planning: Planning) -> None:
        self._with = planning

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
        unknown = {one.platform for one in outlooks if one.read and "leads" in one.read.unknown}
        channels = [
            self._channel(name, campaign, told=name not in unknown)
            for name, campaign in running.items()
        ]
        allocation = shifted(channels, run.brief.budget.currency, turn)
        effects = self._shifts(running, allocation, turn)
        if not effects:
            return allocation.text
        try:
            with self._with.transactions.begin() as within:
                for effect in effects:
                    self._with.effects.put(effect, within)
        except StaleVersion:
            return None
        return allocation.text

    def _shifts(
        self, running: Mapping[Platform, Campaign], allocation: Allocation, turn: str
    ) -> tuple[Effect, ...]:
        """The effects that make the new budgets of the old ones, in their platforms' steps."""
        steps = {name: self._step(name, allocation.currency) for name in running}
        wanted = {Platform(one.channel_id): one.after for one in allocation.shares}
        now, made = self._with.clock(), []
        for name, after in in_steps(wanted, steps).items():
            before = running[name].details.daily_budget.amount
            if after != before:
                made.append(amount_change(running[name], AD_BUDGET, before, after, turn, now))
        return shift(made)

    def _is_planned(self, running: Mapping[Platform, Campaign], turn: str) -> bool:
        now = self._with.clock()
        keys = (
            amount_change(one, AD_BUDGET, 0, 0, turn, now).effect_id for one in running.values()
        )
        return any(self._with.effects.find(key) is not None for key in keys)

    def _channel(self, name: Platform, campaign: Campaign, *, told: bool) -> ChannelBudget:
        """A channel is held while it is unknown what it brings: that nobody tells is not nothing."""
        today = self._with.clock().date()
        days = self._with.campaigns.metrics(
            campaign.campaign_id, today - timedelta(days=DAYS - 1), today
        )
        daily, settings = campaign.details.daily_budget, self._with.settings
        caps = caps_of(daily, settings.ads_change_percent, settings.ads_day_percent)
        return channel(
            name,
            daily.amount,
            self._minimum(name),
            days,
            held=not days or not told,
            most_moved=min(caps.change, caps.day),
        )

    def _minimum(self, name: Platform) -> int:
        ads = self._with.platforms.to(name)
        try:
            with in_its_form(name.value):
                least = ads.account().minimum if ads else None
        except (PlatformFault, Unavailable):
            least = None
        return least.amount if least else 1

    def _step(self, name: Platform, currency: str) -> int:
        ads = self._with.platforms.to(name)
        return ads.step(currency) if ads else 1

    def _refresh(self, run: CampaignRun, outlook: Outlook) -> None:
        """Plans each approved ad that the campaign does not have; it takes the place of the one that it
        was written to do better than.
        """
        campaign = outlook.campaign
        if campaign is None or campaign.ad_plan is None:
            return
        plan = campaign.ad_plan
        known = {one.key for one in plan.creatives}
        for number in approved_ads(run.content, outlook.platform, plan.languages):
            if number in known:
                continue
            found = self._with.ad(run, outlook.platform, number)
            if found is None:
                continue
            creative, instead_of = found
            retires = [instead_of] if instead_of in known else []
            campaign = self._planned(campaign, creative, retires) or campaign

    def _planned(
        self, campaign: Campaign, creative: AdCreative, retires: Sequence[str]
    ) -> Campaign | None:
        """The campaign with the ad in its plan, kept with the effect that places it."""
        now, plan = self._with.clock(), campaign.ad_plan
        if plan is None:
            return None
        with_it = plan.model_copy(update={"creatives": (*plan.creatives, creative)[-20:]})
        changed = campaign.next_version(now, ad_plan=with_it)
        effect = creative_change(changed, creative, retires, creative.key, now)
        try:
            with self._with.transactions.begin() as within:
                self._with.campaigns.replace(changed, within)
                self._with.effects.put(effect, within)
        except StaleVersion:
            return None
        return changed
