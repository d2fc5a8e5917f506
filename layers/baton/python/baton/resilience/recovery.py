"""Calling a system that is not ours by HTTP, and what follows from each kind of fault (requirement F8).

What follows is a table that is declared where a dependency is wired; the tries are those of ``retry``.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from baton.core.clock import Sleep
from baton.core.errors import Unavailable
from baton.core.observability import logger
from baton.resilience.guarding import Guard
from baton.resilience.outgoing_http import HttpAnswer, NoAnswer, NotConnected, http_call
from baton.resilience.retry import FailedAttempt, FaultKind, wait_before_next

Call = Callable[..., HttpAnswer]
"""As ``http_call``."""

_TOO_MANY, _SERVER_FAULT = 429, 500
_UNAUTHORISED = frozenset((401, 403))
_LONGEST_ASKED = 3_600.0


class ServerFault(Unavailable):
    """It answered that it has a fault of its own: nobody knows whether it was done."""


class Throttled(Unavailable):
    """It is asked too often, and did nothing. It wants ``retry_after`` seconds, if it says."""

    def __init__(self, text: str, retry_after: float | None) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class KeyRefused(Unavailable):
    """It does not take our key, not even the one that was read anew."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """How faults of a dependency are met. ``instead`` says for each kind what happens once its tries are
    over, for whoever reads the log; ``seconds`` are those of all tries and waits, ``each`` of one try.
    ``busy`` are statuses by which it says that the same is under way.
    """

    name: str
    seconds: float
    each: float
    instead: Mapping[FaultKind, str]
    busy: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if missing := set(FaultKind) - {FaultKind.INVALID} - self.instead.keys():
            raise ValueError(f"{self.name}: say what follows from {', '.join(sorted(missing))}")

    def guard(self, guard: Guard | None) -> Guard | None:
        """The dependency's guard, by which who throttles is alive."""
        return guard.taking(Throttled) if guard else None


@dataclass(frozen=True, slots=True)
class HttpDependency:
    """Makes calls by a ``recovery``. ``renew`` has the key read anew, once a call."""

    recovery: Recovery
    sleep: Sleep
    renew: Callable[[], None]
    guard: Guard | None = None
    http: Call = http_call
    chance: Callable[[], float] = random.random
    clock: Callable[[], float] = field(default=time.monotonic)

    def call(
        self,
        method: str,
        url: str,
        *,
        headers: Callable[[], Mapping[str, str]],
        body: bytes | None = None,
    ) -> HttpAnswer:
        """The answer: a refusal is one, too. ``headers`` are asked for at each try, since they hold the
        key. Raises ``NotConnected``, ``NoAnswer``, ``ServerFault``, ``Throttled``, ``KeyRefused`` or
        ``CircuitOpen``. What may be repeated must be safe to repeat.
        """
        until, tries = self.clock() + self.recovery.seconds, Counter[FaultKind]()
        while True:
            left = until - self.clock()
            try:
                return self._tried(method, url, headers(), body, min(self.recovery.each, left))
            except (NotConnected, NoAnswer, ServerFault, Throttled, KeyRefused) as error:
                fault = _fault_of(error)
                tries[fault.kind] += 1
                left = until - self.clock()
                wait = wait_before_next(
                    fault, tries=tries[fault.kind], left=left, chance=self.chance()
                )
                if wait is None or left <= 0:
                    self._tell(fault.kind, tries)
                    raise
            if fault.kind is FaultKind.UNAUTHORISED:
                self.renew()
            self.sleep(wait)

    def _tried(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, seconds: float
    ) -> HttpAnswer:
        def ask() -> HttpAnswer:
            answer = self.http(method, url, body=body, headers=headers, seconds=max(seconds, 0.1))
            if answer.status == _TOO_MANY:
                text = f"{self.recovery.name} is asked too often."
                raise Throttled(text, _seconds_in(answer.headers.get("retry-after")))
            if answer.status in self.recovery.busy or answer.status >= _SERVER_FAULT:
                raise ServerFault(f"{self.recovery.name} answered {answer.status}.")
            return answer

        answer = self.guard.call(ask) if self.guard else ask()
        if answer.status in _UNAUTHORISED:
            raise KeyRefused(f"{self.recovery.name} refuses the key: put it right.")
        return answer

    def _tell(self, kind: FaultKind, tries: Mapping[FaultKind, int]) -> None:
        extra = {
            "dependency": self.recovery.name,
            "fault": kind,
            "tries": sum(tries.values()),
            "instead": self.recovery.instead[kind],
        }
        logger("resilience").warning("a dependency is gone without", extra=extra)


def _fault_of(error: Unavailable) -> FailedAttempt:
    match error:
        case Throttled():
            return FailedAttempt(FaultKind.THROTTLED, error.retry_after)
        case KeyRefused():
            return FailedAttempt(FaultKind.UNAUTHORISED)
        case NoAnswer():
            return FailedAttempt(FaultKind.TIMEOUT)
        case _:
            return FailedAttempt(FaultKind.UNAVAILABLE)


def _seconds_in(text: str | None) -> float | None:
    """What a ``Retry-After`` in seconds says (RFC 9110, 10.2.3); a date is taken for nothing."""
    return min(float(text), _LONGEST_ASKED) if text and text.isdecimal() else None
