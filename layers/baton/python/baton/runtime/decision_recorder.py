"""A worker's decisions on their way to the decision trace (requirement G12), off the way of its tasks.

A decision is written when its task is over, by a thread of its own, and the task waits for that a
quarter of a second at most. What could not be written waits for the next task; what has waited too
long, or is too much, is lost, and counted as ``DecisionsLost``. No task fails because of it.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from baton.core.masking import Words
from baton.core.message import AgentName
from baton.core.observability import logger, record
from baton.runtime.decision import DecisionRecord, TracedDecision, decision_id
from baton.runtime.task import Trace

Keep = Callable[[Sequence[Sequence[TracedDecision]]], None]
"""Writes decisions, each sequence of one subject together. Writing one again is safe."""

PATIENCE_SECONDS = 0.25
"""How long the end of a task waits until its decisions are written."""

AWAY_SECONDS = 60.0
"""How long no task waits after a writing that failed or took longer."""

ATTEMPTS = 3
"""How often a decision is tried to be written, each time with a later task's."""

WAITS_SECONDS = 300.0
"""How long a decision may wait: not so long that it comes after its lead was erased and looked for
once more."""

MOST_WAITING = 200
"""Decisions that wait at a time, but for those of the last task; the oldest go first."""


class DecisionRecorder:
    """Takes one worker's decisions, and has them written. A worker has one task at a time."""

    def __init__(
        self,
        agent: AgentName,
        keep: Keep,
        now: Callable[[], datetime],
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._agent, self._keep, self._now, self._ticks = agent, keep, now, ticks
        self._waiting: deque[tuple[Sequence[TracedDecision], int, float]] = deque()
        self._waited_from = ticks()
        self._lock = threading.Lock()
        self._wake, self._written = threading.Event(), threading.Event()
        self._written.set()
        self._thread: threading.Thread | None = None

    def traced(
        self, decided: Sequence[DecisionRecord], trace: Trace, milliseconds: float, task: Any
    ) -> tuple[TracedDecision, ...]:
        """Decisions that took so long, as they are kept; the words of ``task``'s persons are taken out
        of them.
        """
        words, now = Words(task), self._now()
        return tuple(self._traced(one, trace, milliseconds, words, now) for one in decided)

    def note(self, decisions: Sequence[TracedDecision], handed_on: Sequence[Any] = ()) -> None:
        """Has decisions written, and with them those that earlier steps handed on. Raises nothing."""
        together = self._together(decisions, handed_on)
        if not together:
            return
        with self._lock:
            self._waiting += [(one, 0, self._ticks()) for one in together]
            self._drop(max(0, len(self._waiting) - max(MOST_WAITING, len(together))))
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="decisions", daemon=True)
            self._thread.start()
        self._written.clear()
        self._wake.set()
        if self._ticks() >= self._waited_from and not self._written.wait(PATIENCE_SECONDS):
            self._waited_from = self._ticks() + AWAY_SECONDS

    def write(self) -> None:
        """Writes what waits. What fails waits for the next time, or is lost."""
        with self._lock:
            oldest = self._ticks() - WAITS_SECONDS
            taken = [one for one in self._waiting if one[2] >= oldest]
            self._count_lost(len(self._waiting) - len(taken))
            self._waiting.clear()
        try:
            self._keep([decisions for decisions, _, _ in taken])
        except Exception as error:  # noqa: BLE001 (a line of the trace is not worth a task)
            self._waited_from = self._ticks() + AWAY_SECONDS
            logger(self._agent).warning(
                "could not write to the decision trace", extra={"error": type(error).__name__}
            )
            left = [(one, tried + 1, at) for one, tried, at in taken if tried + 1 < ATTEMPTS]
            with self._lock:
                self._waiting.extendleft(reversed(left))
            self._count_lost(len(taken) - len(left))

    def _run(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            self.write()
            if not self._wake.is_set():
                self._written.set()

    def _together(
        self, decisions: Sequence[TracedDecision], handed_on: Sequence[Any]
    ) -> Sequence[Sequence[TracedDecision]]:
        """What is written together: what was handed on, with the decision of its subject after it."""
        earlier: dict[str, list[TracedDecision]] = {}
        for given in handed_on:
            try:
                one = TracedDecision.model_validate(given)
            except ValidationError:
                self._count_lost(1)
            else:
                earlier.setdefault(one.subject_id, []).append(one)
        own = [(*earlier.pop(one.subject_id, ()), one) for one in decisions]
        return [*own, *map(tuple, earlier.values())]

    def _traced(
        self, one: DecisionRecord, trace: Trace, milliseconds: float, words: Words, now: datetime
    ) -> TracedDecision:
        return TracedDecision(
            **{
                **one.told(),
                "what": words.masked(one.what),
                "why": tuple(words.masked(text) for text in one.why),
            },
            at=one.at or now,
            decision_id=decision_id(self._agent, one),
            agent=self._agent,
            step=trace.step,
            correlation_id=trace.correlation_id,
            execution=trace.execution,
            milliseconds=milliseconds,
        )

    def _drop(self, number: int) -> None:
        for _ in range(number):
            self._waiting.popleft()
        self._count_lost(number)

    def _count_lost(self, number: int) -> None:
        if number:
            record(self._agent, "decisions could not be stored", counts={"DecisionsLost": number})
