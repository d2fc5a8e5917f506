"""Holds the runs of a workflow while an agent that every run passes is unavailable."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from baton.core.clock import Clock
from baton.core.errors import Unavailable
from baton.core.message import AgentName
from baton.runtime.agent_registry import AgentRegistry
from baton.runtime.agent_status import AgentStatus

KNOWN_FOR = timedelta(seconds=5)
"""How long a container goes by what the registry said: workers report every five seconds at most."""

PROBE_EVERY = timedelta(seconds=60)
"""How often a container lets one entry through to an agent whose time to be left alone is over."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Why an entry is held, and until when."""

    reason: str
    until: datetime


class AvailabilityGate:
    """Asks the registry whether the agents that a run ``needs`` can be given work. Safe to use from
    several threads.

    An entry that is held does not lose an attempt: an agent that fails for an hour would otherwise
    have every run of that hour parked, and a person decide on each. A registry that does not answer
    holds nothing.
    """

    def __init__(self, agents: AgentRegistry, clock: Clock, needs: Sequence[AgentName]) -> None:
        self._agents = agents
        self._clock = clock
        self._needs = tuple(needs)
        self._lock = threading.Lock()
        self._asked_at: datetime | None = None
        self._unavailable: tuple[AgentStatus, ...] = ()
        self._probed_at: datetime | None = None

    def closed(self) -> Closed | None:
        """Why a run has to wait; ``None`` if it need not."""
        with self._lock:
            now = self._clock()
            self._ask(now)
            if not self._unavailable:
                return None
            moments = (one.probe_at for one in self._unavailable if one.probe_at)
            probe_at = max(moments, default=now)
            if self._probed_at is not None:
                probe_at = max(probe_at, self._probed_at + PROBE_EVERY)
            if now >= probe_at:
                self._probed_at = now
                return None
            return Closed(_reason(self._unavailable), probe_at)

    def _ask(self, now: datetime) -> None:
        if self._asked_at is not None and now < self._asked_at + KNOWN_FOR:
            return
        self._asked_at = now
        try:
            failing = [name for name in self._needs if self._agents.any_failing(name)]
            statuses = [self._agents.status(name, now) for name in failing]
        except Unavailable:
            self._unavailable = ()
            return
        self._unavailable = tuple(one for one in statuses if not one.available)
        if not self._unavailable:
            self._probed_at = None


def _reason(unavailable: Sequence[AgentStatus]) -> str:
    reasons = (f"{one.agent_id} is unavailable: {one.unavailable_reason}" for one in unavailable)
    return "; ".join(reasons)
