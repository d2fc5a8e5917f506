"""The agent registry: what every worker of every agent last said of itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from baton.core.message import AgentName
from baton.persistence.database import Database, database_errors, in_parallel
from baton.persistence.timestamps import epoch_seconds, moment_text
from baton.runtime.agent_status import KNOWN_FOR, AgentStatus, WorkerReport

if TYPE_CHECKING:
    from baton.runtime.items import WorkerItem


class AgentRegistry(Protocol):
    """Where workers report. Each writes its own item, so none waits for another."""

    @property
    def names(self) -> tuple[AgentName, ...]:
        """Every agent that reports: the functions that run as ``agent_handler``, as deployed."""
        ...

    def report(self, report: WorkerReport) -> None:
        """Keeps what a worker says, in place of what it said before."""
        ...

    def status(self, agent: AgentName, now: datetime) -> AgentStatus:
        """What an agent is doing; one that never reported is idle."""
        ...

    def statuses(self, now: datetime) -> tuple[AgentStatus, ...]:
        """What each agent is doing, in the order of ``names``."""
        ...

    def any_failing(self, agent: AgentName) -> bool:
        """Whether a worker of an agent said at last that its last task failed. If none does, the agent
        is available; to ask this costs about as little with thousands of workers.
        """
        ...


_FAILING = "!"
"""Begins the second key of a worker that has failed, and comes before any worker's name."""


class DynamoAgents:
    """The registry in DynamoDB. ``names`` are the agents that are deployed."""

    def __init__(self, database: Database, table: str, names: Sequence[AgentName]) -> None:
        from baton.runtime.items import WorkerItem

        self._names = tuple(names)
        self._have_failed: set[str] = set()
        self._items = database.bound(WorkerItem, table)

    @property
    def names(self) -> tuple[AgentName, ...]:
        """See ``AgentRegistry``."""
        return self._names

    def report(self, report: WorkerReport) -> None:
        """See ``AgentRegistry``."""
        item = self._items(
            report.agent,
            report.worker,
            reported_at=moment_text(report.reported_at),
            busy_until=moment_text(report.busy_until),
            tasks=report.tasks,
            failed=report.failed,
            milliseconds=report.milliseconds,
            failures=report.failures,
            failed_at=report.failed_at and moment_text(report.failed_at),
            succeeded_at=report.succeeded_at and moment_text(report.succeeded_at),
            expires_at=epoch_seconds(report.reported_at + KNOWN_FOR),
        )
        with database_errors():
            item.save()
        self._mark(report, item)

    def _mark(self, report: WorkerReport, item: "WorkerItem") -> None:
        """Keeps a worker that fails, or has failed, under a second key too, by which it is found."""
        if not report.failures and report.worker not in self._have_failed:
            return
        self._have_failed.add(report.worker)
        item.worker = f"{_FAILING}{report.worker}"
        with database_errors():
            item.save()

    def any_failing(self, agent: AgentName) -> bool:
        """See ``AgentRegistry``."""
        of = self._items
        with database_errors():
            found = of.query(agent, of.worker.startswith(_FAILING), of.failures > 0, page_size=100)
            return any(True for _ in found)

    def status(self, agent: AgentName, now: datetime) -> AgentStatus:
        """See ``AgentRegistry``."""
        workers = self._items.worker > f"{_FAILING}~"
        with database_errors():
            items = list(self._items.query(agent, workers, consistent_read=True))
        return AgentStatus.of(agent, map(_report, items), now)

    def statuses(self, now: datetime) -> tuple[AgentStatus, ...]:
        """See ``AgentRegistry``."""
        return tuple(in_parallel(lambda agent: self.status(agent, now), self._names))


def _report(item: "WorkerItem") -> WorkerReport:
    return WorkerReport(
        agent=item.agent,
        worker=item.worker,
        reported_at=datetime.fromisoformat(item.reported_at),
        busy_until=datetime.fromisoformat(item.busy_until),
        tasks=item.tasks,
        failed=item.failed,
        milliseconds=item.milliseconds,
        failures=int(item.failures or 0),
        failed_at=_moment(item.failed_at),
        succeeded_at=_moment(item.succeeded_at),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
