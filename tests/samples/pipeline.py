"""A lead on its way through the pipeline, with everything the steps before the assembly bring."""

from datetime import datetime, timedelta
from typing import Any

from baton.core.message import Priority
from baton.escalation.case import Resume
from baton.leads.assessment import Assessment, Category, Reason, Temperature, Urgency
from baton.leads.container import Leads
from baton.leads.engagement import Channel, Content, EngagementPlan, SequenceStep, Strategy
from baton.leads.lead import Lead, NewLead, PipelineInput
from baton.leads.pipeline_run import pipeline_run
from baton.leads.will import facts_of
from baton.messaging.handoff import ContextQuality, Handoff
from baton.runtime.platform import Platform
from functions.leads.result_writer.agent import ResultWriter
from functions.leads.result_writer.models import ResultWriterTask
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform

AnyPlatform = Platform | FakePlatform
"""Real or in memory."""

LEAD_ID = "01JNBX5T00ABCDEFGHJKMNPQRS"
CORRELATION_ID = "req-7f3a"


def a_lead(lead_id: str = LEAD_ID, now: datetime = NOON, **details: Any) -> Lead:
    """A lead that was just received."""
    person = {
        "email": "anna.berg@example.com",
        "first_name": "Anna",
        "last_name": "Berg",
        "country": "AT",
        "interest": "route planning",
        "consent": {"email": True},
    }
    return Lead(
        lead_id=lead_id,
        received_at=now,
        updated_at=now,
        correlation_id=CORRELATION_ID,
        details=NewLead.model_validate(person | details),
    )


def an_assessment(score: float = 78.0) -> Assessment:
    """Triage's verdict."""
    return Assessment(
        score=score,
        confidence=0.8,
        urgency=Urgency.HIGH,
        base_points=20,
        reasons=(Reason(feature="source", points=score - 20, text="Came by referral"),),
        scorecard="general@1",
    )


def a_handoff(lead: Lead, *, accepted: bool = True) -> Handoff:
    """The handoff from triage to engagement."""
    poor = {
        "completeness": 0.5,
        "quality": 0.42,
        "missing": ("email",),
        "unavailable": ("history",),
    }
    quality = {"completeness": 1.0, "quality": 0.95} if accepted else poor
    return Handoff(
        handoff_id=f"{lead.lead_id}#lead_triage#engagement",
        source_agent="lead_triage",
        target_agent="engagement",
        record_id=lead.lead_id,
        conversation_id=lead.lead_id,
        priority=Priority.HIGH,
        reason="campaign_qualified at 78 points",
        quality=ContextQuality.model_validate(quality | {"attempts": 1 if accepted else 3}),
        accepted=accepted,
        at=lead.received_at,
    )


def a_step(number: int, at: datetime, channel: Channel = Channel.EMAIL) -> SequenceStep:
    """One step of a sequence."""
    return SequenceStep(
        number=number,
        channel=channel,
        at=at,
        local_time=at.isoformat(),
        purpose=f"step {number}",
        content=Content(template=f"premium_{number}", subject=f"Subject {number}", body="Hello"),
    )


def a_plan(now: datetime = NOON, steps: int = 3, **changes: Any) -> EngagementPlan:
    """A premium plan: a call tomorrow at ten in Vienna, then e-mails every second day."""
    first = now.replace(hour=9, minute=0) + timedelta(days=1)
    planned = [
        a_step(number + 1, first + timedelta(days=2 * number), Channel.EMAIL)
        for number in range(steps)
    ]
    if planned:
        planned[0] = a_step(1, first, Channel.CALL)
    plan = EngagementPlan(
        strategy=Strategy.PREMIUM,
        channel=Channel.CALL if planned else None,
        timezone="Europe/Vienna",
        timezone_source="country",
        steps=tuple(planned),
        conversion_potential=82,
    )
    return plan.model_copy(update=changes)


def an_assembly_task(
    lead: Lead, *, poor: bool = False, resume: Resume | None = None, **changes: Any
) -> ResultWriterTask:
    """What the pipeline gives the assembly; with ``poor``, a context that was not passed on."""
    task = ResultWriterTask(
        lead=lead,
        assessment=an_assessment(),
        category=Category.CAMPAIGN_QUALIFIED,
        temperature=Temperature.HOT,
        handoffs=(a_handoff(lead, accepted=not poor),),
        plan=None if poor else a_plan(lead.received_at),
        resume=resume,
    )
    return task.model_copy(update=changes)


class Pipeline:
    """Stands in for ``lead_pipeline``: the real assembly on a platform, after steps that are given.

    With ``poor`` the context of a lead is too poor to pass on, until a person says to go on.
    """

    def __init__(self, platform: AnyPlatform, *, poor: bool = False) -> None:
        self._assembly = ResultWriter.assemble(platform)  # type: ignore[arg-type]
        self._poor = poor

    def __call__(self, given: dict[str, Any]) -> dict[str, Any]:
        """Runs it as ``Workflows.run`` does."""
        start = PipelineInput.model_validate(given)
        poor = self._poor and start.resume is None
        task = an_assembly_task(start.lead, poor=poor, resume=start.resume)
        return self._assembly.perform(task).to_json()


def receive(platform: AnyPlatform, lead: Lead, *, held: bool = False) -> None:
    """Stores a lead with its outbox entry, or ``held`` by whoever runs its pipeline at once, in one
    transaction, as the API does.
    """
    with platform.transactions.begin() as unit:
        platform.area(Leads).leads.add(lead.model_copy(update={"held": held}), unit)
        platform.contact_statuses.record(facts_of(lead), unit)
        if not held:
            platform.outbox.add(pipeline_run(lead, now=platform.clock()), unit)
