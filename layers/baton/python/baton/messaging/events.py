"""What an event on the bus is: a name, and the payload that its messages carry.

Whoever publishes an event defines it in the module ``events`` of its own package, as
``baton.leads.events``; a receiver imports it from there.
"""

import re
from typing import Generic, TypeVar

from baton.core.contract import Contract
from baton.core.message import Message

SOURCE = "baton"
"""The EventBridge source of everything Baton publishes."""

NAME_PATTERN = r"[a-z][a-z_]{0,30}\.[a-z][a-z_]{0,40}"
"""An EventBridge detail type of ours, as ``lead.processed``."""

Payload = TypeVar("Payload", bound=Contract)


class Event(Generic[Payload]):
    """A kind of event. Raises ``ValueError`` for a name that is not as ``NAME_PATTERN`` says."""

    __slots__ = ("name", "payload")

    def __init__(self, name: str, payload: type[Payload]) -> None:
        if not re.fullmatch(NAME_PATTERN, name):
            raise ValueError(f"{name} is no name of an event")
        self.name = name
        self.payload = payload

    def read(self, message: Message) -> Payload:
        """A message's payload. Raises ``pydantic.ValidationError`` if it is not this event's."""
        return self.payload.model_validate(message.payload)
