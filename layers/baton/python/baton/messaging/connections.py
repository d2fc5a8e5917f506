"""Who hears what: the WebSocket connections under each topic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from baton.messaging.live_updates import TopicName
from baton.persistence.database import Database, database_errors
from baton.persistence.timestamps import epoch_seconds, moment_text

KEPT_AFTER = timedelta(hours=1)
"""How long a subscription that has ended is still there, so that its connection can be closed."""


@dataclass(frozen=True, slots=True)
class Subscribers:
    """The connections that are to hear something, and those whose time is over."""

    current: tuple[str, ...]
    over: tuple[str, ...]


class ConnectionRepository(Protocol):
    """Where subscriptions are kept."""

    def add(self, connection_id: str, topics: Sequence[TopicName], until: datetime) -> None:
        """Subscribes a connection to topics until a moment; to subscribe again moves the moment."""
        ...

    def drop(self, connection_id: str, topics: Sequence[TopicName]) -> None:
        """Ends subscriptions of a connection; one that there is not is no fault."""
        ...

    def of(self, topics: Sequence[TopicName], now: datetime) -> Subscribers:
        """The connections that are subscribed to any of these topics, each once, in no order."""
        ...


class DynamoConnections:
    """Subscriptions in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.messaging.items import ConnectionItem

        self._database = database
        self._items = database.bound(ConnectionItem, table)

    def add(self, connection_id: str, topics: Sequence[TopicName], until: datetime) -> None:
        """See ``ConnectionRepository``."""
        for topic in topics:
            item = self._items(
                topic,
                connection_id,
                until=moment_text(until),
                expires_at=epoch_seconds(until + KEPT_AFTER),
            )
            with database_errors():
                item.save()

    def drop(self, connection_id: str, topics: Sequence[TopicName]) -> None:
        """See ``ConnectionRepository``."""
        self._database.delete(self._items, [(topic, connection_id) for topic in topics])

    def of(self, topics: Sequence[TopicName], now: datetime) -> Subscribers:
        """See ``ConnectionRepository``."""
        until: dict[str, str] = {}
        for topic in topics:
            with database_errors():
                for item in self._items.query(topic, consistent_read=True):
                    known = until.get(item.connection_id, "")
                    until[item.connection_id] = max(known, item.until)
        present = moment_text(now)
        return Subscribers(
            tuple(one for one, moment in until.items() if moment > present),
            tuple(one for one, moment in until.items() if moment <= present),
        )
