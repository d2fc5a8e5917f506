"""Opening a case and taking a person's decision on it: the one place for both."""

from baton.escalation.case import Decision, Escalation, EscalationStatus
from baton.escalation.entries import case_opening, decision_delivery
from baton.escalation.events import ESCALATION_DECIDED, EscalationDecided
from baton.escalation.repository import EscalationRepository
from baton.messaging.announcements import announcement
from baton.messaging.outbox import Outbox
from baton.persistence.transaction import Transaction


class CaseService:
    """Writes a case's changes into its caller's transaction, with what follows from them."""

    def __init__(self, escalations: EscalationRepository, outbox: Outbox) -> None:
        self._escalations = escalations
        self._outbox = outbox

    def open(self, case: Escalation, within: Transaction) -> None:
        """Keeps a new case and has the workflow started that waits for a person.

        The commit raises ``AlreadyExists`` if the case's id is taken.
        """
        self._escalations.add(case, within)
        self._outbox.add(case_opening(case, now=case.opened_at), within)

    def decide(
        self,
        case: Escalation,
        decision: Decision,
        *,
        sender: str,
        message_id: str,
        within: Transaction,
    ) -> Escalation:
        """Keeps the decision on an open case and announces it under ``message_id``; the workflow that
        waits is told, and one that does not wait yet finds the decision when it begins to.

        Gives the decided case. The commit raises ``StaleVersion`` if the case was changed.
        """
        decided = case.next_version(status=EscalationStatus.DECIDED, decision=decision)
        self._escalations.replace(decided, within)
        event = EscalationDecided(
            escalation_id=decided.escalation_id,
            subject=decided.subject,
            subject_id=decided.subject_id,
            verdict=decision.verdict,
        )
        announced = announcement(
            ESCALATION_DECIDED,
            event,
            sender=sender,
            message_id=message_id,
            subject_id=decided.escalation_id,
            correlation_id=decided.correlation_id,
            now=decision.at,
        )
        self._outbox.add(announced, within)
        if decided.task_token:
            self._outbox.add(decision_delivery(decided, now=decision.at), within)
        return decided
