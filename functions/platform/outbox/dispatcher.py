"""Hands entries to workers: several at once, as long as there is time, and never one twice."""

import random
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from baton.core.clock import Clock
from baton.messaging.outbox import Outbox, OutboxEntry, Work
from functions.platform.outbox.batch_result import BatchResult, EntryOutcome
from functions.platform.outbox.failure_limiter import FailureLimiter
from functions.platform.outbox.worker import Worker

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

LANES = 8
"""How many entries are carried out at the same time."""

LONGEST_WORK_SECONDS = 35.0
"""What one entry may take: a pipeline is waited for 28 s, and some calls come before and after. With
less time left, nothing is begun."""

TOGETHER = 10
"""How many events the bus takes with one call (EventBridge PutEvents)."""

PAGE = 100
"""How many due entries are asked for at a time."""

FURTHEST = 1_000
"""How far a sweep looks past entries that it has seen."""

TimeLeft = Callable[[], float]
"""Gives the seconds that this call may still run."""


@dataclass(frozen=True, slots=True)
class EntryRef:
    """Word of an entry that may be claimed; ``work`` if it is known, and the ``entry`` itself if it was
    brought along.
    """

    entry_id: str
    work: Work | None = None
    entry: OutboxEntry | None = None


class Dispatcher:
    """Carries out entries that a stream announced, or whatever is due."""

    def __init__(self, *, outbox: Outbox, worker: Worker, clock: Clock, lanes: int = LANES) -> None:
        self._outbox = outbox
        self._worker = worker
        self._clock = clock
        self._lanes = lanes

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The dispatcher with its real parts."""
        chance = random.SystemRandom().random
        worker = Worker.assemble(platform, chance)
        return cls(outbox=platform.outbox, worker=worker, clock=platform.clock)

    def dispatch(self, refs: Sequence[EntryRef], time_left: TimeLeft) -> BatchResult:
        """Carries out the entries that were announced, if they are still there."""
        result = BatchResult()
        self._carry_out(refs, time_left, FailureLimiter(), result)
        return result

    def sweep(self, time_left: TimeLeft) -> BatchResult:
        """Carries out what is due until nothing is, or time is short.

        An entry is taken up once in a sweep: one that failed is due again in a later one, and the
        index may still show for a moment what is done (it is eventually consistent). Looking past
        those, a sweep asks for more each time it sees them again. First, and as long as there are any,
        runs that were left without an entry are given one.
        """
        result, limiter, again, recovered = BatchResult(), FailureLimiter(), 0, 1
        while time_left() >= LONGEST_WORK_SECONDS:
            recovered = recovered and self._worker.recover()
            limit = min(PAGE + again, FURTHEST)
            now = self._clock()
            due = self._outbox.due(now, limit)
            if due:
                result.oldest = max(result.oldest, now - min(entry.available_at for entry in due))
            fresh = [
                EntryRef(entry.entry_id, entry.work)
                for entry in due
                if entry.entry_id not in result.outcomes
            ]
            again = len(due) - len(fresh)
            if fresh:
                self._carry_out(fresh, time_left, limiter, result)
            elif not recovered and (len(due) < limit or limit == FURTHEST):
                break
        return result

    def _carry_out(
        self,
        refs: Sequence[EntryRef],
        time_left: TimeLeft,
        limiter: FailureLimiter,
        result: BatchResult,
    ) -> None:
        def handle(unit: Sequence[EntryRef]) -> dict[str, EntryOutcome]:
            ids = [ref.entry_id for ref in unit]
            brought = {ref.entry_id: ref.entry for ref in unit if ref.entry}
            if limiter.holds(unit[0].work):
                return dict.fromkeys(ids, EntryOutcome.LEFT)
            if time_left() < LONGEST_WORK_SECONDS:
                return dict.fromkeys(ids, EntryOutcome.UNREACHED)
            return self._worker.take(ids, limiter, brought)

        units = list(units_of(refs))
        if len(units) == 1 or self._lanes == 1:
            for unit in units:
                result.add(handle(unit))
            return
        with ThreadPoolExecutor(min(self._lanes, len(units)), "outbox") as pool:
            for outcomes in pool.map(handle, units):
                result.add(outcomes)


def units_of(refs: Iterable[EntryRef]) -> Iterable[tuple[EntryRef, ...]]:
    """What one lane takes at a time: events in tens, first, since they are quick; the rest singly."""
    once = {ref.entry_id: ref for ref in refs}.values()
    events = tuple(ref for ref in once if ref.work is Work.PUBLISH)
    yield from (events[at : at + TOGETHER] for at in range(0, len(events), TOGETHER))
    yield from ((ref,) for ref in once if ref.work is not Work.PUBLISH)
