"""What could not be done after every attempt: it is put aside, and for a lead a person is told."""

from datetime import datetime, timedelta

from baton.core.clock import Clock, NewId
from baton.core.errors import NotFound, StaleVersion
from baton.core.masking import mask
from baton.escalation.case import CaseSubject, Escalation
from baton.escalation.repository import EscalationRepository
from baton.leads.lead import Lead, LeadStatus
from baton.leads.lead_repository import LeadRepository
from baton.messaging.entries import case_opening
from baton.messaging.outbox import Outbox, OutboxEntry, Work
from baton.persistence.transaction import Transactions
from functions.platform.outbox.batch_result import EntryOutcome

RECOMMENDATIONS = (
    "Approve: the lead is tried again, with a new set of attempts.",
    "Refuse: the lead is closed and nobody is contacted.",
)

_LONGEST_ERROR = 500


class DeadLetters:
    """Puts entries aside. ``days`` is how long a lead's case waits for a person."""

    def __init__(
        self,
        *,
        leads: LeadRepository,
        escalations: EscalationRepository,
        outbox: Outbox,
        transactions: Transactions,
        clock: Clock,
        new_id: NewId,
        days: int,
    ) -> None:
        self._leads = leads
        self._escalations = escalations
        self._outbox = outbox
        self._transactions = transactions
        self._clock = clock
        self._new_id = new_id
        self._days = days

    def give_up(self, entry: OutboxEntry, error: str) -> EntryOutcome:
        """Parks an entry, and with it, in the same transaction, its lead if it has one.

        An entry or a lead that somebody else has finished or changed meanwhile is left to them.
        """
        try:
            if entry.work is Work.RUN_PIPELINE:
                return self._park_lead(entry, error)
            with self._transactions.begin() as unit:
                self._outbox.park(entry.entry_id, unit, now=self._clock(), reason=_reason(error))
        except StaleVersion:
            return EntryOutcome.GONE
        return EntryOutcome.PARKED

    def drop(self, entry: OutboxEntry) -> EntryOutcome:
        """Deletes the run of a lead that does not need one.

        Whoever changed the lead has seen to its entry, so a lead that is past its run is found by a
        worker that slept past its lease, or after the tables were restored to different moments. A
        plain delete by the sleeper could hit the entry with which a person has sent the lead back.
        """
        try:
            with self._transactions.begin() as unit:
                self._outbox.settle_within(entry.entry_id, unit, held_by=entry.claimed_by)
        except StaleVersion:
            return EntryOutcome.GONE
        return EntryOutcome.DONE

    def _park_lead(self, entry: OutboxEntry, error: str) -> EntryOutcome:
        try:
            lead = self._leads.get(entry.subject_id)
        except NotFound:  # the person asked to be forgotten; an id never comes back
            self._outbox.settle([entry.entry_id])
            return EntryOutcome.DONE
        if lead.status is not LeadStatus.RECEIVED:
            return self.drop(entry)
        now = self._clock()
        case = parking_case(entry, error, escalation_id=self._new_id(), now=now, days=self._days)
        with self._transactions.begin() as unit:
            self._leads.replace(parked(lead, case, now), unit)
            self._escalations.add(case, unit)
            self._outbox.add(case_opening(case, now=now), unit)
            self._outbox.park(entry.entry_id, unit, now=now, reason=_reason(error))
        return EntryOutcome.PARKED


def parked(lead: Lead, case: Escalation, now: datetime) -> Lead:
    """The next version of a lead that waits for a person's decision on ``case``."""
    report = lead.report and lead.report.model_copy(update={"escalation_id": case.escalation_id})
    changes = {
        "version": lead.version + 1,
        "status": LeadStatus.PARKED,
        "updated_at": now,
        "report": report,
    }
    return lead.model_copy(update=changes)


def parking_case(
    entry: OutboxEntry, error: str, *, escalation_id: str, now: datetime, days: int
) -> Escalation:
    """The case of a lead whose pipeline failed at every attempt; it waits ``days`` days."""
    times = "once" if entry.attempts == 1 else f"{entry.attempts} times"
    return Escalation(
        escalation_id=escalation_id,
        subject=CaseSubject.LEAD,
        subject_id=entry.subject_id,
        reason=f"The lead could not be processed: it was tried {times}.",
        recommendations=RECOMMENDATIONS,
        case={"attempts": entry.attempts, "last_error": _reason(error)},
        opened_by="outbox",
        opened_at=now,
        expires_at=now + timedelta(days=days),
        correlation_id=entry.correlation_id,
    )


def _reason(error: str) -> str:
    return mask(error)[:_LONGEST_ERROR]
