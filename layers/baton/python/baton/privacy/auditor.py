"""The audit trail's lines of a service: who reads or changes a person's data, written on the way.

    first   ── line ──► work ──► answer         without the line there is no work
    beside  ─┬ line ──┐
             └ work ──┴► answer                 the line costs the time that it takes longer
    after   ── work ──► line ──► answer         whose data it was, only the work tells

A line that cannot be written beside or after does not take the answer away, since the work is done. It
goes to the log instead, which holds nothing else of the person than the line would, and is counted.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from pydantic import ValidationError

from baton.core.clock import Clock
from baton.core.observability import logger, record
from baton.privacy.audit import AuditLine
from baton.privacy.audit_repository import AuditRepository
from baton.privacy.subject import digest_of

PATIENCE_SECONDS = 1.0
"""How long an answer waits for the line beside it."""


class When(StrEnum):
    """When a line is written."""

    FIRST = "first"
    BESIDE = "beside"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One call that is audited: what is done, by whom, and the subjects that the call itself names."""

    what: str
    when: When
    by: str
    correlation_id: str
    route: str
    named: Sequence[str] = ()


class Auditor:
    """Writes the audit lines of one service's calls."""

    def __init__(self, service: str, audit: AuditRepository, clock: Clock) -> None:
        self._service = service
        self._audit = audit
        self._clock = clock
        self._hands: ThreadPoolExecutor | None = None

    @contextmanager
    def over(self, act: Act, touched: Callable[[], Sequence[str]]) -> Iterator[None]:
        """Around the work of a call. ``touched`` gives afterwards, also after a fault, whom only the
        work could name. Raises ``Unavailable`` before the work, if it must not go unwritten.
        """
        writing: Future[None] | None = None
        lines = self._lines(act, act.named) if act.when is not When.AFTER else []
        if act.when is When.FIRST:
            self._audit.write(lines)
        elif lines:
            writing = self._pool().submit(self._audit.write, lines)
        try:
            yield
        finally:
            if writing is not None:
                self._settled(lambda: writing.result(PATIENCE_SECONDS), lines)
            if more := self._lines(act, touched()):
                self._settled(lambda: self._audit.write(more), more)

    def _pool(self) -> ThreadPoolExecutor:
        if self._hands is None:
            self._hands = ThreadPoolExecutor(1, thread_name_prefix="audit")
        return self._hands

    def _lines(self, act: Act, subjects: Sequence[str]) -> list[AuditLine]:
        """A line for each subject; none for what is no id, which may be anything that was typed."""
        now, lines = self._clock(), []
        for subject in dict.fromkeys(map(digest_of, subjects)):
            try:
                line = AuditLine(
                    subject=subject,
                    what=act.what,
                    by=act.by,
                    at=now,
                    correlation_id=act.correlation_id,
                    route=act.route,
                )
            except ValidationError:
                continue
            lines.append(line)
        return lines

    def _settled(self, write: Callable[[], None], lines: Sequence[AuditLine]) -> None:
        """Writes, or waits for what is being written; else the lines are in the log."""
        try:
            write()
        except Exception as error:  # noqa: BLE001 (the work is done, whatever becomes of its line)
            name = type(error).__name__
            for line in lines:
                logger(self._service).error(
                    "audit line kept in this log only", extra={"line": line.to_json(), "kind": name}
                )
            count = {"AuditLost": len(lines)}
            record("audit", "audit lines could not be stored", counts=count, lost_by=self._service)
