"""Open connections, and notes for later, in memory."""

import json
from collections.abc import Mapping
from typing import Any

from tests.fakes.platform.transaction import Ground


class FakeChannel:
    """See ``baton.messaging.live.LiveChannel``. ``open`` are the connections that are there."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.open: set[str] = set()
        self.sent: list[tuple[str, dict[str, Any]]] = []

    def send(self, connection_id: str, text: str) -> bool:
        with self._ground.faults.at("live_channel.send"), self._ground.lock:
            if connection_id in self.open:
                self.sent.append((connection_id, json.loads(text)))
            return connection_id in self.open

    def close(self, connection_id: str) -> None:
        with self._ground.faults.at("live_channel.close"), self._ground.lock:
            self.open.discard(connection_id)

    def heard(self, connection_id: str) -> list[dict[str, Any]]:
        """What a connection was sent."""
        return [message for one, message in self.sent if one == connection_id]


class FakeLater:
    """See ``baton.messaging.live.LaterQueue``. ``notes`` are with their seconds."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.notes: list[tuple[dict[str, Any], int]] = []

    def put(self, note: Mapping[str, Any], seconds: int) -> None:
        with self._ground.faults.at("live_later.put"), self._ground.lock:
            self.notes.append((dict(note), seconds))
