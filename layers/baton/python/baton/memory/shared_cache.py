"""The cache that all containers share, in DynamoDB."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from baton.persistence.database import Database, database_errors
from baton.persistence.timestamps import epoch_seconds, moment_text

MOST_TEXT = 300_000
"""The longest text that is kept, in bytes; DynamoDB's items end at 400 KB."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A value's JSON text, until when it may be used, and about whom it is, if about somebody."""

    text: str
    ends_at: datetime
    importance: float
    subject: str | None = None


class SharedCache(Protocol):
    """Texts by key for a day. All methods raise ``Unavailable``."""

    def get(self, key: str, now: datetime) -> Kept | None:
        """What is kept under a key and has not ended. What was just put may be missed."""
        ...

    def put(self, key: str, kept: Kept) -> None:
        """Keeps a text, instead of what was there; none that is over ``MOST_TEXT``."""
        ...

    def forget(self, subject: str) -> int:
        """Deletes what is about a person. Gives how many entries."""
        ...


class DynamoCache:
    """The shared cache in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.memory.cache_items import CacheItem

        self._database = database
        self._items = database.bound(CacheItem, table)

    def get(self, key: str, now: datetime) -> Kept | None:
        """See ``SharedCache``."""
        try:
            with database_errors():
                item = self._items.get(key)
        except self._items.DoesNotExist:
            return None
        kept = Kept(
            item.text, datetime.fromisoformat(item.ends_at), float(item.importance), item.subject
        )
        return kept if kept.ends_at > now else None

    def put(self, key: str, kept: Kept) -> None:
        """See ``SharedCache``."""
        if len(kept.text.encode()) > MOST_TEXT:
            return
        item = self._items(
            key,
            text=kept.text,
            ends_at=moment_text(kept.ends_at),
            expires_at=epoch_seconds(kept.ends_at),
            importance=kept.importance,
            subject=kept.subject,
        )
        with database_errors():
            item.save()

    def forget(self, subject: str) -> int:
        """See ``SharedCache``."""
        with database_errors():
            keys = [(item.cache_key,) for item in self._items.by_subject.query(subject)]
        self._database.delete(self._items, keys)
        return len(keys)
