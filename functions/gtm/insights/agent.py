"""Insights (requirement E4)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from baton.core.clock import Clock
from baton.core.exchange import ExchangeRates
from baton.core.message import AgentName
from baton.facts.query import Facts
from baton.facts.registered_kinds import fact_kinds
from baton.gtm.container import Gtm
from baton.gtm.conversion import Conversion
from baton.gtm.fact_reading import Filters
from baton.gtm.formulas import Undefined
from baton.gtm.insights import InsightsAnswer, InsightsTask
from baton.gtm.segment_repository import SegmentRepository
from baton.gtm.settings import GtmSettings
from baton.runtime import Agent
from baton.runtime.decision import DecisionRecord
from functions.gtm.insights.customer_reading import CustomerReading
from functions.gtm.insights.decision_trace import trace_entry
from functions.gtm.insights.findings import TELLING, Findings

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class Insights(Agent[InsightsTask, InsightsAnswer]):
    """Finds out of the facts what customers do and will probably do, keeps them in segments, and says
    what is missing for the rest. Everything is computed; no model is asked.
    """

    name: ClassVar[AgentName] = "insights"

    def __init__(
        self,
        facts: Facts,
        segments: SegmentRepository,
        clock: Clock,
        settings: GtmSettings,
        rates: ExchangeRates,
    ) -> None:
        self._facts = facts
        self._segments = segments
        self._clock = clock
        self._settings = settings
        self._rates = rates

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        area = platform.area(Gtm)
        rates = ExchangeRates.load()
        return cls(platform.facts, area.segments, platform.clock, area.settings, rates)

    def perform(self, task: InsightsTask) -> InsightsAnswer:
        """Looks into customers as known at the end of the period, or today if that is earlier. Raises
        ``Unavailable`` if the facts cannot be read, or segments not be kept, now.
        """
        findings = Findings(self._reading(task))
        try:
            findings.tell_customers()
        except Undefined as reason:
            findings.tell_nobody(reason)
        else:
            for analysis in dict.fromkeys(task.analyses):
                TELLING[analysis](findings)
        self._segments.keep(findings.kept)
        return self._answer(task, findings)

    def _reading(self, task: InsightsTask) -> CustomerReading:
        today = self._clock().date()
        return CustomerReading(
            facts=self._facts,
            kinds=fact_kinds().keys(),
            period=task.period,
            filters=Filters(task.country, task.channel),
            conversion=Conversion(
                self._rates, task.currency or self._settings.reporting_currency, today
            ),
            as_of=min(task.period.last, today),
            history_days=self._settings.customer_history_days,
            horizon_days=task.horizon_days,
        )

    def _answer(self, task: InsightsTask, findings: Findings) -> InsightsAnswer:
        reading = findings.reading
        return InsightsAnswer(
            request_id=task.request_id,
            period=task.period,
            as_of=reading.as_of,
            currency=reading.conversion.currency,
            country=task.country,
            channel=task.channel,
            horizon_days=task.horizon_days,
            statements=tuple(findings.statements),
            figures=tuple(findings.figures),
            segments=tuple(one.summary for one in findings.kept),
            churn=findings.churn,
            lifetime_value=findings.value,
            cohorts=findings.cohorts,
            at_risk=findings.at_risk,
            missing=tuple(reading.missing.values()),
            queries=tuple(reading.queries.values()),
            rates=reading.conversion.note,
        )

    def decided(self, task: InsightsTask, result: InsightsAnswer) -> Sequence[DecisionRecord]:
        """What was found, and which segments were kept."""
        return (trace_entry(task, result),)
