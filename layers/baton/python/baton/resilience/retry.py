"""Whether and when something that failed is tried again (requirements E7, F8, G1). No I/O."""

from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """What went wrong with a call to something we depend on."""

    TIMEOUT = "timeout"
    """no answer in time: it may have been done"""
    UNAVAILABLE = "unavailable"
    """server errors and lost connections"""
    THROTTLED = "throttled"
    """too many requests: wait as long as it says"""
    UNAUTHORISED = "unauthorised"
    """the credentials are not taken: read them anew, once"""
    INVALID = "invalid"
    """the request is wrong: another try changes nothing"""


TRIES = {
    FaultKind.TIMEOUT: 3,
    FaultKind.UNAVAILABLE: 5,
    FaultKind.THROTTLED: 5,
    FaultKind.UNAUTHORISED: 2,
    FaultKind.INVALID: 1,
}
"""How often a call is made in all, at the most, when it fails so (requirement F8)."""

SIGNS_OF_ILLNESS = frozenset({FaultKind.TIMEOUT, FaultKind.UNAVAILABLE})
"""What a circuit breaker counts. Whoever throttles, or refuses a key, is alive."""

FIRST_WAIT, LONGEST_WAIT = 0.5, 20.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class FailedAttempt:
    """One failed try. ``retry_after`` is what the other side asked for, in seconds."""

    kind: FaultKind
    retry_after: float | None = None


def wait_before_next(
    fault: FailedAttempt, *, tries: int, left: float, chance: float
) -> float | None:
    """Seconds to wait before the next try, or ``None`` if there is none.

    ``tries`` is how often the call was made so far, ``left`` how many seconds there are for all that
    follows, ``chance`` a random number from 0 to 1. The wait is drawn between nothing and half a
    second doubled per try (full jitter: AWS Architecture Blog, "Exponential Backoff And Jitter",
    2015), and comes on top of what the other side asked for: all who wait for the same moment would
    come together again.
    """
    if tries >= TRIES[fault.kind]:
        return None
    if fault.kind is FaultKind.UNAUTHORISED:
        return 0.0
    wait = chance * min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (tries - 1))
    if fault.retry_after is not None:
        wait = fault.retry_after + chance * FIRST_WAIT
    return wait if wait < left else None
