"""The lead triage agent."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from baton.contracts.assessment import Assessment
from baton.contracts.decided import Decided
from baton.contracts.message import AgentName
from baton.records.scorecards import ScorecardShelf
from baton.runtime import Agent
from functions.lead_triage.actions import recommend, urgency_of
from functions.lead_triage.additive import CurrentScorecard
from functions.lead_triage.features import features_of
from functions.lead_triage.models import TriageResult, TriageTask
from functions.lead_triage.routing import Thresholds, categorise, route, temperature_of
from functions.lead_triage.scorecard import ScorecardFile
from functions.lead_triage.telling import told
from functions.lead_triage.vocabulary import Vocabulary

if TYPE_CHECKING:
    from baton.platform import Platform


class LeadTriage(Agent[TriageTask, TriageResult]):
    """Scores a new lead, says what kind it is and who takes it next."""

    name: ClassVar[AgentName] = AgentName.LEAD_TRIAGE

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
        scorecard = CurrentScorecard(
            ScorecardFile().current(),
            ScorecardShelf(platform.files) if settings.intake_bucket else None,
            platform.clock,
            platform.tallies if settings.intake_bucket and settings.requests_table else None,
        )
        return cls(
            scorecard=scorecard,
            vocabulary=Vocabulary.load(),
            thresholds=Thresholds.from_settings(settings),
        )

    def perform(self, task: TriageTask) -> TriageResult:
        """Triages a lead. The same lead gets the same result until scorecard or words change."""
        lead = features_of(task.lead.details, task.lead.received_at, self._vocabulary)
        rating = self._scorecard.rate(task.lead.details, lead)
        category = categorise(rating.score, self._thresholds)
        temperature = temperature_of(rating.score, self._thresholds)
        urgency = urgency_of(temperature, lead)
        return TriageResult(
            assessment=Assessment(
                score=rating.score,
                confidence=rating.confidence,
                urgency=urgency,
                recommended_actions=recommend(temperature, lead, rating.untold),
                base_points=rating.base_points,
                reasons=rating.reasons,
                scorecard=rating.scorecard,
            ),
            category=category,
            temperature=temperature,
            handoffs=route(rating.score, category, temperature, urgency),
        )

    def decided(self, task: TriageTask, result: TriageResult) -> Sequence[Decided]:
        """See ``Agent``."""
        return (told(task, result),)
