"""The audit trail's lines of the API: who reads or changes a person's data, written on the way.

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
from typing import Any

from pydantic import ValidationError

from baton.contracts.audit import AuditLine
from baton.records.audit import AuditStore
from baton.runtime.clock import Clock
from baton.runtime.observability import logger, record
from functions.api.call import Call
from functions.api.packaged import table_of

SERVICE = "api"
PATIENCE_SECONDS = 1.0
"""How long an answer waits for the line beside it."""


class When(StrEnum):
    """When a line is written."""

    FIRST = "first"
    BESIDE = "beside"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Audited:
    """A route whose calls are audited; the id is at ``place`` of its path, if it is there."""

    what: str
    when: When
    place: int | None


class Auditor:
    """Writes the audit lines of calls."""

    def __init__(self, audit: AuditStore, clock: Clock) -> None:
        self._audit = audit
        self._clock = clock
        self._routes = {(row["method"], row["path"]): _audited(row) for row in audited_routes()}
        self._hands: ThreadPoolExecutor | None = None

    @contextmanager
    def over(self, call: Call) -> Iterator[None]:
        """Around the work of a call. Raises ``Unavailable`` before it, if it must not go unwritten."""
        route = self._routes.get((call.method, call.route))
        if route is None:
            yield
            return
        writing: Future[None] | None = None
        if route.when is not When.AFTER:
            lines = self._lines(call, route, _named(call, route))
            if route.when is When.FIRST:
                self._audit.write(lines)
            elif lines:
                writing = self._pool().submit(self._audit.write, lines)
        try:
            yield
        finally:
            if writing is not None:
                self._settled(lambda: writing.result(PATIENCE_SECONDS), lines)
            if call.touched and (more := self._lines(call, route, call.touched)):
                self._settled(lambda: self._audit.write(more), more)

    def _pool(self) -> ThreadPoolExecutor:
        if self._hands is None:
            self._hands = ThreadPoolExecutor(1, thread_name_prefix="audit")
        return self._hands

    def _lines(self, call: Call, route: Audited, subjects: Sequence[str]) -> list[AuditLine]:
        """A line for each subject; none for what is no id, which may be anything that was typed."""
        now, lines = self._clock(), []
        for subject in dict.fromkeys(subjects):
            try:
                line = AuditLine(
                    subject=subject,
                    what=route.what,
                    by=call.caller_id,
                    at=now,
                    correlation_id=call.correlation_id,
                    route=f"{call.method} {call.route}",
                )
            except ValidationError:
                continue
            lines.append(line)
        return lines

    @staticmethod
    def _settled(write: Callable[[], None], lines: Sequence[AuditLine]) -> None:
        """Writes, or waits for what is being written; else the lines are in the log."""
        try:
            write()
        except Exception as error:  # noqa: BLE001 (the work is done, whatever becomes of its line)
            name = type(error).__name__
            for line in lines:
                logger(SERVICE).error(
                    "an audit line is only here", extra={"line": line.to_json(), "kind": name}
                )
            record(SERVICE, "audit lines are lost", counts={"AuditLost": len(lines)})


def audited_routes() -> list[dict[str, str]]:
    """The table of what is audited."""
    rows: list[dict[str, str]] = table_of("audited.yaml")
    return rows


def _audited(row: dict[str, Any]) -> Audited:
    parts = row["path"].split("/")
    places = [at for at, part in enumerate(parts) if part.startswith("{")]
    return Audited(row["what"], When(row["when"]), places[0] if places else None)


def _named(call: Call, route: Audited) -> tuple[str, ...]:
    """The id that the call names, or gives to what it creates."""
    if route.place is None:
        return (call.resource_id,)
    return (call.path.split("/")[route.place],)
