"""The events of cases for a person."""

from baton.core.contract import Contract, SubjectName, Ulid, UtcDatetime
from baton.escalation.case import Verdict
from baton.messaging.events import Event


class EscalationOpened(Contract):
    """A case waits for a person."""

    escalation_id: Ulid
    subject: SubjectName
    subject_id: Ulid


class EscalationDecided(Contract):
    """A person decided a case."""

    escalation_id: Ulid
    subject: SubjectName
    subject_id: Ulid
    verdict: Verdict


class EscalationReminded(Contract):
    """A case has waited long, and expires at ``expires_at`` unless a person decides it."""

    escalation_id: Ulid
    subject: SubjectName
    subject_id: Ulid
    expires_at: UtcDatetime


ESCALATION_OPENED = Event("escalation.opened", EscalationOpened)
ESCALATION_DECIDED = Event("escalation.decided", EscalationDecided)
ESCALATION_REMINDED = Event("escalation.reminded", EscalationReminded)
