"""How a lead's pipeline ends: the lead's next version and everything that is kept with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from baton.escalation.case import Escalation
from baton.leads.events import LEAD_PROCESSED, LeadProcessed
from baton.leads.interaction import Interaction, InteractionKind
from baton.leads.lead import Lead, LeadReport, LeadStatus
from baton.memory.context import without_memory
from baton.messaging.announcements import announcement
from baton.messaging.handoff import Handoff
from baton.messaging.outbox import OutboxEntry
from functions.leads.result_writer.case_opening import open_case
from functions.leads.result_writer.models import ResultWriterTask
from functions.leads.result_writer.next_actions import answer_at_once, decide, next_actions


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What one transaction keeps. ``announcement`` goes out after it.

    The handoffs are kept whole beside the lead; in its report they are without what the memories
    brought, which would double what every reader of a lead reads.
    """

    lead: Lead
    handoffs: tuple[Handoff, ...]
    planned: Interaction | None
    case: Escalation | None
    announcement: OutboxEntry


def belongs(task: ResultWriterTask, stored: Lead) -> bool:
    """Whether a pipeline's result still belongs to the lead as it is kept now.

    It does not once the lead has moved on: another run came first, a person decided, or the person
    opted out meanwhile. A lead that was sent back (it has a report already) waits for the run that
    carries the decision, not for a straggler of the round before. What came of a later handoff
    belongs to the processed lead that was handed over.
    """
    if task.handed_over:
        return stored.status is LeadStatus.PROCESSED and stored.version == task.lead.version
    return (
        stored.status is LeadStatus.RECEIVED
        and stored.version == task.lead.version
        and (stored.report is None or task.resume is not None)
    )


def conclude(
    task: ResultWriterTask, stored: Lead, *, now: datetime, new_id: Callable[[], str], days: int
) -> Conclusion:
    """The end of a pipeline: processed with a plan, or escalated without one, or because a person
    answers at once.

    The next version is made of the ``stored`` lead, not of the one that travelled through the
    workflow. ``days`` is how long a case waits for a person.
    """
    case = (
        open_case(task, stored, escalation_id=new_id(), now=now, days=days)
        if task.waits_for_a_person
        else None
    )
    lead = stored.next_version(
        now,
        status=LeadStatus.ESCALATED if case else LeadStatus.PROCESSED,
        report=_report(task, stored, case, now),
    )
    announced = _announcement(lead, task, new_id(), now)
    return Conclusion(lead, task.handoffs, _planned(task, stored, now), case, announced)


def _report(
    task: ResultWriterTask, stored: Lead, case: Escalation | None, now: datetime
) -> LeadReport:
    """The report. A lead that went on after a decision keeps the id of the case it went through."""
    escalation_id = task.resume.escalation_id if task.resume else None
    actions: tuple[str, ...] = ()
    if case:
        actions = (*answer_at_once(stored, task.plan), *decide(case.escalation_id))
        escalation_id = case.escalation_id
    elif task.plan:
        actions = next_actions(stored, task.plan, task.advice)
    before = stored.report if task.handed_over else None
    waited = round((now - stored.received_at).total_seconds() * 1000)
    return LeadReport(
        category=task.category,
        temperature=task.temperature,
        assessment=task.assessment,
        plan=task.plan,
        advice=task.advice or (before.advice if before else None),
        next_actions=actions,
        handoffs=(*(before.handoffs if before else ()), *map(without_memory, task.handoffs)),
        escalation_id=before.escalation_id if before else escalation_id,
        processing_ms=before.processing_ms if before else max(0, waited),
    )


def _planned(task: ResultWriterTask, lead: Lead, now: datetime) -> Interaction | None:
    """The plan as an interaction; none if nothing will be done, or nothing else than before.

    Its id has the version that was planned for, so that a second assembly of the same result writes
    the same interaction, and a plan after a person's decision another one.
    """
    plan, before = task.plan, lead.report.plan if lead.report else None
    if plan is None or not plan.steps or lead.stopped or (task.handed_over and plan == before):
        return None
    return Interaction(
        lead_id=lead.lead_id,
        interaction_id=f"engagement#{lead.version}",
        kind=InteractionKind.PLANNED,
        occurred_at=now,
        recorded_at=now,
        channel=plan.channel,
        campaign_id=lead.details.campaign_id,
        data={
            "strategy": plan.strategy.value,
            "steps": len(plan.steps),
            "first_at": plan.steps[0].to_json()["at"],
            "templates": [step.content.template for step in plan.steps],
        },
    )


def _announcement(
    lead: Lead, task: ResultWriterTask, message_id: str, now: datetime
) -> OutboxEntry:
    payload = LeadProcessed(
        lead_id=lead.lead_id,
        status=lead.status,
        score=task.assessment.score,
        category=task.category,
        temperature=task.temperature,
        campaign_id=lead.details.campaign_id,
    )
    return announcement(
        LEAD_PROCESSED,
        payload,
        sender="result_writer",
        message_id=message_id,
        subject_id=lead.lead_id,
        correlation_id=lead.correlation_id,
        now=now,
    )
