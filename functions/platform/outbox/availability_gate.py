"""Holds the runs of leads while an agent that every lead needs is unavailable."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from baton.core.clock import Clock
from baton.core.errors import Unavailable
from baton.messaging.outbox import Work
from baton.runtime.agent_registry import AgentRegistry
from baton.runtime.agent_status import AgentStatus

NEEDED = ("lead_triage", "handoff", "engagement", "result_writer")
"""Whom every lead passes."""

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
    """Asks the registry whether leads can be run. Safe to use from several threads.

    An entry that is held does not lose an attempt: an agent that fails for an hour would otherwise
    have every lead of that hour parked, and a person decide on each. A registry that does not answer
    holds nothing.
    """

    def __init__(self, agents: AgentRegistry, clock: Clock) -> None:
        self._agents = agents
        self._clock = clock
        self._lock = threading.Lock()
        self._asked_at: datetime | None = None
        self._ill: tuple[AgentStatus, ...] = ()
        self._probed_at: datetime | None = None

    def closed(self, work: Work) -> Closed | None:
        """Why this kind of work has to wait; ``None`` if it need not."""
        if work is not Work.RUN_PIPELINE:
            return None
        with self._lock:
            now = self._clock()
            self._ask(now)
            if not self._ill:
                return None
            probe_at = max((one.probe_at for one in self._ill if one.probe_at), default=now)
            if self._probed_at is not None:
                probe_at = max(probe_at, self._probed_at + PROBE_EVERY)
            if now >= probe_at:
                self._probed_at = now
                return None
            return Closed(_told(self._ill), probe_at)

    def _ask(self, now: datetime) -> None:
        if self._asked_at is not None and now < self._asked_at + KNOWN_FOR:
            return
        self._asked_at = now
        try:
            statuses = [self._agents.status(name, now) for name in NEEDED]
        except Unavailable:
            self._ill = ()
            return
        self._ill = tuple(one for one in statuses if not one.available)
        if not self._ill:
            self._probed_at = None


def _told(ill: Sequence[AgentStatus]) -> str:
    said = (f"{one.agent_id} is unavailable: {one.unavailable_reason}" for one in ill)
    return "; ".join(said)
