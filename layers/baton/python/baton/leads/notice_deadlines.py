"""By which day who was found must have been told, or is forgotten: ids of leads, by day."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from baton.persistence.database import Database, database_errors
from baton.persistence.timestamps import epoch_seconds
from baton.persistence.transaction import DynamoTransaction, Transaction

KEPT = timedelta(days=60)
"""How long after its day an entry ends by itself: long after the sweeps that look back."""


class NoticeDeadlines(Protocol):
    """Where deadlines are kept. All methods raise ``Unavailable``."""

    def add(self, lead_id: str, day: date, within: Transaction) -> None:
        """Keeps that a lead is looked at on a day."""
        ...

    def due(self, day: date, limit: int = 1_000) -> tuple[str, ...]:
        """The leads of a day, at most ``limit``."""
        ...

    def settle(self, lead_id: str, day: date) -> None:
        """Takes a lead off its day; it need not be there."""
        ...


class DynamoNoticeDeadlines:
    """Deadlines in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.leads.items import NoticeItem

        self._items = database.bound(NoticeItem, table)

    def add(self, lead_id: str, day: date, within: Transaction) -> None:
        """See ``NoticeDeadlines``."""
        ends = epoch_seconds(datetime.combine(day, time(), UTC) + KEPT)
        DynamoTransaction.of(within).put(self._items(day.isoformat(), lead_id, expires_at=ends))

    def due(self, day: date, limit: int = 1_000) -> tuple[str, ...]:
        """See ``NoticeDeadlines``."""
        with database_errors():
            found = self._items.query(day.isoformat(), consistent_read=True, limit=limit)
            return tuple(item.lead_id for item in found)

    def settle(self, lead_id: str, day: date) -> None:
        """See ``NoticeDeadlines``."""
        with database_errors():
            self._items(day.isoformat(), lead_id).delete()
