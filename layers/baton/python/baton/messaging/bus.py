"""The event bus."""

from collections.abc import Sequence
from typing import Protocol

from baton.contracts.events import EventName
from baton.contracts.message import Message


class Bus(Protocol):
    """Where events go out."""

    def publish(self, events: Sequence[tuple[EventName, Message]]) -> tuple[str, ...]:
        """Publishes, ten at a call. Gives the ids of messages that were not taken."""
        ...
