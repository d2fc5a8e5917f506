"""The topics that a connection can subscribe to, and the scopes that they need."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from baton.messaging.live_updates import LiveUpdates, TopicName, registered

AGENTS = "agents"
"""What agents are doing."""

ALL = "all"
"""Everything."""

AGENTS_SCOPE = "baton/agent.status"


@dataclass(frozen=True, slots=True)
class Topics:
    """The scopes of each topic, and what the areas' events are worth, by the events' names."""

    scopes: Mapping[TopicName, frozenset[str]]
    updates: Mapping[str, LiveUpdates[Any]]

    @classmethod
    def load(cls) -> Self:
        """The platform's own and those of the areas that are on."""
        updates = registered()
        scopes: dict[TopicName, frozenset[str]] = {AGENTS: frozenset({AGENTS_SCOPE})}
        for one in updates:
            scopes[one.topic] = scopes.get(one.topic, frozenset()) | {one.scope}
        scopes[ALL] = frozenset().union(*scopes.values())
        return cls(scopes, {one.event.name: one for one in updates})

    @property
    def names(self) -> tuple[TopicName, ...]:
        """All topics."""
        return tuple(self.scopes)

    def needed(self, topics: Iterable[TopicName]) -> frozenset[str]:
        """The scopes that subscribing to these topics needs."""
        return frozenset().union(*(self.scopes[topic] for topic in topics))
