"""What agents are doing: a worker's report, and the status that all of an agent's workers give."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, Self

from pydantic import Field

from baton.core.contract import Contract, UtcDatetime
from baton.core.message import AgentName

KNOWN_FOR = timedelta(minutes=15)
"""How long a worker counts after its last report; AWS has taken idle ones away by then."""

BUSY_FOR = timedelta(seconds=8)
"""How long a worker counts as busy after a report, since it reports every five seconds at most."""

HALF_LIFE = timedelta(minutes=5)
"""After this time a task counts half in an average: what is shown is the last minutes."""

ILL_AFTER = 5
"""Failures in a row, over all of an agent's workers, after which it is unavailable (requirement G1)."""

LEFT_ALONE_FOR = timedelta(seconds=300)
"""So long after its last failure an agent is tried again, with one task."""


class WorkerReport(Contract):
    """One worker of an agent. A worker is one container, and has one task at a time.

    ``tasks``, ``failed`` and ``milliseconds`` are sums over its tasks, in which a task counts half
    for every ``HALF_LIFE`` that had passed at ``reported_at``. ``failures`` counts those in a row
    that were the agent's own: a wrong task is its sender's.
    """

    agent: AgentName
    worker: str = Field(min_length=1, max_length=200)
    reported_at: UtcDatetime
    busy_until: UtcDatetime
    tasks: float = Field(default=0, ge=0)
    failed: float = Field(default=0, ge=0)
    milliseconds: float = Field(default=0, ge=0)
    failures: int = Field(default=0, ge=0)
    failed_at: UtcDatetime | None = None
    succeeded_at: UtcDatetime | None = None


class Health(Contract):
    """Whether an agent can be given work. It is unavailable after ``ILL_AFTER`` failures in a row, no
    matter of which worker, until one task succeeds; from ``probe_at`` on one may try.
    """

    failures: int = 0
    failed_at: UtcDatetime | None = None

    @property
    def available(self) -> bool:
        """Whether it fails less than too often."""
        return self.failures < ILL_AFTER

    @property
    def probe_at(self) -> datetime | None:
        """When an unavailable agent is tried again."""
        if self.available or self.failed_at is None:
            return None
        return self.failed_at + LEFT_ALONE_FOR

    @classmethod
    def of(cls, reports: Iterable[WorkerReport]) -> Self:
        """What the reports of an agent's workers say; success of one forgives earlier failures."""
        known = list(reports)
        well = max((one.succeeded_at for one in known if one.succeeded_at), default=None)
        ill = [
            (one.failed_at, one.failures)
            for one in known
            if one.failures and one.failed_at and (well is None or one.failed_at > well)
        ]
        return cls(
            failures=sum(failures for _, failures in ill),
            failed_at=max((at for at, _ in ill), default=None),
        )


class AgentActivity(StrEnum):
    """Whether an agent has something in hand. One without workers is idle: the next task starts one."""

    PROCESSING = "processing"
    IDLE = "idle"


class AgentStatus(Contract):
    """What an agent is doing (requirement C3), at a resolution of some seconds.

    ``current_leads`` is how many of its workers have a task or had one a moment ago. The averages
    are those of the last minutes, and absent if it did nothing then.
    """

    type: Literal["agent_status"] = "agent_status"
    agent_id: AgentName
    status: AgentActivity
    current_leads: int = Field(ge=0)
    avg_response_time: str | None = Field(default=None, description="in seconds, as 2.3s")
    avg_response_ms: float | None = Field(default=None, ge=0, description="the same as a number")
    error_rate: float | None = Field(default=None, ge=0, le=1)
    workers: int = Field(ge=0, description="containers seen in the last quarter of an hour")
    last_activity: UtcDatetime | None = None
    available: bool = Field(default=True, description="false after 5 failures in a row")
    unavailable_reason: str | None = None
    probe_at: UtcDatetime | None = Field(
        default=None, description="when an unavailable one is tried"
    )

    @classmethod
    def of(cls, agent: AgentName, reports: Iterable[WorkerReport], now: datetime) -> Self:
        """The status that the reports of an agent's workers give at ``now``."""
        known = [one for one in reports if now - one.reported_at < KNOWN_FOR]
        weights = [0.5 ** ((now - one.reported_at) / HALF_LIFE) for one in known]
        tasks = sum(weight * one.tasks for weight, one in zip(weights, known, strict=True))
        failed = sum(weight * one.failed for weight, one in zip(weights, known, strict=True))
        spent = sum(weight * one.milliseconds for weight, one in zip(weights, known, strict=True))
        busy = sum(now < one.busy_until for one in known)
        average = round(spent / tasks, 1) if tasks else None
        health = Health.of(known)
        return cls(
            agent_id=agent,
            status=AgentActivity.PROCESSING if busy else AgentActivity.IDLE,
            current_leads=busy,
            avg_response_time=None if average is None else f"{average / 1000:.3g}s",
            avg_response_ms=average,
            error_rate=round(min(1.0, failed / tasks), 4) if tasks else None,
            workers=len(known),
            last_activity=max((one.reported_at for one in known), default=None),
            available=health.available,
            unavailable_reason=None if health.available else _illness(health),
            probe_at=health.probe_at,
        )


def _illness(health: Health) -> str:
    at = f"{health.failed_at:%H:%M:%S} UTC" if health.failed_at else "some time ago"
    return f"{health.failures} tasks in a row failed, the last at {at}"
