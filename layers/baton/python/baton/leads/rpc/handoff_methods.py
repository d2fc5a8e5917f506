"""Method ``agent.handoff``: handing a lead over to an agent."""

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, StringConstraints

from baton.core.contract import Contract, Ulid
from baton.core.errors import Conflict, IdTaken, Unavailable
from baton.core.message import ALL_AGENTS, AgentName, Priority
from baton.core.sizes import at_most
from baton.http.audit import CallAudit
from baton.http.methods import CallContext, Method, refused
from baton.http.own_ids import OwnId
from baton.leads.container import Leads
from baton.leads.lead import Lead, LeadReport, LeadStatus
from baton.messaging.handoff import Handoff, Route
from baton.privacy.auditor import When

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class Receiver(StrEnum):
    """The agents that take leads over."""

    ENGAGEMENT = "engagement"
    CAMPAIGN_OPTIMIZER = "campaign_optimizer"


class HandOver(Contract):
    """A processed lead to hand over. ``source_agent`` is the caller's own identity if it has one of an
    agent; others name the agent they speak for. ``context`` is what that agent knows beside the
    lead's report. With a ``request_id`` of the caller's own, trying again hands over once.
    """

    lead_id: Ulid
    target_agent: Receiver
    source_agent: AgentName | None = None
    reason: Sentence = "Handed over on request."
    priority: Priority = Priority.MEDIUM
    context: Annotated[dict[str, Any], at_most(32)] = Field(default_factory=dict, max_length=40)
    request_id: OwnId = None


class HandoffResult(Contract):
    """The handoff with its context, and the lead as it is after the agent's work. One that was not
    ``accepted`` went no further: its context is too poor, and its reason says what is missing.
    """

    handoff: Handoff
    lead: Lead | None = None


class HandoffMethods:
    """Handing leads over."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def all(self) -> Iterator[Method]:
        """The methods."""
        yield Method(
            name="agent.handoff",
            title="Hand a lead over",
            description="Hands a processed lead to an agent with its context, waits for its work, and "
            "keeps what comes of it with the lead: a new plan from engagement, advice from the "
            "optimizer.",
            scopes=("agent.handoff",),
            params=HandOver,
            result=HandoffResult,
            handler=self.hand_over,
            changes=True,
            idempotent=False,
            audit=CallAudit(what="lead.changed", when=When.BESIDE, ids=("lead_id",)),
        )

    def hand_over(self, params: HandOver, context: CallContext) -> HandoffResult:
        """Hands a lead over and waits. Raises ``NotFound``, ``Conflict`` for a lead that cannot be
        handed over as it stands, ``Unavailable`` if the agent did not come to its end.
        """
        source = _source(params, context, self._platform.agents.names)
        lead = self._platform.area(Leads).leads.get(params.lead_id)
        request_id = params.request_id or self._platform.new_id()
        if done := self._done(lead, request_id):
            if not context.again:
                raise IdTaken("a handoff", request_id)
            return HandoffResult(handoff=done, lead=lead)
        report = _report_of(lead)
        route = Route(
            target_agent=params.target_agent.value,
            priority=params.priority,
            reason=params.reason,
        )
        run = self._platform.workflows.run(
            "agent_handoff",
            {
                "lead": lead.to_json(),
                "source_agent": source,
                "route": route.to_json(),
                "context": {**_facts(report), **params.context},
                "request_id": request_id,
                "correlation_id": context.correlation_id,
            },
            name=request_id,
        )
        if run.output is None:
            raise Unavailable(
                "The handoff did not come to its end. Try again with the request_id"
                f" {request_id}; what was done is not done twice."
            )
        return HandoffResult.model_validate(run.output)

    @staticmethod
    def _done(lead: Lead, request_id: str) -> Handoff | None:
        """The handoff of an earlier attempt, if it took effect."""
        handoffs = lead.report.handoffs if lead.report else ()
        return next((one for one in handoffs if one.was_asked_by(request_id)), None)


def _source(params: HandOver, context: CallContext, known: tuple[AgentName, ...]) -> AgentName:
    """Who hands over: an agent only ever itself."""
    if context.agent is None:
        if params.source_agent in {None, ALL_AGENTS}:
            text = f"name the agent that hands over, one of {', '.join(known)}"
            raise refused("/source_agent", text, "missing")
        return params.source_agent or context.name
    if params.source_agent not in {None, context.agent}:
        text = f"this caller is {context.agent}, and hands over as nobody else"
        raise refused("/source_agent", text, "identity")
    return context.agent


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
