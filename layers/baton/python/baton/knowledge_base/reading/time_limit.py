"""A limit of time for work that nothing else can stop, as a parser with a file made to keep it busy."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TooSlow(BaseException):
    """The time is up. No ``Exception``: parsers go on after those."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raises ``TooSlow`` in its body after so many seconds of it. Only the main thread can be stopped
    so, which is where Lambda runs handlers; in any other nothing is limited."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
