"""Faults at the ports: errors and crashes before or after any call, and a count of them all."""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from baton.core.errors import Unavailable


class Crash(BaseException):
    """The process dies here: nothing catches it but the test, and nothing more reaches a port."""


class Census:
    """Counts the planned faults that struck in this process, for the summary of a run of tests."""

    def __init__(self) -> None:
        self._struck: Counter[tuple[str, str]] = Counter()

    def struck(self, name: str, error: BaseException, *, after: bool) -> None:
        """A fault came at the port call ``name``, before or after its effect."""
        kind = "crash" if isinstance(error, Crash) else "fault"
        self._struck[f"{name} {'after' if after else 'before'}", kind] += 1

    def taken(self) -> dict[str, dict[str, int]]:
        """How often what came where since this was last asked: moments by kind of fault."""
        struck, self._struck = self._struck, Counter()
        kinds = {kind for _, kind in struck}
        return {
            kind: {moment: times for (moment, of), times in struck.items() if of == kind}
            for kind in sorted(kinds)
        }


CENSUS = Census()
"""The census of this process."""


@dataclass
class _Planned:
    call: int | None
    port: str | None
    error: BaseException
    after: bool
    times: int

    def hits(self, number: int, name: str, *, after: bool) -> bool:
        """Whether it is this call's turn. A port is named as ``leads`` or ``leads.get``."""
        if self.times == 0 or self.after is not after:
            return False
        if self.call is not None:
            return self.call == number
        return self.port is not None and f"{name}.".startswith(f"{self.port}.")


class Faults:
    """Every call at a fake port goes through here. ``calls`` names them in order.

    To crash a piece of work at every point: run it once and read ``faults.deaths()``; then, for each of
    them, run it afresh with ``faults.crash_at(call, after=after)``, expect ``Crash``,
    ``platform.restarted()``, and look. ``clock`` is the platform's.
    """

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.clock: Callable[[], datetime] | None = None
        self._times: list[datetime | None] = []
        self._planned: list[_Planned] = []
        self._dead = False
        self._lock = threading.Lock()

    def deaths(self, begun: int = 0, ended: Collection[int] = ()) -> list[tuple[int, bool]]:
        """Every point at which a process may have died that made the calls after the first ``begun``,
        as ``crash_at`` takes them. To die after a call is to die before the next one, since all that
        lasts is done at ports; but not where time passed between the two, or where the call is the
        last of something that is tried again by itself: ``ended`` are those calls.
        """
        last = len(self.calls)
        return [
            (call, after)
            for call in range(begun + 1, last + 1)
            for after in (False, True)
            if not after or call in {last, *ended} or self._times[call - 1] != self._times[call]
        ]

    def crash_at(self, call: int, *, after: bool = False) -> None:
        """Dies at the ``call``-th port call from the beginning (1 is the first)."""
        self._planned.append(_Planned(call, None, Crash(f"at call {call}"), after, 1))

    def fail_at(
        self, call: int, error: BaseException | None = None, *, after: bool = False
    ) -> None:
        """Raises ``error`` (``Unavailable`` unless given) at the ``call``-th port call."""
        self._planned.append(_Planned(call, None, error or _unavailable(), after, 1))

    def fail(
        self,
        port: str,
        error: BaseException | None = None,
        *,
        times: int = -1,
        after: bool = False,
    ) -> None:
        """Raises ``error`` (``Unavailable`` unless given) at the next calls of a port or a method.

        ``port`` is ``leads`` or ``leads.get``; ``times`` below 0 means until ``clear``. With
        ``after`` the call has its effect first, as when only the answer is lost.
        """
        self._planned.append(_Planned(None, port, error or _unavailable(), after, times))

    def clear(self) -> None:
        """Forgets what was planned and lets the process live again; ``calls`` stay."""
        with self._lock:
            self._planned.clear()
            self._dead = False

    @contextmanager
    def at(self, name: str) -> Iterator[None]:
        """One port call, ``store.method``."""
        with self._lock:
            if self._dead:
                raise Crash("this process is dead; the test goes on with platform.restarted()")
            self.calls.append(name)
            self._times.append(self.clock and self.clock())
            number = len(self.calls)
        self._strike(number, name, after=False)
        yield
        self._strike(number, name, after=True)

    def _strike(self, number: int, name: str, *, after: bool) -> None:
        with self._lock:
            for planned in self._planned:
                if planned.hits(number, name, after=after):
                    planned.times -= 1
                    self._dead = self._dead or isinstance(planned.error, Crash)
                    CENSUS.struck(name, planned.error, after=after)
                    raise planned.error


def _unavailable() -> Unavailable:
    return Unavailable("a fault the test planned")
