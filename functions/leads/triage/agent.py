"""The lead triage agent."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from baton.core.message import AgentName
from baton.leads.assessment import Assessment
from baton.leads.container import Leads
from baton.leads.reading import kinds
from baton.leads.scoring.scorecard_repository import ScorecardRepository
from baton.runtime import Agent
from baton.runtime.decision import DecisionRecord
from functions.leads.triage.actions import recommend, urgency_of
from functions.leads.triage.additive import CurrentScorecard
from functions.leads.triage.decision_trace import trace_entry
from functions.leads.triage.features import features_of
from functions.leads.triage.models import TriageResult, TriageTask
from functions.leads.triage.routing import Thresholds, categorise, route, temperature_of
from functions.leads.triage.scorecard import ScorecardFile
from functions.leads.triage.vocabulary import Vocabulary

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class LeadTriage(Agent[TriageTask, TriageResult]):
    """Scores a new lead, says what kind it is and who takes it next."""

    name: ClassVar[AgentName] = "lead_triage"

    def __init__(
        self, *, scorecard: CurrentScorecard, vocabulary: Vocabulary, thresholds: Thresholds
    ) -> None:
        self._scorecard = scorecard
        self._vocabulary = vocabulary
        self._thresholds = thresholds

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        settings = platform.settings
        kinds.prepare()
        scorecard = CurrentScorecard(
            ScorecardFile().current(),
            ScorecardRepository(platform.files) if settings.intake_bucket else None,
            platform.clock,
            platform.area(Leads).conversion_counts
            if settings.intake_bucket and "requests" in settings.tables
            else None,
        )
        return cls(
            scorecard=scorecard,
            vocabulary=Vocabulary.load(),
            thresholds=Thresholds.from_settings(platform.area(Leads).settings),
        )

    def perform(self, task: TriageTask) -> TriageResult:
        """Triages a lead. The same lead gets the same result until scorecard or words change."""
        details = task.lead.details
        lead = features_of(details, task.lead.received_at, self._vocabulary)
        rating = self._scorecard.rate(details, lead)
        category = categorise(rating.score, self._thresholds)
        temperature = temperature_of(rating.score, self._thresholds)
        urgency = urgency_of(temperature, lead)
        kind = kinds.kind_of(details.message) if details.message else None
        return TriageResult(
            assessment=Assessment(
                score=rating.score,
                confidence=rating.confidence,
                urgency=urgency,
                recommended_actions=recommend(temperature, lead, rating.untold),
                base_points=rating.base_points,
                reasons=rating.reasons,
                scorecard=rating.scorecard,
                message=kind,
                message_words=kinds.words_for(details.message or "", kind) if kind else (),
            ),
            category=category,
            temperature=temperature,
            handoffs=route(rating.score, category, temperature, urgency),
        )

    def decided(self, task: TriageTask, result: TriageResult) -> Sequence[DecisionRecord]:
        """See ``Agent``."""
        return (trace_entry(task, result),)
