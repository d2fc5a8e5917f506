"""A worker's reports to the agent registry, kept off the way of its tasks.

A task costs two clock readings here. Something is written at most every five seconds, by a thread of
its own, and a task waits for that a quarter of a second at most: a registry that is slow or away
costs no task anything else, and is left alone for a while.
"""

import threading
import time
from collections.abc import Callable
from datetime import datetime

from baton.core.message import AgentName
from baton.core.observability import logger
from baton.runtime.agent_status import BUSY_FOR, HALF_LIFE, ILL_AFTER, WorkerReport

Send = Callable[[WorkerReport], None]
"""Gives a report to the registry."""

EVERY_SECONDS = 5.0
"""The time between two reports of a worker that is busy; less than ``BUSY_FOR``."""

PATIENCE_SECONDS = 0.25
"""How long the end of a task waits for its report."""

AWAY_SECONDS = 60.0
"""How long nothing is tried after a report that failed."""


class Heartbeat:
    """What one worker did lately. It has one task at a time.

    A task of more than five seconds is reported while it lasts; of shorter ones the first is
    reported when it is over, and those of the next five seconds with one that comes later. What
    changes whether the agent can be given work is reported at once.
    """

    def __init__(
        self,
        agent: AgentName,
        worker: str,
        send: Send,
        now: Callable[[], datetime],
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._agent, self._worker = agent, worker
        self._send, self._now, self._ticks = send, now, ticks
        self._tasks = self._failed = self._milliseconds = 0.0
        self._failures = 0
        self._failed_at: datetime | None = None
        self._succeeded_at: datetime | None = None
        self._next = self._decayed_at = ticks()
        self._begun: float | None = None
        self._sums = threading.Lock()
        self._wake, self._written = threading.Event(), threading.Event()
        self._written.set()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """A task begins."""
        self._begun = self._ticks()

    def end(self, milliseconds: float, *, failed: bool, ill: bool = False) -> None:
        """The task is over; ``ill`` if it failed by a fault of the agent's. Raises nothing."""
        self._begun = None
        with self._sums:
            self._tasks += 1
            self._failed += failed
            self._milliseconds += milliseconds
            turned = self._count(ill)
        if (self._ticks() < self._next and not turned) or not self._written.is_set():
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="activity", daemon=True)
            self._thread.start()
        self._written.clear()
        self._wake.set()
        self._written.wait(PATIENCE_SECONDS)

    def _count(self, ill: bool) -> bool:
        """Counts failures in a row. Gives whether there are now enough, or are no longer."""
        if ill:
            self._failures += 1
            self._failed_at = self._now()
            return self._failures == ILL_AFTER
        recovered, self._failures = self._failures > 0, 0
        self._succeeded_at = self._now()
        return recovered

    def write(self) -> None:
        """Reports now. A registry that fails is left alone for a minute."""
        self._next = self._ticks() + EVERY_SECONDS
        try:
            self._send(self._report())
        except Exception as error:  # noqa: BLE001 (a report is not worth a task)
            self._next = self._ticks() + AWAY_SECONDS
            logger(self._agent).warning(
                "could not report to the agent registry", extra={"error": type(error).__name__}
            )

    def _run(self) -> None:
        """Writes when it is woken, and while a task goes on for long."""
        while True:
            woken = self._wake.wait(EVERY_SECONDS)
            self._wake.clear()
            if woken or self._is_long():
                self.write()
            self._written.set()

    def _is_long(self) -> bool:
        begun, now = self._begun, self._ticks()
        return begun is not None and now - begun >= EVERY_SECONDS and now >= self._next

    def _report(self) -> WorkerReport:
        now = self._now()
        with self._sums:
            self._decay()
            return WorkerReport(
                agent=self._agent,
                worker=self._worker,
                reported_at=now,
                busy_until=now + BUSY_FOR,
                tasks=round(self._tasks, 4),
                failed=round(self._failed, 4),
                milliseconds=round(self._milliseconds, 2),
                failures=self._failures,
                failed_at=self._failed_at,
                succeeded_at=self._succeeded_at,
            )

    def _decay(self) -> None:
        """Lets the sums of all tasks fade by the time since the last report."""
        now = self._ticks()
        left = 0.5 ** ((now - self._decayed_at) / HALF_LIFE.total_seconds())
        self._decayed_at = now
        self._tasks *= left
        self._failed *= left
        self._milliseconds *= left
