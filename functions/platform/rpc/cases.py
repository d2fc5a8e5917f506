"""Opening a case for a person about whatever an area has cases about, once for each request."""

from datetime import timedelta
from typing import TYPE_CHECKING

from baton.core.contract import SubjectName
from baton.core.errors import IdTaken, NotFound
from baton.escalation.case import Escalation
from baton.escalation.service import CaseService
from baton.escalation.subjects import CaseSubjects
from baton.http.methods import CallContext
from baton.persistence.retry_on_conflict import retry_on_conflict

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class Cases:
    """Opens cases that wait ``life`` for a decision."""

    def __init__(self, platform: "Platform", *, life: timedelta) -> None:
        self._platform = platform
        self._subjects = CaseSubjects(platform)
        self._life = life

    def open(
        self,
        subject: SubjectName,
        subject_id: str,
        *,
        escalation_id: str,
        reason: str,
        recommendations: tuple[str, ...],
        context: CallContext,
    ) -> Escalation:
        """The case; one transaction keeps it, what its subject says of it, and the order to start the
        workflow that waits. Raises ``NotFound``, ``IdTaken``, or
        ``Conflict`` if the subject cannot wait now.
        """

        def attempt() -> Escalation:
            if kept := self._kept(escalation_id):
                if context.again:
                    return kept
                raise IdTaken("a case", escalation_id)
            now = self._platform.clock()
            case = Escalation(
                escalation_id=escalation_id,
                subject=subject,
                subject_id=subject_id,
                reason=reason,
                recommendations=recommendations,
                opened_by=context.name,
                opened_at=now,
                expires_at=now + self._life,
                correlation_id=context.correlation_id,
            )
            return self._opened(case)

        return retry_on_conflict(attempt)

    def _kept(self, escalation_id: str) -> Escalation | None:
        try:
            return self._platform.escalations.get(escalation_id)
        except NotFound:
            return None

    def _opened(self, case: Escalation) -> Escalation:
        service = CaseService(self._platform.escalations, self._platform.outbox)
        with self._platform.transactions.begin() as within:
            case = self._subjects.policy(case.subject).ask(case, within)
            service.open(case, within)
        return case
