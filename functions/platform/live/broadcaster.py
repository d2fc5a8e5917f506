"""What goes out to those who listen, and how a burst becomes few messages."""

import json
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from hashlib import blake2s
from typing import TYPE_CHECKING, Any, Self

from baton.core.clock import Clock
from baton.core.contract import Contract
from baton.core.errors import Unavailable
from baton.core.message import AgentName
from baton.core.observability import logger
from baton.messaging.connections import ConnectionRepository
from baton.messaging.live import LaterQueue, LiveChannel
from baton.messaging.live_updates import LiveUpdates, TopicName
from baton.persistence.database import in_parallel
from baton.runtime.agent_registry import AgentRegistry
from baton.runtime.agent_status import BUSY_FOR, AgentActivity, AgentStatus
from functions.platform.live.topics import AGENTS, ALL, Topics

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

SERVICE = "live"

MANY = 10
"""More updates of a kind than this in one batch go out in one message."""

PER_MESSAGE = 200
"""Updates in one message: of leads about 70 KB, where API Gateway takes 128."""

LOOK_AGAIN = BUSY_FOR + timedelta(seconds=1)
"""When an agent that was busy and has said nothing since is idle."""


class Broadcaster:
    """Tells subscribers what agents do and what the areas' events are worth.

    A stream brings what agents report in batches, a queue the events; each batch is told at once, an
    agent in it once however often it reported.
    """

    def __init__(
        self,
        *,
        agents: AgentRegistry,
        connections: ConnectionRepository,
        channel: LiveChannel,
        later: LaterQueue,
        topics: Topics,
        clock: Clock,
    ) -> None:
        self._agents = agents
        self._connections = connections
        self._channel = channel
        self._later = later
        self._topics = topics
        self._clock = clock
        self._lock = threading.Lock()
        self.tally: Counter[str] = Counter()

    @classmethod
    def assemble(cls, platform: "Platform", topics: Topics) -> Self:
        """With its real parts."""
        return cls(
            agents=platform.agents,
            connections=platform.connections,
            channel=platform.live_channel,
            later=platform.live_later,
            topics=topics,
            clock=platform.clock,
        )

    def statuses(self) -> tuple[AgentStatus, ...]:
        """What every agent is doing, for somebody who begins to listen. The busy ones are looked at
        again, as nobody may have listened when they reported.
        """
        found = self._agents.statuses(self._clock())
        self._look_later(found)
        return found

    def agents_changed(self, agents: Iterable[AgentName]) -> None:
        """Tells what these agents are doing now, and looks again when the busy ones may be idle."""
        changed = sorted(set(agents))
        listening = self._listeners(AGENTS) if changed else ()
        if not listening:
            return
        now = self._clock()
        found = [self._agents.status(agent, now) for agent in changed]
        self._tell_all(listening, found)
        self._look_later(found)

    def look_again(self, agents: Iterable[AgentName]) -> None:
        """Tells which of these agents are idle by now; a busy one is told of by its next report."""
        named = sorted(set(agents))
        listening = self._listeners(AGENTS) if named else ()
        if listening:
            now = self._clock()
            found = [self._agents.status(agent, now) for agent in named]
            self._tell_all(listening, [one for one in found if one.status is AgentActivity.IDLE])

    def broadcast(self, kind: LiveUpdates[Any], updates: Sequence[Contract]) -> None:
        """Tells the updates of one kind; many of them in one message."""
        listening = self._listeners(kind.topic)
        if listening:
            self._tell_all(listening, coalesced(kind, updates))

    def tell(self, connection_id: str, messages: Sequence[Contract]) -> None:
        """Sends messages to one connection. One that is dead is forgotten; nothing is raised."""
        self._send(connection_id, [_text(one.to_json()) for one in messages])

    def _send(self, connection_id: str, texts: Sequence[str]) -> None:
        for text in texts:
            try:
                there = self._channel.send(connection_id, text)
            except Unavailable as error:
                self._count("Unsent")
                logger(SERVICE).warning("live message lost", extra={"error": str(error)})
                return
            if not there:
                self._count("Dead")
                self._connections.drop(connection_id, self._topics.names)
                return
            self._count("Sent")

    def _look_later(self, found: Iterable[AgentStatus]) -> None:
        busy = [one.agent_id for one in found if one.status is AgentActivity.PROCESSING]
        if busy:
            self._later.put({"look_at": busy}, int(LOOK_AGAIN.total_seconds()))

    def _count(self, what: str) -> None:
        with self._lock:
            self.tally[what] += 1

    def _tell_all(self, listening: Sequence[str], messages: Sequence[Contract]) -> None:
        if messages:
            texts = [_numbered(message) for message in messages]
            in_parallel(lambda connection_id: self._send(connection_id, texts), listening)

    def _listeners(self, topic: TopicName) -> tuple[str, ...]:
        """Who hears a topic. Disconnects subscribers whose token has expired, to come back with a new
        one.
        """
        found = self._connections.of([topic, ALL], self._clock())
        for connection_id in found.over:
            self._channel.close(connection_id)
            self._connections.drop(connection_id, self._topics.names)
        return found.current


def _numbered(message: Contract) -> str:
    """An update as text, with an id by which its hearer knows one that comes again: that of what it
    tells, or one that the same words always have.
    """
    document = message.to_json()
    same = blake2s(_text(document).encode("utf-8", "surrogatepass"), digest_size=13).hexdigest()
    return _text({"message_id": same} | document)


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def coalesced(kind: LiveUpdates[Any], updates: Sequence[Contract]) -> list[Contract]:
    """The messages for updates that came together: each its own, or all in one if they are many."""
    if len(updates) <= MANY:
        return list(updates)
    return [
        kind.summary(updates[start : start + PER_MESSAGE])
        for start in range(0, len(updates), PER_MESSAGE)
    ]
