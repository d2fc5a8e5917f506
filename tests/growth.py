"""How the time that something takes grows with what it is given: a promise without a limit in seconds,
which a busy or a slow machine would break.
"""

import time
from collections.abc import Callable

TIMES_LARGER = 8
_AT_MOST = 3.0 * TIMES_LARGER
"""In proportion it is 8, and squared 64."""

_LEAST_SECONDS = 0.002
"""Below, a clock of processes says little."""


def grows_in_proportion(work: Callable[[int], object], size: int) -> bool:
    """Whether ``work(size)`` takes as many times what an eighth of it takes as it is larger, give or
    take. Counted is the CPU of this process, the better of two, since others only add to it.
    """
    small = min(_spent(work, size // TIMES_LARGER) for _ in range(2))
    most = _AT_MOST * max(_LEAST_SECONDS, small)
    return any(_spent(work, size) <= most for _ in range(2))


def _spent(work: Callable[[int], object], size: int) -> float:
    began = time.process_time()
    work(size)
    return time.process_time() - began
