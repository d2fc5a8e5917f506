"""Launching a campaign on platforms: everything is checked first, then each is planned on its own."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from pydantic import ValidationError

from baton.campaigns.ads.effects import FIRST, creation, status_change
from baton.campaigns.ads.faults import PlatformFault
from baton.campaigns.ads.languages import shown_in
from baton.campaigns.campaign import Campaign
from baton.campaigns.run import CampaignRun
from baton.core.amounts import minor_digits
from baton.core.errors import AlreadyExists, StaleVersion, Unavailable
from baton.core.money import Money
from baton.resilience.outgoing_http import in_its_form
from functions.campaigns.ad_manager.budgets import in_steps, launched
from functions.campaigns.ad_manager.children import child_details, child_id, plan_of
from functions.campaigns.ad_manager.creatives import approved_ads
from functions.campaigns.ad_manager.models import Outlook
from functions.campaigns.ad_manager.planning import Planning

if TYPE_CHECKING:
    from baton.runtime.platform import Platform as Deployment


class Launching:
    """Checks and plans what a run's brief wants on platforms that have nothing of it yet."""

    def __init__(self, planning: Planning, *, company: str, off: str | None) -> None:
        self._with = planning
        self._company = company
        self._off = off

    @classmethod
    def of(cls, platform: "Deployment") -> Self:
        """Over a platform's parts."""
        sending = platform.settings.sending
        return cls(
            Planning.of(platform),
            company=platform.settings.company,
            off=None if sending else "nothing is advertised: set behaviour.sending to true",
        )

    def plan(self, run: CampaignRun, parent: Campaign, outlooks: Sequence[Outlook]) -> list[str]:
        """Plans the campaigns of the platforms that have none, each in a transaction of its own. Gives
        what is wrong with all of them; what is wrong with one is in its outlook. Nothing is planned on
        a platform before all that can be known beforehand is.
        """
        fresh = [one for one in outlooks if one.campaign is None]
        if not fresh:
            return []
        if general := self._general(run):
            return general
        for one in fresh:
            self._check(run, one)
        self._divide(run, parent, outlooks)
        if refused := [one for one in fresh if one.to_launch and self._tried(one)]:
            for one in refused:
                one.plan = None
            self._divide(run, parent, outlooks)
        for one in fresh:
            if one.to_launch and one.plan is not None:
                self._keep(run, parent, one)
        return []

    def _general(self, run: CampaignRun) -> list[str]:
        today, brief = self._with.clock().date(), run.brief
        found = [self._off] if self._off else []
        if brief.ends_on < today:
            found.append(f"the campaign's last day, {brief.ends_on}, is over")
        if not brief.audience.countries:
            found.append("no ad is shown anywhere: the brief's audience names no countries")
        if not (brief.landing_url or "").startswith("https://"):
            found.append(
                "ads lead nowhere: the brief needs a landing_url that begins with https://"
            )
        return found

    def _check(self, run: CampaignRun, outlook: Outlook) -> None:
        """The connection, the account and the ads of one platform."""
        name = outlook.platform
        ads = outlook.ads = self._with.platforms.to(name)
        if ads is None:
            outlook.findings.append(
                self._with.platforms.why_not(name) or f"{name.value} is not connected"
            )
            return
        try:
            account = outlook.account = ads.account()
            ads.step(run.brief.budget.currency)
        except (PlatformFault, ValueError) as error:
            outlook.findings.append(str(error))
            return
        if account.closed:
            outlook.findings.append(account.closed)
        if account.currency != run.brief.budget.currency:
            outlook.findings.append(
                f"its account is in {account.currency}, the budget in "
                f"{run.brief.budget.currency}: state it in {account.currency}"
            )
        ads_there = approved_ads(run.content, name, shown_in(name, run.brief.languages))
        found = (self._with.ad(run, name, one) for one in ads_there)
        outlook.creatives = tuple(one[0] for one in found if one)
        if not outlook.creatives:
            outlook.findings.append(
                f"there is no approved ad for {name.value} in the run's content"
            )

    def _divide(self, run: CampaignRun, parent: Campaign, outlooks: Sequence[Outlook]) -> None:
        """The day's budget over the platforms that may begin; those that run keep theirs."""
        daily = run.brief.budget.amount // run.brief.days
        running = sum(
            one.campaign.details.daily_budget.amount for one in outlooks if one.campaign is not None
        )
        currency = run.brief.budget.currency
        able = [one for one in outlooks if one.to_launch and one.ads is not None]
        minimums = {one.platform: _minimum(one) for one in able}
        rest = Money(amount=max(daily - running, 0), currency=currency)
        budgets, left_out = launched(rest, minimums, f"{run.run_id}/launch")
        for one in able:
            if one.platform in left_out:
                least = _said(minimums[one.platform], currency)
                one.findings.append(
                    f"{_said(rest.amount, currency)} a day does not reach for {one.platform.value}'s "
                    f"minimum of {least}"
                )
        steps = {one.platform: one.ads.step(currency) for one in able if one.ads}
        fitted = in_steps(budgets, {name: steps[name] for name in budgets})
        for one in able:
            if one.to_launch:
                money = Money(amount=fitted[one.platform], currency=currency)
                self._planned(run, parent, one, money)

    def _planned(self, run: CampaignRun, parent: Campaign, one: Outlook, budget: Money) -> None:
        beneficiary = self._company or parent.details.name
        try:
            one.plan = plan_of(parent, run.brief, one.platform, budget, one.creatives, beneficiary)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            one.findings.append(f"{'/'.join(map(str, first['loc']))}: {first['msg']}")

    @staticmethod
    def _tried(one: Outlook) -> bool:
        """Whether the platform would not take the plan, which is a finding then."""
        if one.ads is None or one.plan is None:
            return False
        try:
            with in_its_form(one.platform.value):
                faults = one.ads.faults_in(one.plan)
        except (PlatformFault, Unavailable) as error:
            one.findings.append(str(error))
            return True
        one.findings += [f"{fault.pointer} {fault.text}" for fault in faults]
        return bool(faults)

    def _keep(self, run: CampaignRun, parent: Campaign, one: Outlook) -> None:
        """The campaign, its creation and its activation, in one transaction; a repetition finds them."""
        if one.plan is None:
            return
        now = self._with.clock()
        details = child_details(parent, run.brief, one.platform, one.plan.daily_budget)
        campaign = Campaign(
            campaign_id=child_id(parent.campaign_id, one.platform),
            created_at=now,
            updated_at=now,
            details=details,
            ad_plan=one.plan,
        )
        told = run.correlation_id
        try:
            with self._with.transactions.begin() as within:
                self._with.campaigns.add(campaign, within)
                self._with.effects.put(creation(campaign, correlation_id=told, now=now), within)
                starts = status_change(campaign, FIRST, runs=True, correlation_id=told, now=now)
                self._with.effects.put(starts, within)
        except (AlreadyExists, StaleVersion):
            return


def _minimum(outlook: Outlook) -> int:
    """The least daily budget in minor units; one unit where the platform tells none."""
    least = outlook.account.minimum if outlook.account else None
    return max(least.amount, 1) if least else 1


def _said(amount: int, currency: str) -> str:
    digits = minor_digits(currency)
    return f"{amount / 10**digits:.{digits}f} {currency}"
