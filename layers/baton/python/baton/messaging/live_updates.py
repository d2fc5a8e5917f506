"""What an area registers about the live updates of its events.

An area has a module ``live_updates`` with ``UPDATES``, as ``baton.leads.live_updates``. Several events
may go out under one topic.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic

from pydantic import StringConstraints

from baton.core import areas
from baton.core.contract import Contract
from baton.core.message import Message
from baton.messaging.events import Event, Payload

TopicName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""What a connection can subscribe to, as ``leads``."""


@dataclass(frozen=True, slots=True)
class LiveUpdates(Generic[Payload]):
    """What subscribers of a topic hear of an event. ``scope`` is what they need.

    ``update`` makes the update of one event, ``summary`` one message of many updates: 200 of them must
    fit into 128 KB.
    """

    topic: TopicName
    scope: str
    event: Event[Payload]
    update: Callable[[Message, Payload], Contract]
    summary: Callable[[Sequence[Any]], Contract]


def registered() -> tuple[LiveUpdates[Any], ...]:
    """Those of the areas that are on."""
    found: list[LiveUpdates[Any]] = []
    for module in areas.contributions("live_updates"):
        updates: Iterable[LiveUpdates[Any]] = module.UPDATES
        found += updates
    return tuple(found)
