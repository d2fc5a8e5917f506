"""The campaign analyst."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self

from baton.campaigns.ads.readings import AdReadings
from baton.campaigns.campaign_repository import CampaignRepository
from baton.campaigns.container import Campaigns
from baton.campaigns.parts.ads import PlatformAds
from baton.campaigns.parts.performance import ExperimentResult, PerformancePart
from baton.campaigns.run import CampaignRun, RunStepName, StepOutcome
from baton.campaigns.run_changes import StepReport
from baton.campaigns.run_step import RunStep, StepWork
from baton.campaigns.run_writer import RunWriter
from baton.core.clock import Clock
from baton.core.errors import Unavailable
from baton.core.exchange import ExchangeRates
from baton.core.message import AgentName
from baton.experiments.container import Experiments
from baton.experiments.repository import ExperimentRepository
from functions.campaigns.analytics.channels import Channel
from functions.campaigns.analytics.enough import DataCheck
from functions.campaigns.analytics.journeys import Journey
from functions.campaigns.analytics.judgement import Evidence, judged
from functions.campaigns.analytics.rules import Scoring
from functions.campaigns.analytics.touches import TouchReader, touches_of

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


MOST_EXPERIMENTS = 100
"""How many, the newest, are looked through for those of a run's campaigns."""

SHOWN_EXPERIMENTS = 5


class CampaignAnalyst(RunStep):
    """Says how well a run's ads do, what brought it, and what to do next.

    While there is not enough to judge by it says when to look again: the workflow waits, this does not.
    """

    name: ClassVar[AgentName] = "analytics"
    step: ClassVar[RunStepName] = RunStepName.ANALYTICS

    def __init__(
        self,
        writer: RunWriter,
        clock: Clock,
        *,
        campaigns: CampaignRepository,
        experiments: ExperimentRepository,
        touches: TouchReader,
        scoring: Scoring,
        longest_wait: int,
        readings: AdReadings | None = None,
    ) -> None:
        super().__init__(writer, clock)
        self._campaigns = campaigns
        self._experiments = experiments
        self._touches = touches
        self._scoring = scoring
        self._longest_wait = longest_wait
        self._readings = readings

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        area = platform.area(Campaigns)
        return cls(
            cls.writer_of(platform),
            platform.clock,
            campaigns=area.campaigns,
            experiments=platform.area(Experiments).experiments,
            touches=touches_of(platform),
            scoring=Scoring.load(),
            longest_wait=area.settings.analytics_wait_seconds,
            readings=AdReadings.of(platform),
        )

    def work(self, run: CampaignRun) -> StepWork:
        """Judges the run by its platforms' days since its ads were last changed."""
        now = self._now()
        today = self._read(run) or now.date()
        channels = self._channels(run, today)
        evidence = Evidence(
            brief=run.brief,
            channels=channels,
            since=min(
                (since_of(run, one) for one in platforms_of(run)), default=run.brief.starts_on
            ),
            today=today,
            spent=spent_of(channels, run.brief.budget.currency, today),
            quality=run.leads.average_quality if run.leads else None,
            journeys=self._journeys(run, now.date()),
            experiments=self._results(run),
        )
        part, check = judged(evidence, self._scoring, now)
        return StepWork(part, self._report(part, check, run, today))

    def _read(self, run: CampaignRun) -> date | None:
        """Has the platforms tell their days now; what they do not tell is judged as it is known. Gives
        the day that it is on them; ``None`` if none tells it.
        """
        told = [
            self._readings.refresh(self._campaigns.get(one.campaign_id)).told_on
            for one in platforms_of(run)
            if self._readings and one.campaign_id
        ]
        return max((day for day in told if day), default=None)

    def _channels(self, run: CampaignRun, today: date) -> tuple[Channel, ...]:
        """The platforms' campaigns; one that was never made has no days."""
        return tuple(
            Channel.of(
                one.platform.value,
                self._campaigns.get(one.campaign_id),
                self._campaigns.metrics(one.campaign_id, run.brief.starts_on, today),
                since_of(run, one),
            )
            for one in sorted(platforms_of(run), key=lambda own: own.platform.value)
            if one.campaign_id is not None
        )

    def _journeys(self, run: CampaignRun, today: date) -> Sequence[Journey] | None:
        """How the run's leads met it; ``None`` if the facts do not answer, which costs the attribution
        and nothing else.
        """
        try:
            return self._touches.journeys(campaigns_of(run), run.brief.starts_on, today)
        except Unavailable:
            return None

    def _results(self, run: CampaignRun) -> tuple[ExperimentResult, ...]:
        """What the newest experiments of the run's campaigns say, as they were last read."""
        campaigns = frozenset(campaigns_of(run))
        return tuple(
            ExperimentResult(
                experiment_id=one.experiment_id,
                name=one.details.name,
                outcome=one.report.outcome.value,
                text=one.report.text[:500],
            )
            for one in self._experiments.page(limit=MOST_EXPERIMENTS).items
            if one.details.campaign_id in campaigns and one.report is not None
        )[:SHOWN_EXPERIMENTS]

    def _report(
        self, part: PerformancePart, check: DataCheck, run: CampaignRun, today: date
    ) -> StepReport:
        """What the visit came to; a campaign that is over waits for nothing more."""
        if not check.is_enough and today <= run.brief.ends_on:
            again = min(check.again_in, self._longest_wait)
            return StepReport(
                outcome=StepOutcome.NEEDS_DATA, summary=check.text[:500], again_in=again
            )
        if part.score is None:
            return StepReport(summary=f"The score is unknown. {part.why}"[:500])
        bounds = f"{part.low:.2f} to {part.high:.2f}"
        return StepReport(summary=f"Score {part.score:.2f} ({bounds} at 80 %). {part.why}"[:500])


def platforms_of(run: CampaignRun) -> tuple[PlatformAds, ...]:
    """What the ad manager said of each platform."""
    return run.ads.platforms if run.ads else ()


def campaigns_of(run: CampaignRun) -> tuple[str, ...]:
    """The run's own campaign, and those that stand for it on platforms."""
    ads = platforms_of(run)
    return (run.campaign_id, *(one.campaign_id for one in ads if one.campaign_id))


def since_of(run: CampaignRun, ads: PlatformAds) -> date:
    """The first day of what runs on a platform now: that on which the ads were changed in the latest
    revision, by the platform's own date if it told it, which counts in whole; or the campaign's first.
    """
    changed = [
        (line.revision, ads.told_on or line.started_at.date())
        for line in run.steps
        if line.step is RunStepName.AD_MANAGER
        and line.outcome is StepOutcome.DONE
        and line.revision > 0
    ]
    return max([run.brief.starts_on, *(day for _, day in sorted(changed)[-1:])])


def spent_of(channels: Sequence[Channel], currency: str, today: date) -> int | None:
    """What all days cost, in ``currency``; ``None`` if a rate is missing."""
    rates, total = ExchangeRates.load(), 0
    for channel in channels:
        spend = sum(day.spend for day in channel.history)
        converted = rates.converted(spend, channel.currency, currency, today) if spend > 0 else 0
        if converted is None:
            return None
        total += converted
    return total
