"""How long an entry waits before it is tried again."""

from collections.abc import Callable
from datetime import timedelta

BASE_SECONDS = 60.0
"""The first window: the sweep comes once a minute, so shorter waits would not be kept."""

CAP_SECONDS = 3_600.0
"""The widest window."""


def retry_delay(attempts: int, chance: Callable[[], float]) -> timedelta:
    """The wait after ``attempts`` (1 or more) failed attempts: exponential backoff, full jitter.

    Uniform between nothing and ``min(CAP, BASE * 2^(attempts - 1))``; ``chance`` gives a number in
    [0, 1). Full jitter, because entries that failed together must not come back together
    (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
    """
    doublings = min(max(attempts, 1) - 1, 32)
    window = min(CAP_SECONDS, BASE_SECONDS * 2.0**doublings)
    return timedelta(seconds=window * chance())
