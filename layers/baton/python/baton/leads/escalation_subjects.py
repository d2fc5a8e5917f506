"""Cases about leads: what a person sees, and what a decision does."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from baton.core.errors import Conflict, NotFound
from baton.escalation.case import Escalation, NewDecision
from baton.escalation.subjects import CaseSubject, Writes
from baton.leads.container import Leads
from baton.leads.decision_consequence import consequence
from baton.leads.lead import SUBJECT, Lead, LeadStatus
from baton.messaging.entries import run_id
from baton.persistence.transaction import Transaction

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

REPLY = "reply"
"""What cases about answers of persons are about; their subject's id is the lead's."""

RECOMMENDATIONS = (
    "Approve: the lead is processed anew and engaged.",
    "Refuse: the lead is closed and nobody is contacted.",
)


class LeadCases:
    """See ``baton.escalation.subjects.SubjectPolicy``."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def ask(self, case: Escalation, within: Transaction) -> Escalation:
        """See ``SubjectPolicy``. Only a processed lead can wait."""
        leads = self._platform.area(Leads).leads
        lead = leads.get(case.subject_id)
        leads.replace(_waiting(lead, case), within)
        words = case.recommendations or RECOMMENDATIONS
        return case.model_copy(update={"recommendations": words, "case": _facts(lead)})

    def faults(self, case: Escalation, decision: NewDecision) -> Mapping[str, str]:
        """See ``SubjectPolicy``. What a person changes is read by whoever reads the lead."""
        del case, decision
        return {}

    def ended(self, case: Escalation, now: datetime) -> Writes:
        """See ``SubjectPolicy``."""
        leads, outbox = self._platform.area(Leads).leads, self._platform.outbox
        try:
            follows = consequence(case, leads.get(case.subject_id), now)
        except NotFound:  # the person asked to be forgotten meanwhile; the case ends all the same
            follows = None

        def write(within: Transaction) -> None:
            if follows is None:
                return
            leads.replace(follows.lead, within)
            if follows.run:
                outbox.add(follows.run, within)
            else:
                outbox.settle_within(run_id(follows.lead.lead_id), within)

        return write


def _nothing(within: Transaction) -> None:
    """Writes nothing."""
    del within


def _waiting(lead: Lead, case: Escalation) -> Lead:
    """The lead as it waits for the person. Raises ``Conflict`` if it is not processed."""
    if lead.status is not LeadStatus.PROCESSED or lead.report is None:
        raise Conflict(f"The lead is {lead.status}; only a processed one can be put to a person.")
    report = lead.report.model_copy(update={"escalation_id": case.escalation_id})
    return lead.next_version(case.opened_at, status=LeadStatus.ESCALATED, report=report)


def _facts(lead: Lead) -> dict[str, Any]:
    """What the person sees of the case. No personal data: the lead itself is one link away."""
    if lead.report is None:
        return {}
    assessment = lead.report.assessment
    return {
        "score": assessment.score,
        "confidence": assessment.confidence,
        "category": lead.report.category.value,
        "temperature": lead.report.temperature.value,
        "urgency": assessment.urgency.value,
    }


class ReplyCases:
    """See ``baton.escalation.subjects.SubjectPolicy``. A person answers what somebody wrote to us, and
    says so by deciding; nothing else follows, since the reply has ended the sequence.
    """

    def __init__(self, platform: "Platform") -> None:
        del platform

    def ask(self, case: Escalation, within: Transaction) -> Escalation:
        """See ``SubjectPolicy``. Only the inbox opens them."""
        del case, within
        raise Conflict("A reply waits for a person as soon as it comes in.")

    def faults(self, case: Escalation, decision: NewDecision) -> Mapping[str, str]:
        """See ``SubjectPolicy``."""
        del case
        return dict.fromkeys(decision.changes, "nothing of a reply can be changed")

    def ended(self, case: Escalation, now: datetime) -> Writes:
        """See ``SubjectPolicy``."""
        del case, now
        return _nothing


SUBJECTS = (
    CaseSubject(name=SUBJECT, personal=True, path="/api/v1/leads/{subject_id}", policy=LeadCases),
    CaseSubject(
        name=REPLY, personal=True, path="/api/v1/leads/{subject_id}/outcomes", policy=ReplyCases
    ),
)
