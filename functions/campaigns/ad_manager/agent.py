"""The ad manager."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from baton.campaigns.ads.changes import AdChanges
from baton.campaigns.ads.effects import AdChange
from baton.campaigns.ads.readings import AdReadings
from baton.campaigns.ads.versions import warning
from baton.campaigns.brief import Platform
from baton.campaigns.campaign import Campaign
from baton.campaigns.campaign_repository import CampaignRepository
from baton.campaigns.container import Campaigns
from baton.campaigns.parts.ads import AdsPart
from baton.campaigns.run import CampaignRun, RunStepName, StepOutcome
from baton.campaigns.run_changes import StepReport
from baton.campaigns.run_step import RunStep, StepWork
from baton.campaigns.run_writer import RunWriter
from baton.core.clock import Clock
from baton.core.errors import NotFound, StaleVersion, Unavailable
from baton.core.message import AgentName
from baton.effects.effect import Effect
from baton.effects.repository import EffectRepository
from functions.campaigns.ad_manager.children import child_id, left_out
from functions.campaigns.ad_manager.launching import Launching
from functions.campaigns.ad_manager.models import Outlook
from functions.campaigns.ad_manager.planning import Planning
from functions.campaigns.ad_manager.reporting import is_pending, platform_ads, summary_of
from functions.campaigns.ad_manager.revising import Revising

if TYPE_CHECKING:
    from baton.runtime.platform import Platform as Deployment

SOONEST, LATEST = 15, 3_600
"""Seconds after which a run looks again whether what was planned has come to its end."""


class AdManager(RunStep):
    """Runs a campaign's ads on the platforms of its brief, each of which has a campaign of its own.

    Everything is checked before anything is created. What is created stands at first, and runs once it
    is whole. Later visits move the budget to where it brings more, and exchange ads for better ones.
    Whatever it does outside is an effect: a repeated visit plans nothing twice, and what does not come
    to its end here the sweep of campaigns' changes brings there. A platform that fails is a finding.
    """

    name: ClassVar[AgentName] = "ad_manager"
    step: ClassVar[RunStepName] = RunStepName.AD_MANAGER

    def __init__(
        self,
        writer: RunWriter,
        clock: Clock,
        *,
        campaigns: CampaignRepository,
        effects: EffectRepository,
        changes: AdChanges,
        readings: AdReadings,
        launching: Launching,
        revising: Revising,
    ) -> None:
        super().__init__(writer, clock)
        self._campaigns = campaigns
        self._effects = effects
        self._changes = changes
        self._readings = readings
        self._launching = launching
        self._revising = revising

    @classmethod
    def assemble(cls, platform: "Deployment") -> Self:
        """The agent with its real parts."""
        return cls(
            cls.writer_of(platform),
            platform.clock,
            campaigns=platform.area(Campaigns).campaigns,
            effects=platform.effects,
            changes=AdChanges.of(platform),
            readings=AdReadings.of(platform),
            launching=Launching.of(platform),
            revising=Revising(Planning.of(platform)),
        )

    def work(self, run: CampaignRun) -> StepWork:
        """Brings every platform of the brief as far as it comes in this visit."""
        parent = self._campaigns.get(run.campaign_id)
        outlooks = [self._outlook(run, platform) for platform in run.brief.platforms]
        there = [one for one in outlooks if one.campaign is not None]
        for one in there:
            if one.campaign is not None:
                one.read = self._readings.refresh(one.campaign)
        shift = self._revising.plan(run, there)
        general = self._launching.plan(run, parent, outlooks)
        for takes in (False, True):
            for one in outlooks:
                self._advance(run, one, takes=takes)
        platforms = tuple(platform_ads(one) for one in outlooks)
        part = AdsPart(platforms=platforms, findings=tuple(general), shift=shift)
        return StepWork(part, self._report(part, outlooks))

    def _outlook(self, run: CampaignRun, name: Platform) -> Outlook:
        outlook = Outlook(name)
        if ends := warning(name, self._now().date()):
            outlook.notes.append(ends)
        outlook.notes += left_out(run.brief, name)
        number = child_id(run.campaign_id, name)
        outlook.campaign = self._found(number)
        if outlook.campaign is not None:
            self._changes.keep(self._effects.of_subject(number))
            outlook.campaign = self._found(number)
        return outlook

    def _advance(self, run: CampaignRun, outlook: Outlook, *, takes: bool) -> None:
        """Carries out what is planned on a platform, in the order in which it was planned; larger
        budgets (``takes``) once all platforms have given what they are made of.
        """
        number = child_id(run.campaign_id, outlook.platform)
        planned = [one for one in self._effects.of_subject(number) if is_pending(one)]
        planned = [one for one in planned if bool(AdChange.of(one).awaited) is takes]
        for effect in sorted(planned, key=_in_order):
            outlook.effects.append(self._advanced(effect, outlook))
        outlook.campaign = self._found(number)

    def _advanced(self, effect: Effect, outlook: Outlook) -> Effect:
        try:
            return self._changes.advance(effect)
        except (Unavailable, StaleVersion) as error:
            outlook.findings.append(f"{effect.kind.replace('_', ' ')} waits: {error}")
            return effect

    def _found(self, campaign_id: str) -> Campaign | None:
        try:
            return self._campaigns.get(campaign_id)
        except NotFound:
            return None

    def _report(self, part: AdsPart, outlooks: Sequence[Outlook]) -> StepReport:
        """What the visit came to. Only while nothing runs at all the run waits for what is pending."""
        now = self._now()
        due = [
            effect.due_at - now
            for one in outlooks
            for effect in one.effects
            if is_pending(effect) and effect.due_at
        ]
        if part.any_active or not due:
            return StepReport(summary=summary_of(part))
        again_in = min(max(int(min(due).total_seconds()) + 1, SOONEST), LATEST)
        return StepReport(
            outcome=StepOutcome.NEEDS_DATA, summary=summary_of(part), again_in=again_in
        )


_ORDER: Sequence[str] = (
    "ad_create",
    "ad_budget",
    "ad_bid",
    "ad_creative",
    "ad_activate",
    "ad_pause",
)


def _in_order(effect: Effect) -> tuple[object, ...]:
    """What was planned first; of one moment, a creation before what needs it."""
    return (effect.planned_at, _ORDER.index(effect.kind) if effect.kind in _ORDER else len(_ORDER))
