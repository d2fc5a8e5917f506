"""The event bus."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from baton.aws.clients import Clients, aws_errors
from baton.core.errors import Unavailable
from baton.core.message import Message
from baton.messaging.events import SOURCE


class Bus(Protocol):
    """Where events go out."""

    def publish(self, events: Sequence[tuple[str, Message]]) -> tuple[str, ...]:
        """Publishes messages under the names of their events, ten at a call. Gives the ids of messages
        that were not taken.
        """
        ...


BATCH = 10
"""The most entries of one PutEvents call."""

BATCH_BYTES = 256_000
"""Less than what one PutEvents call may hold (256 KiB), and so also what one entry may."""


class EventBridgeBus:
    """The bus on EventBridge."""

    def __init__(self, clients: Clients, bus: str) -> None:
        self._client = clients.later("events")
        self._bus = bus

    def publish(self, events: Sequence[tuple[str, Message]]) -> tuple[str, ...]:
        """See ``Bus``. A call that fails for a passing reason took none of its ten.

        An event of over 256 KB is never taken.
        """
        entries = [(message.message_id, self._entry(name, message)) for name, message in events]
        refused = [message_id for message_id, entry in entries if _size(entry) > BATCH_BYTES]
        for batch in _batches(entries):
            ids = [message_id for message_id, _ in batch]
            try:
                with aws_errors("The event bus"):
                    answer = self._client().put_events(Entries=[one for _, one in batch])
            except Unavailable:
                refused += ids
                continue
            results = zip(ids, answer["Entries"], strict=True)
            refused += [message_id for message_id, result in results if result.get("ErrorCode")]
        return tuple(refused)

    def _entry(self, name: str, message: Message) -> dict[str, Any]:
        return {
            "Source": SOURCE,
            "DetailType": name,
            "Detail": message.model_dump_json(exclude_none=True),
            "EventBusName": self._bus,
            "Time": message.timestamp,
        }


def _batches(entries: Sequence[tuple[str, dict[str, Any]]]) -> Iterator[list[tuple[str, Any]]]:
    """Up to ten entries of up to 256 KB together; what is too big by itself is left out."""
    batch: list[tuple[str, Any]] = []
    size = 0
    for message_id, entry in entries:
        own = _size(entry)
        if own > BATCH_BYTES:
            continue
        if len(batch) == BATCH or size + own > BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch.append((message_id, entry))
        size += own
    if batch:
        yield batch


def _size(entry: dict[str, Any]) -> int:
    """An entry's size as EventBridge counts it (user guide, "PutEvents entry size")."""
    texts = (entry["Source"], entry["DetailType"], entry["Detail"])
    return 14 + sum(len(text.encode()) for text in texts)
