"""What leads have the outbox do around the runs of their pipeline."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from baton.core.errors import NotFound
from baton.escalation.case import Escalation, Resume
from baton.escalation.service import CaseService
from baton.leads.container import Leads
from baton.leads.held_leads import HeldLeads
from baton.leads.lead import SUBJECT, Lead, LeadStatus, PipelineInput
from baton.leads.pipeline_run import WORKFLOW
from baton.messaging.outbox import OutboxEntry
from baton.messaging.outbox_work import WorkFailed, WorkflowRuns
from baton.persistence.transaction import Transaction

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

RECOMMENDATIONS = (
    "Approve: the lead is tried again, with a new set of attempts.",
    "Refuse: the lead is closed and nobody is contacted.",
)


class PipelineRuns:
    """See ``baton.messaging.outbox_work.RunPolicy``.

    A lead is run as it is when its run begins. One that is gone (the person asked to be forgotten, and
    an id never comes back) or past its run needs none: whoever changed it has seen to its entry, so
    only a worker that slept past its lease finds one, or tables that were restored to different
    moments.
    """

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def prepare(self, entry: OutboxEntry) -> dict[str, Any] | None:
        """See ``RunPolicy``."""
        lead = self._waiting(entry.subject_id)
        if lead is None:
            return None
        resume = entry.payload["input"].get("resume")
        return PipelineInput(
            lead=lead,
            correlation_id=entry.correlation_id,
            resume=Resume.model_validate(resume) if resume else None,
        ).to_json()

    def recover(self) -> int:
        """See ``RunPolicy``: leads that are held for longer than the lease."""
        return HeldLeads.of(self._platform).release_overdue()

    def check(self, output: dict[str, Any]) -> None:
        """See ``RunPolicy``."""
        lead = output.get("lead")
        if not isinstance(lead, dict) or "status" not in lead:
            raise WorkFailed("The pipeline ended without a lead.")
        if lead["status"] == LeadStatus.RECEIVED:
            raise WorkFailed("The lead changed while it was processed.")

    def exhausted(self, entry: OutboxEntry, reason: str, within: Transaction) -> bool:
        """See ``RunPolicy``: the lead is parked, and a person decides whether it is tried again."""
        platform = self._platform
        lead = self._waiting(entry.subject_id)
        if lead is None:
            return False
        now = platform.clock()
        case = parking_case(
            entry,
            reason,
            escalation_id=platform.new_id(),
            now=now,
            days=platform.settings.escalation_days,
        )
        platform.area(Leads).leads.replace(parked(lead, case, now), within)
        CaseService(platform.escalations, platform.outbox).open(case, within)
        return True

    def _waiting(self, lead_id: str) -> Lead | None:
        """The lead, if it waits for its run."""
        try:
            lead = self._platform.area(Leads).leads.get(lead_id)
        except NotFound:
            return None
        return lead if lead.status is LeadStatus.RECEIVED else None


def parked(lead: Lead, case: Escalation, now: datetime) -> Lead:
    """The next version of a lead that waits for a person's decision on ``case``."""
    report = lead.report and lead.report.model_copy(update={"escalation_id": case.escalation_id})
    return lead.next_version(now, status=LeadStatus.PARKED, report=report)


def parking_case(
    entry: OutboxEntry, reason: str, *, escalation_id: str, now: datetime, days: int
) -> Escalation:
    """The case of a lead whose pipeline failed at every attempt; it waits ``days`` days."""
    times = "once" if entry.attempts == 1 else f"{entry.attempts} times"
    return Escalation(
        escalation_id=escalation_id,
        subject=SUBJECT,
        subject_id=entry.subject_id,
        reason=f"The lead could not be processed: it was tried {times}.",
        recommendations=RECOMMENDATIONS,
        case={"attempts": entry.attempts, "last_error": reason},
        opened_by="outbox",
        opened_at=now,
        expires_at=now + timedelta(days=days),
        correlation_id=entry.correlation_id,
    )


RUNS = (
    WorkflowRuns(
        workflow=WORKFLOW,
        needs=("lead_triage", "handoff", "engagement", "result_writer"),
        policy=PipelineRuns,
    ),
)
