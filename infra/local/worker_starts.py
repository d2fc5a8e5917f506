"""Who may start a new worker of the local AWS, and who waits for one that comes free.

MiniStack starts an interpreter for every call that finds no free worker, and each of them loads the
whole function: a few calls at once on a busy machine were so many starts at once that none came to its
end in half a minute, and the callers gave up. Here only as many start together as the machine has
processors, and the others wait in line: the first of a function takes the first worker that comes free,
which is nearly always sooner than one that starts.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable
from typing import TypeVar

LONGEST = 30.0
"""Seconds after which a start counts no more: one that hangs keeps no turn."""

LOOKS_EVERY = 1.0
"""Seconds after which somebody who waits looks again without being told."""

Worker = TypeVar("Worker", bound=Hashable)


class WorkerStarts:
    """The starts that are under way, ``most`` at once, and who waits. Safe to use from several threads;
    no lock is held while a worker starts or works, so a call within a call cannot wait for itself.
    """

    def __init__(self, most: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._told = threading.Condition()
        self._since: dict[Hashable, float] = {}
        self._lines: dict[str, deque[object]] = {}

    def take(
        self, function: str, is_free: Callable[[], bool], acquire: Callable[[], tuple[Worker, bool]]
    ) -> Worker:
        """A worker of a function by ``acquire``, which says if it is a new one: as soon as one
        ``is_free`` or a turn to start one is, in the order in which calls came.
        """
        me = object()
        with self._told:
            line = self._lines.setdefault(function, deque())
            line.append(me)
            try:
                while line[0] is not me or not (is_free() or self._has_turn()):
                    self._told.wait(LOOKS_EVERY)
                worker, is_new = acquire()
                if is_new:
                    self._since[worker] = self._clock()
                return worker
            finally:
                line.remove(me)
                self._told.notify_all()

    def ended(self, worker: Hashable) -> None:
        """The worker runs, or failed to: its turn is another's."""
        with self._told:
            self._since.pop(worker, None)
            self._told.notify_all()

    def freed(self) -> None:
        """Some worker has come free."""
        with self._told:
            self._told.notify_all()

    def _has_turn(self) -> bool:
        now = self._clock()
        self._since = {one: at for one, at in self._since.items() if now - at < LONGEST}
        return len(self._since) < self._most
