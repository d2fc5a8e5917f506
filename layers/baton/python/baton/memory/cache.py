"""The cache before slow answers: in this process for an hour, shared by all for a day (B6, E8).

What a value costs to make again is paid once. In the process the least valuable goes first:
0.4 importance + 0.3 recency + 0.3 access frequency. Nothing personal is kept in a process, where
erasure cannot reach it: what is about a person is tagged so, and kept in the shared tier only.
"""

import hashlib
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from baton.core.clock import Clock
from baton.core.errors import Unavailable
from baton.memory.shared_cache import Kept, SharedCache

IN_PROCESS = timedelta(hours=1)
SHARED = timedelta(hours=24)
MOST_BYTES = 16 * 2**20
"""What the cache of a process holds, about a thirtieth of the smallest function's memory."""

SCORE_WEIGHT, RECENCY_WEIGHT, FREQUENCY_WEIGHT = 0.4, 0.3, 0.3
NEUTRAL = 50.0
"""The importance of what belongs to nobody in particular."""

_OVERHEAD = 300
"""Bytes that an entry takes beside its key and its text."""

_KEEP = 0.875
"""The share of the limit that making room leaves, so that room is made seldom."""


class Cache(Protocol):
    """Values by key. Values are what JSON can say, but not ``None``. A cache never fails: what it
    cannot reach, it does not have.
    """

    def get(self, key: str) -> Any | None:
        """The value, or ``None`` if there is none or it is too old."""
        ...

    def put(
        self,
        key: str,
        value: Any,
        *,
        importance: float = NEUTRAL,
        subject: str | None = None,
    ) -> None:
        """Keeps a value. ``importance``, 0 to 100, is how much it matters whom it is for;
        ``subject`` is whom it is about, if it is personal.
        """
        ...


def key_of(kind: str, *parts: str) -> str:
    """The key of what ``parts`` ask for: a hash, so that keys tell nothing of anybody."""
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{kind}#{digest}"


@dataclass(slots=True)
class _Entry:
    text: str
    size: int
    importance: float
    ends_at: datetime
    used_at: datetime
    uses: int = 0


Count = Callable[[str], None]
"""Told of every look-up: ``CacheHits``, ``CacheSharedHits`` or ``CacheMisses``."""


class MemoryCache:
    """The cache of this process, bounded by bytes. May be used by several threads."""

    def __init__(
        self,
        clock: Clock,
        *,
        most_bytes: int = MOST_BYTES,
        count: Count = lambda _: None,
    ) -> None:
        self._clock = clock
        self._most_bytes = most_bytes
        self.count = count
        self._lock = threading.Lock()
        self._entries: dict[str, _Entry] = {}
        self._bytes = 0

    @property
    def size(self) -> int:
        """Bytes it holds, as it counts them."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: str) -> Any | None:
        """See ``Cache``."""
        value = self.held(key)
        self.count("CacheMisses" if value is None else "CacheHits")
        return value

    def held(self, key: str) -> Any | None:
        """As ``get``, without counting."""
        now = self._clock()
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            if entry.ends_at <= now:
                self._remove(key)
                return None
            entry.used_at = now
            entry.uses += 1
            text = entry.text
        return json.loads(text)

    def put(
        self,
        key: str,
        value: Any,
        *,
        importance: float = NEUTRAL,
        subject: str | None = None,
    ) -> None:
        """See ``Cache``. What is personal, or larger than the whole cache, is not kept."""
        if subject is None:
            self.hold(key, as_text(value), importance, self._clock() + IN_PROCESS)

    def hold(self, key: str, text: str, importance: float, ends_at: datetime) -> None:
        """Keeps a value's text until a moment."""
        size = len(key) + len(text.encode()) + _OVERHEAD
        with self._lock:
            if key in self._entries:
                self._remove(key)
            if size > self._most_bytes:
                return
            self._entries[key] = _Entry(text, size, importance, ends_at, self._clock())
            self._bytes += size
            if self._bytes > self._most_bytes:
                self._make_room()

    def _make_room(self) -> None:
        """Drops what is over, then what is worth least."""
        now = self._clock()
        for key in [key for key, entry in self._entries.items() if entry.ends_at <= now]:
            self._remove(key)
        most_uses = max((entry.uses for entry in self._entries.values()), default=0)
        worths = {key: worth(entry, now, most_uses) for key, entry in self._entries.items()}
        for key in sorted(worths, key=worths.__getitem__):
            if self._bytes <= self._most_bytes * _KEEP:
                break
            self._remove(key)

    def _remove(self, key: str) -> None:
        self._bytes -= self._entries.pop(key).size


def worth(entry: _Entry, now: datetime, most_uses: int) -> float:
    """How much an entry is worth keeping, 0 to 1 (requirement B6).

    Recency falls from 1 at the last use to 0 an hour later; frequency is the entry's uses beside
    those of the most used one.
    """
    recency = max(0.0, 1 - (now - entry.used_at) / IN_PROCESS)
    frequency = entry.uses / most_uses if most_uses else 0.0
    score = min(max(entry.importance, 0.0), 100.0) / 100
    return SCORE_WEIGHT * score + RECENCY_WEIGHT * recency + FREQUENCY_WEIGHT * frequency


class TieredCache:
    """The process's cache before the shared one. It counts where the process's cache counts."""

    def __init__(
        self,
        memory: MemoryCache,
        shared: SharedCache,
        clock: Clock,
    ) -> None:
        self._memory = memory
        self._shared = shared
        self._clock = clock
        self._count = memory.count

    def get(self, key: str) -> Any | None:
        """See ``Cache``."""
        if (value := self._memory.held(key)) is not None:
            self._count("CacheHits")
            return value
        kept = self._reached(key)
        if kept is None:
            self._count("CacheMisses")
            return None
        if kept.subject is None:
            ends_at = min(kept.ends_at, self._clock() + IN_PROCESS)
            self._memory.hold(key, kept.text, kept.importance, ends_at)
        self._count("CacheSharedHits")
        return json.loads(kept.text)

    def put(
        self,
        key: str,
        value: Any,
        *,
        importance: float = NEUTRAL,
        subject: str | None = None,
    ) -> None:
        """See ``Cache``."""
        self._memory.put(key, value, importance=importance, subject=subject)
        kept = Kept(as_text(value), self._clock() + SHARED, importance, subject)
        try:
            self._shared.put(key, kept)
        except Unavailable:
            self._count("CacheUnreached")

    def _reached(self, key: str) -> Kept | None:
        try:
            return self._shared.get(key, self._clock())
        except Unavailable:
            self._count("CacheUnreached")
            return None


def as_text(value: Any) -> str:
    """The value as JSON. Raises ``ValueError`` for ``None``, which means that there is nothing."""
    if value is None:
        raise ValueError("None cannot be cached: it is what a cache answers when it has nothing")
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
