"""The escalation service: a case waits for a person, and the work goes on with the decision."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from baton.core.clock import Clock, NewId
from baton.core.errors import Conflict, StaleVersion
from baton.core.message import AgentName
from baton.escalation.case import Escalation, EscalationStatus
from baton.escalation.events import (
    ESCALATION_OPENED,
    ESCALATION_REMINDED,
    EscalationOpened,
    EscalationReminded,
)
from baton.escalation.repository import EscalationRepository
from baton.escalation.subjects import CaseSubjects
from baton.messaging.announcements import announcement
from baton.messaging.events import Event, Payload
from baton.messaging.outbox import Outbox
from baton.messaging.workflows import Workflows
from baton.persistence.transaction import Transaction, Transactions
from baton.runtime import Agent
from baton.runtime.decision import DecisionRecord
from functions.platform.escalation.decision_trace import trace_entry
from functions.platform.escalation.models import EscalationResult, EscalationTask, Step

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

TRIES = 5
"""How often a step is begun anew when a person or another step changed the case meanwhile."""


class EscalationService(Agent[EscalationTask, EscalationResult]):
    """The steps of a case. Each may come twice, late, or at once with a person's decision.

    The case's version decides every race: whoever commits second has read something old, reads
    again, and does what is right then::

        register ─ decision   register sees the decision and lets its own workflow go on
        decision ─ register   the decision sees the token and lets the workflow go on (outbox)
        decision ─ expire     expire sees the decision and carries it out
        expire ─ decision     the decision is refused by the API: the case is over
    """

    name: ClassVar[AgentName] = "escalation"

    def __init__(
        self,
        *,
        subjects: CaseSubjects,
        escalations: EscalationRepository,
        outbox: Outbox,
        transactions: Transactions,
        workflows: Workflows,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._subjects = subjects
        self._escalations = escalations
        self._outbox = outbox
        self._transactions = transactions
        self._workflows = workflows
        self._clock = clock
        self._new_id = new_id

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The service with its real parts."""
        return cls(
            subjects=CaseSubjects(platform),
            escalations=platform.escalations,
            outbox=platform.outbox,
            transactions=platform.transactions,
            workflows=platform.workflows,
            clock=platform.clock,
            new_id=platform.new_id,
        )

    def perform(self, task: EscalationTask) -> EscalationResult:
        """Does one step. Raises ``NotFound`` for an unknown case, ``Conflict`` for a resumption
        without a decision, ``StaleVersion`` if others kept changing it."""
        for tried in range(1, TRIES + 1):
            try:
                case = self._step(task)
                break
            except StaleVersion:
                if tried == TRIES:
                    raise
        return EscalationResult(
            escalation_id=case.escalation_id,
            subject=case.subject,
            subject_id=case.subject_id,
            correlation_id=case.correlation_id,
            decision=case.decision,
        )

    def decided(self, task: EscalationTask, result: EscalationResult) -> Sequence[DecisionRecord]:
        """See ``Agent``."""
        return tuple(filter(None, (trace_entry(task, result),)))

    def _step(self, task: EscalationTask) -> Escalation:
        case = self._escalations.get(task.escalation_id)
        match task.step:
            case Step.REGISTER:
                return self._register(case, task.task_token or "")
            case Step.RESUME:
                return self._resume(case)
            case Step.REMIND:
                return self._remind(case)
            case Step.EXPIRE:
                return self._expire(case)

    def _register(self, case: Escalation, token: str) -> Escalation:
        """Keeps the token of the workflow that waits; the latest one counts."""
        if case.decision is not None:
            self._workflows.complete_task(token, case.decision.to_json())
            return case
        if case.status is not EscalationStatus.OPEN or case.task_token == token:
            return case
        waiting = case.next_version(task_token=token)
        with self._transactions.begin() as unit:
            self._escalations.replace(waiting, unit)
            if case.task_token is None:
                opened = EscalationOpened(
                    escalation_id=case.escalation_id,
                    subject=case.subject,
                    subject_id=case.subject_id,
                )
                self._announce(ESCALATION_OPENED, opened, case, unit)
        return waiting

    def _resume(self, case: Escalation) -> Escalation:
        """Goes on with the decision that is kept, which the task only repeats."""
        if case.decision is None:
            raise Conflict(f"Case {case.escalation_id} is not decided, so nothing can go on.")
        return self._carried_out(case)

    def _remind(self, case: Escalation) -> Escalation:
        """Tells everybody once that a case still waits; one that does not any more is left alone."""
        if case.status is not EscalationStatus.OPEN or case.reminded_at is not None:
            return case
        reminded = case.next_version(reminded_at=self._clock())
        payload = EscalationReminded(
            escalation_id=case.escalation_id,
            subject=case.subject,
            subject_id=case.subject_id,
            expires_at=case.expires_at,
        )
        with self._transactions.begin() as unit:
            self._escalations.replace(reminded, unit)
            self._announce(ESCALATION_REMINDED, payload, case, unit)
        return reminded

    def _expire(self, case: Escalation) -> Escalation:
        """Ends a case that nobody decided. One that was decided at the last moment goes on."""
        if case.status is EscalationStatus.OPEN:
            return self._carried_out(case, status=EscalationStatus.EXPIRED)
        return self._carried_out(case)

    def _carried_out(self, case: Escalation, **changes: object) -> Escalation:
        """The case with ``changes`` and what it does to its subject: in one transaction, and once.

        Where its area leaves that to a later step of the workflow, the case alone is kept.
        """
        if case.carried_out_at is not None:
            return case
        now = self._clock()
        ended = case.model_copy(update=changes)
        writes = self._subjects.policy(case.subject).ended(ended, now)
        if writes is not None:
            changes["carried_out_at"] = now
        if not changes:
            return case
        ended = case.next_version(None, **changes)
        with self._transactions.begin() as unit:
            self._escalations.replace(ended, unit)
            if writes is not None:
                writes(unit)
        return ended

    def _announce(
        self, event: Event[Payload], payload: Payload, case: Escalation, unit: Transaction
    ) -> None:
        entry = announcement(
            event,
            payload,
            sender=self.name,
            message_id=self._new_id(),
            subject_id=case.escalation_id,
            correlation_id=case.correlation_id,
            now=self._clock(),
        )
        self._outbox.add(entry, unit)
