"""The shared cache in memory."""

from datetime import datetime

from baton.memory.shared_cache import MOST_TEXT, Kept
from tests.fakes.platform.transaction import Ground


class FakeSharedCache:
    """See ``baton.memory.shared_cache.SharedCache``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[str, Kept] = {}

    def get(self, key: str, now: datetime) -> Kept | None:
        with self._ground.faults.at("shared_cache.get"), self._ground.lock:
            kept = self.kept.get(key)
            return kept if kept and kept.ends_at > now else None

    def put(self, key: str, kept: Kept) -> None:
        with self._ground.faults.at("shared_cache.put"), self._ground.lock:
            if len(kept.text.encode()) <= MOST_TEXT:
                self.kept[key] = kept

    def forget(self, subject: str) -> int:
        with self._ground.faults.at("shared_cache.forget"), self._ground.lock:
            about = [key for key, kept in self.kept.items() if kept.subject == subject]
            for key in about:
                del self.kept[key]
            return len(about)
