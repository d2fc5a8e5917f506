"""What a Ctrl-C, a SIGTERM or a closed terminal ends: the demo at once, and what it started with it."""

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from types import FrameType

Handler = Callable[[int, FrameType | None], None] | signal.Handlers

_BESIDE_CTRL_C = (signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Somebody asked the demo to stop, other than by Ctrl-C."""


def stopped_by_signals() -> AbstractContextManager[None]:
    """SIGTERM and the end of the terminal stop the demo as Ctrl-C does, so that the local AWS never
    outlives it.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise Stopped

    return _met_by(stop, _BESIDE_CTRL_C)


def undisturbed() -> AbstractContextManager[None]:
    """A second Ctrl-C or signal, by somebody impatient, leaves nothing running."""
    return _met_by(signal.SIG_IGN, (signal.SIGINT, *_BESIDE_CTRL_C))


@contextmanager
def _met_by(handler: Handler, numbers: Sequence[signal.Signals]) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, one in before.items():
            signal.signal(number, one)


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
