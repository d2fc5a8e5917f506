"""Methods ``agent.*``: handing a lead over, asking a person, and what the agents are doing."""

from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, StringConstraints

from baton.core.contract import Contract, SubjectName, Ulid
from baton.core.errors import Conflict, NotFound, Unavailable
from baton.core.message import ALL_AGENTS, AgentName, Priority
from baton.core.text import prose
from baton.escalation.case import EscalationStatus
from baton.escalation.subjects import registered
from baton.leads.container import Leads
from baton.leads.lead import Lead, LeadReport, LeadStatus
from baton.messaging.handoff import Handoff, Route
from baton.runtime.agent_status import AgentStatus
from functions.platform.rpc.cases import Cases
from functions.platform.rpc.methods import CallContext, Method, refused

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class Receiver(StrEnum):
    """The agents that take leads over."""

    ENGAGEMENT = "engagement"
    CAMPAIGN_OPTIMIZER = "campaign_optimizer"


class HandoffWanted(Contract):
    """A processed lead to hand over. ``source_agent`` is the caller's own identity if it has one of an
    agent; others name the agent they speak for. ``context`` is what that agent knows beside the
    lead's report. With a ``request_id`` of the caller's own, trying again hands over once.
    """

    lead_id: Ulid
    target_agent: Receiver
    source_agent: AgentName | None = None
    reason: Sentence = "Handed over on request."
    priority: Priority = Priority.MEDIUM
    context: dict[str, Any] = Field(default_factory=dict, max_length=40)
    request_id: Ulid | None = None


class HandedOver(Contract):
    """The handoff with its context, and the lead as it is after the agent's work. One that was not
    ``accepted`` went no further: its context is too poor, and its reason says what is missing.
    """

    handoff: Handoff
    lead: Lead | None = None


class EscalationWanted(Contract):
    """A lead or campaign that a person is to decide about. A campaign's last review goes with it, and
    its proposals are what is decided. With a ``request_id`` of the caller's own, trying again opens
    one case.
    """

    subject: SubjectName = Field(description="what it is about, as lead or campaign")
    subject_id: Ulid
    reason: Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
    recommendations: tuple[Sentence, ...] = Field(default=(), max_length=20)
    request_id: Ulid | None = None


class EscalationOpened(Contract):
    """The case, which waits for a person until ``expires_at``."""

    escalation_id: Ulid
    status: EscalationStatus
    expires_at: str


class StatusWanted(Contract):
    """Which agent; all of them if none is named."""

    agent: AgentName | None = None


class StatusFound(Contract):
    """What the agents are doing."""

    items: tuple[AgentStatus, ...]


class AgentMethods:
    """The agents, for whoever works with them."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def all(self) -> Iterator[Method]:
        """The methods."""
        yield Method(
            name="agent.handoff",
            title="Hand a lead over",
            does="Hands a processed lead to an agent with its context, waits for its work, and keeps "
            "what comes of it with the lead: a new plan from engagement, advice from the optimiser.",
            scopes=("agent.handoff",),
            params=HandoffWanted,
            result=HandedOver,
            work=self.hand_over,
            changes=True,
            repeatable=False,
        )
        yield Method(
            name="agent.escalate",
            title="Ask a person",
            does="Opens a case about a lead or a campaign. Work on it goes on with the decision.",
            scopes=("agent.escalate",),
            params=EscalationWanted,
            result=EscalationOpened,
            work=self.escalate,
            changes=True,
            repeatable=False,
        )
        yield Method(
            name="agent.status",
            title="What the agents are doing",
            does="For each agent: whether it works, on how many leads, how fast, how often it fails.",
            scopes=("agent.status", "agents.read"),
            params=StatusWanted,
            result=StatusFound,
            work=self.status,
        )

    def hand_over(self, wanted: HandoffWanted, asked: CallContext) -> HandedOver:
        """Hands a lead over and waits. Raises ``NotFound``, ``Conflict`` for a lead that cannot be
        handed over as it stands, ``Unavailable`` if the agent did not come to its end.
        """
        source = _source(wanted, asked, self._platform.agents.names)
        lead = self._platform.area(Leads).leads.get(wanted.lead_id)
        request_id = wanted.request_id or self._platform.new_id()
        if wanted.request_id and (done := self._done(lead, wanted.request_id)):
            return HandedOver(handoff=done, lead=lead)
        report = _report_of(lead)
        route = Route(
            target_agent=wanted.target_agent.value,
            priority=wanted.priority,
            reason=wanted.reason,
        )
        run = self._platform.workflows.run(
            "agent_handoff",
            {
                "lead": lead.to_json(),
                "source_agent": source,
                "route": route.to_json(),
                "context": {**_facts(report), **wanted.context},
                "request_id": request_id,
                "correlation_id": asked.correlation_id,
            },
            name=request_id,
        )
        if run.output is None:
            raise Unavailable(
                "The handoff did not come to its end. Try again with the request_id"
                f" {request_id}; what was done is not done twice."
            )
        return HandedOver.model_validate(run.output)

    def escalate(self, wanted: EscalationWanted, asked: CallContext) -> EscalationOpened:
        """Opens a case. Raises ``NotFound``, or ``Conflict`` if the subject waits already."""
        if wanted.subject not in (known := registered()):
            text = f"nothing of this kind can be put to a person; name one of {', '.join(known)}"
            raise refused("/subject", text, "unknown")
        cases = Cases(self._platform, life=timedelta(days=self._platform.settings.escalation_days))
        case = cases.open(
            wanted.subject,
            wanted.subject_id,
            escalation_id=wanted.request_id or self._platform.new_id(),
            reason=prose(wanted.reason),
            recommendations=wanted.recommendations,
            asked=asked,
        )
        return EscalationOpened(
            escalation_id=case.escalation_id,
            status=case.status,
            expires_at=str(case.to_json()["expires_at"]),
        )

    def status(self, wanted: StatusWanted, _asked: CallContext) -> StatusFound:
        """What the agents say of themselves. Raises ``NotFound`` for one that does not report."""
        now = self._platform.clock()
        if wanted.agent is None:
            return StatusFound(items=self._platform.agents.statuses(now))
        if wanted.agent not in self._platform.agents.names:
            raise NotFound("agent that reports", wanted.agent)
        return StatusFound(items=(self._platform.agents.status(wanted.agent, now),))

    @staticmethod
    def _done(lead: Lead, request_id: str) -> Handoff | None:
        """The handoff of an earlier attempt, if it took effect."""
        handoffs = lead.report.handoffs if lead.report else ()
        return next((one for one in handoffs if one.was_asked_by(request_id)), None)


def _source(wanted: HandoffWanted, asked: CallContext, known: tuple[AgentName, ...]) -> AgentName:
    """Who hands over: an agent only ever itself."""
    if asked.agent is None:
        if wanted.source_agent in {None, ALL_AGENTS}:
            text = f"name the agent that hands over, one of {', '.join(known)}"
            raise refused("/source_agent", text, "missing")
        return wanted.source_agent or asked.name
    if wanted.source_agent not in {None, asked.agent}:
        text = f"this caller is {asked.agent}, and hands over as nobody else"
        raise refused("/source_agent", text, "identity")
    return asked.agent


def _report_of(lead: Lead) -> LeadReport:
    if lead.status is not LeadStatus.PROCESSED or lead.report is None:
        raise Conflict(f"The lead is {lead.status}; only a processed one can be handed over.")
    if lead.stopped:
        raise Conflict(f"The lead's sequence has ended ({lead.stopped.reason}); nobody takes it.")
    return lead.report


def _facts(report: LeadReport) -> dict[str, Any]:
    """What the report says, under the names that receiving agents know."""
    assessment, plan = report.assessment, report.plan
    facts: dict[str, Any] = {
        "category": report.category.value,
        "temperature": report.temperature.value,
        "score": assessment.score,
        "confidence": assessment.confidence,
        "urgency": assessment.urgency.value,
        "scorecard": assessment.scorecard,
        "recommended_actions": list(assessment.recommended_actions),
        "reasons": [reason.text for reason in assessment.reasons],
    }
    if plan:
        facts |= {
            "strategy": plan.strategy.value,
            "conversion_potential": plan.conversion_potential,
        }
    return facts
