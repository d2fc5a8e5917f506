"""Export and erasure (requirement B7)."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from baton.core.clock import Clock
from baton.core.contract import Ulid
from baton.core.errors import Conflict, NotFound
from baton.core.message import AgentName
from baton.core.observability import logger
from baton.messaging.entries import workflow_start
from baton.messaging.outbox import Outbox, OutboxEntry
from baton.persistence.transaction import Transactions
from baton.privacy.subject import Erasure, ErasureStatus
from baton.privacy.subject_repository import SubjectRepository
from baton.runtime import Agent
from functions.platform.erasure.eraser import Eraser
from functions.platform.erasure.models import ErasureResult, ErasureTask, Step
from functions.platform.erasure.person import Persons
from functions.platform.erasure.subject_exporter import SubjectExporter
from functions.platform.erasure.wiring import Kept

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

STEP_TIME = timedelta(minutes=10)
"""How long a step goes on with records before it leaves the rest to the next."""

HEAD_START = timedelta(seconds=30)
"""How long who asks for an erasure may take before the workflow goes on with it: most persons have
few records and are erased by then."""


class ErasureService(Agent[ErasureTask, ErasureResult]):
    """Shows a person everything that is kept of them, or erases it.

    An erasure is kept before anything is erased, together with the outbox entry that starts its
    workflow. So it comes to its end whoever dies on the way, and every step may be repeated.
    """

    name: ClassVar[AgentName] = "erasure"

    def __init__(
        self,
        *,
        eraser: Eraser,
        exporter: SubjectExporter,
        persons: Persons,
        subjects: SubjectRepository,
        outbox: Outbox,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._eraser = eraser
        self._exporter = exporter
        self._persons = persons
        self._subjects = subjects
        self._outbox = outbox
        self._transactions = transactions
        self._clock = clock

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The service with its real parts."""
        kept = Kept.of(platform)
        persons = Persons(platform.subjects, kept.tie_of)
        return cls(
            eraser=Eraser(platform.subjects, persons, kept, platform.clock),
            exporter=SubjectExporter(platform.subjects, persons, kept, platform.clock),
            persons=persons,
            subjects=platform.subjects,
            outbox=platform.outbox,
            transactions=platform.transactions,
            clock=platform.clock,
        )

    def perform(self, task: ErasureTask) -> ErasureResult:
        """Does one step. Raises ``NotFound`` for an erasure nobody asked for, and ``Unavailable``."""
        if task.step is Step.EXPORT:
            return self._export(task)
        try:
            erasure = self._begun(task) if task.step is Step.ERASE else self._known(task)
        except NotFound:
            if task.step is Step.ERASE:
                return ErasureResult(found=False)
            raise
        end = self._clock() + STEP_TIME
        verify = task.step is Step.VERIFY
        if erasure.status is not ErasureStatus.VERIFIED:
            erasure = self._eraser.go_on(erasure, lambda: self._clock() >= end, verify=verify)
            self._log("erasure", erasure)
        wanted = ErasureStatus.VERIFIED if verify else ErasureStatus.ERASED
        done = erasure.status in {wanted, ErasureStatus.VERIFIED}
        return ErasureResult(done=done, erasure=erasure)

    def _export(self, task: ErasureTask) -> ErasureResult:
        try:
            export = self._exporter.page(task.subject or "", task.cursor)
        except NotFound:
            export = None
        logger(self.name).info(
            "export",
            extra={
                "audit": "subject.exported",
                "subject": task.subject,
                "by": task.requested_by,
                "records": len(export.records) if export else 0,
            },
        )
        return ErasureResult(found=export is not None, export=export)

    def _begun(self, task: ErasureTask) -> Erasure:
        """The erasure, kept with the entry of its workflow. Raises ``NotFound`` if nobody knows the
        person, ``Conflict`` for a task without id or subject.
        """
        if task.erasure_id is None or task.subject is None:
            raise Conflict("An erasure needs an id and a subject.")
        try:
            return self._known(task)
        except NotFound:
            person = self._persons.find(task.subject)
        now = self._clock()
        erasure = Erasure(
            erasure_id=task.erasure_id,
            subject=task.subject,
            keys=person.keys,
            untied=self._persons.untied(person),
            requested_by=task.requested_by,
            requested_at=now,
            correlation_id=task.correlation_id,
        )
        with self._transactions.begin() as within:
            self._subjects.keep(erasure, within)
            self._outbox.add(_continuation(erasure, now + HEAD_START), within)
        self._log("erasure asked for", erasure)
        return erasure

    def _known(self, task: ErasureTask) -> Erasure:
        return self._subjects.erasure(_named(task.erasure_id))

    def _log(self, message: str, erasure: Erasure) -> None:
        """The audit line: who asked for what, and what went. No key of the person is in it but the
        one that was asked for."""
        logger(self.name).info(
            message,
            extra={
                "audit": "subject.erased",
                "erasure_id": erasure.erasure_id,
                "subject": erasure.subject,
                "by": erasure.requested_by,
                "status": erasure.status.value,
                "records": erasure.records,
                "erased": erasure.erased,
            },
        )


def _named(erasure_id: Ulid | None) -> str:
    if erasure_id is None:
        raise Conflict("The step needs the id of its erasure.")
    return erasure_id


def _continuation(erasure: Erasure, now: datetime) -> OutboxEntry:
    """Has the workflow go on with an erasure from ``now``, and look for it once more later."""
    return workflow_start(
        "erasure",
        erasure.erasure_id,
        {"erasure_id": erasure.erasure_id, "correlation_id": erasure.correlation_id},
        correlation_id=erasure.correlation_id,
        now=now,
    )
