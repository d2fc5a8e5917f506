"""The outbox entries that run a lead's pipeline. Pure."""

from datetime import datetime

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
