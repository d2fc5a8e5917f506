"""The outbox entries that run a lead's pipeline. Pure."""

from datetime import datetime, timedelta

from baton.escalation.case import Resume
from baton.leads.lead import Lead
from baton.messaging.entries import workflow_run
from baton.messaging.outbox import OutboxEntry

WORKFLOW = "lead_pipeline"


def pipeline_run(lead: Lead, *, now: datetime, resume: Resume | None = None) -> OutboxEntry:
    """Runs a lead's pipeline; with ``resume`` it goes on with a person's decision.

    The lead itself is read when the run begins (``baton.leads.outbox_work``).
    """
    return workflow_run(
        WORKFLOW,
        lead.lead_id,
        {"resume": resume.to_json()} if resume else {},
        correlation_id=lead.correlation_id,
        now=now,
    )


def first_run(lead: Lead, *, claimed_by: str | None, lease_seconds: int) -> OutboxEntry:
    """The outbox entry that runs the pipeline of a lead received now.

    With ``claimed_by`` it is born claimed: that worker runs the pipeline at once, and only if the
    lease ends first does the outbox take over. Without, the outbox runs it.
    """
    entry = pipeline_run(lead, now=lead.received_at)
    if claimed_by is None:
        return entry
    lease_end = lead.received_at + timedelta(seconds=lease_seconds)
    changes = {"claimed_by": claimed_by, "available_at": lease_end, "attempts": 1}
    return entry.model_copy(update=changes)
