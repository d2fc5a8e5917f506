"""Time and ids that a test steers."""

import threading
from datetime import UTC, datetime, timedelta
from itertools import count

from ulid import ULID

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""A Monday, where a test's time begins."""


class SteerableClock:
    """Stands still until it is moved."""

    def __init__(self, start: datetime = NOON) -> None:
        self._now = start
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> None:
        """Moves on by a number of seconds."""
        with self._lock:
            self._now += timedelta(seconds=seconds)

    def set(self, moment: datetime) -> None:
        """Moves to a moment."""
        with self._lock:
            self._now = moment


class CountedIds:
    """Real ULIDs of the clock's time that grow with every call, the same in every run."""

    def __init__(self, clock: SteerableClock) -> None:
        self._clock = clock
        self._numbers = count(1)

    def __call__(self) -> str:
        milliseconds = int(self._clock().timestamp() * 1000)
        number = next(self._numbers)
        return str(ULID.from_bytes(milliseconds.to_bytes(6, "big") + number.to_bytes(10, "big")))
