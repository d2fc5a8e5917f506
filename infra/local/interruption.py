"""What a Ctrl-C, a SIGTERM or a closed terminal ends: the demo at once, and what it started with it."""

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import FrameType

_BESIDE_CTRL_C = (signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Somebody asked the demo to stop, other than by Ctrl-C."""


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """SIGTERM and the end of the terminal stop the demo as Ctrl-C does, so that the local AWS never
    outlives it.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Stopped

    before = {number: signal.signal(number, stop) for number in _BESIDE_CTRL_C}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def undisturbed() -> Iterator[None]:
    """A second Ctrl-C or signal, by somebody impatient, leaves nothing running."""
    every = (signal.SIGINT, *_BESIDE_CTRL_C)
    before = {number: signal.signal(number, signal.SIG_IGN) for number in every}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def threads(most: int) -> Iterator[ThreadPoolExecutor]:
    """Threads for calls. An interrupted caller does not wait for calls that are under way: these end
    when their client is closed and the local AWS is gone.
    """
    pool = ThreadPoolExecutor(most)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
