"""The event bus in memory."""

from collections.abc import Sequence

from baton.core.message import Message
from tests.fakes.platform.transaction import Ground


class FakeBus:
    """See ``baton.messaging.bus.Bus``. Messages whose id is in ``refused`` are not taken."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.events: list[tuple[str, Message]] = []
        self.refused: set[str] = set()

    def publish(self, events: Sequence[tuple[str, Message]]) -> tuple[str, ...]:
        with self._ground.faults.at("bus.publish"), self._ground.lock:
            for name, message in events:
                if message.message_id not in self.refused:
                    copy = Message.model_validate_json(message.model_dump_json())
                    self.events.append((name, copy))
            ids = [message.message_id for _, message in events]
            return tuple(message_id for message_id in ids if message_id in self.refused)

    def names(self) -> list[str]:
        """What was published, in order."""
        return [name for name, _ in self.events]
