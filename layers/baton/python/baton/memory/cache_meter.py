"""How often the cache has what it is asked for, as metrics."""

import threading
from collections import Counter
from datetime import timedelta

from baton.core.clock import Clock
from baton.core.observability import record

EVERY = timedelta(seconds=60)
AFTER = 200
"""Look-ups of which a line is written at the latest."""


class CacheMeter:
    """Counts look-ups, and tells of them in one line a minute: a line for each would cost more than
    what a cache saves. The hit ratio is ``CacheHits`` + ``CacheSharedHits`` over all look-ups.
    """

    def __init__(self, service: str, clock: Clock) -> None:
        self._service = service
        self._clock = clock
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._told_at = clock()

    def count(self, what: str) -> None:
        """Counts one ``CacheHits``, ``CacheSharedHits``, ``CacheMisses`` or ``CacheUnreached``."""
        now = self._clock()
        with self._lock:
            self._counts[what] += 1
            if self._counts.total() < AFTER and now - self._told_at < EVERY:
                return
            counts, self._counts = self._counts, Counter()
            self._told_at = now
        found = counts["CacheHits"] + counts["CacheSharedHits"]
        asked = found + counts["CacheMisses"]
        ratio = round(100 * found / asked, 1) if asked else None
        record(self._service, "cache", counts=counts, hit_percent=ratio)
