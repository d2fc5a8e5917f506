"""Who hears what: the WebSocket connections under each topic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from baton.persistence.database import Database, database_errors
from baton.persistence.timestamps import epoch_seconds, moment_text

KEPT_AFTER = timedelta(hours=1)
"""How long a subscription that has ended is still there, so that its connection can be closed."""


class Topic(StrEnum):
    """What a connection can subscribe to."""

    AGENTS = "agents"
    LEADS = "leads"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Subscribers:
    """The connections that are to hear something, and those whose time is over."""

    current: tuple[str, ...]
    over: tuple[str, ...]


class ConnectionRepository(Protocol):
    """Where subscriptions are kept."""

    def add(self, connection_id: str, topics: Sequence[Topic], until: datetime) -> None:
        """Subscribes a connection to topics until a moment; to subscribe again moves the moment."""
        ...

    def drop(self, connection_id: str, topics: Sequence[Topic] = tuple(Topic)) -> None:
        """Ends subscriptions of a connection, all of them unless ``topics`` says otherwise."""
        ...

    def of(self, topics: Sequence[Topic], now: datetime) -> Subscribers:
        """The connections that are subscribed to any of these topics, each once, in no order."""
        ...


class DynamoConnections:
    """Subscriptions in DynamoDB."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.messaging.items import ConnectionItem

        self._database = database
        self._items = database.bound(ConnectionItem, table)

    def add(self, connection_id: str, topics: Sequence[Topic], until: datetime) -> None:
        """See ``ConnectionRepository``."""
        for topic in topics:
            item = self._items(
                topic.value,
                connection_id,
                until=moment_text(until),
                expires_at=epoch_seconds(until + KEPT_AFTER),
            )
            with database_errors():
                item.save()

    def drop(self, connection_id: str, topics: Sequence[Topic] = tuple(Topic)) -> None:
        """See ``ConnectionRepository``."""
        self._database.delete(self._items, [(topic.value, connection_id) for topic in topics])

    def of(self, topics: Sequence[Topic], now: datetime) -> Subscribers:
        """See ``ConnectionRepository``."""
        until: dict[str, str] = {}
        for topic in topics:
            with database_errors():
                for item in self._items.query(topic.value, consistent_read=True):
                    known = until.get(item.connection_id, "")
                    until[item.connection_id] = max(known, item.until)
        present = moment_text(now)
        return Subscribers(
            tuple(one for one, moment in until.items() if moment > present),
            tuple(one for one, moment in until.items() if moment <= present),
        )
