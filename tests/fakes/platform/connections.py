"""Subscriptions in memory."""

from collections.abc import Sequence
from datetime import datetime

from baton.messaging.connections import Subscribers
from baton.messaging.live_updates import TopicName
from tests.fakes.platform.transaction import Ground


class FakeConnections:
    """See ``baton.messaging.connections.ConnectionRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[tuple[TopicName, str], datetime] = {}

    def add(self, connection_id: str, topics: Sequence[TopicName], until: datetime) -> None:
        with self._ground.faults.at("connections.add"), self._ground.lock:
            self.kept |= {(topic, connection_id): until for topic in topics}

    def drop(self, connection_id: str, topics: Sequence[TopicName]) -> None:
        with self._ground.faults.at("connections.drop"), self._ground.lock:
            for topic in topics:
                self.kept.pop((topic, connection_id), None)

    def of(self, topics: Sequence[TopicName], now: datetime) -> Subscribers:
        with self._ground.faults.at("connections.of"), self._ground.lock:
            found: dict[str, datetime] = {}
            for (topic, connection_id), until in self.kept.items():
                if topic in topics:
                    found[connection_id] = max(until, found.get(connection_id, until))
            return Subscribers(
                tuple(one for one, until in found.items() if until > now),
                tuple(one for one, until in found.items() if until <= now),
            )
