"""The agent registry in memory."""

from collections.abc import Sequence
from datetime import datetime

from baton.core.message import AgentName
from baton.runtime.agent_status import AgentStatus, WorkerReport
from tests.fakes.platform.transaction import Ground

AGENTS: tuple[AgentName, ...] = (
    "campaign_optimizer",
    "engagement",
    "escalation",
    "handoff",
    "intake",
    "lead_triage",
    "outreach",
    "result_writer",
)
"""Who is deployed, unless a test says otherwise."""


class FakeAgents:
    """See ``baton.runtime.agent_registry.AgentRegistry``."""

    def __init__(self, ground: Ground, names: Sequence[AgentName]) -> None:
        self._ground = ground
        self.names = tuple(names)
        self.kept: dict[tuple[AgentName, str], WorkerReport] = {}

    def report(self, report: WorkerReport) -> None:
        with self._ground.faults.at("agents.report"), self._ground.lock:
            self.kept[report.agent, report.worker] = report

    def status(self, agent: AgentName, now: datetime) -> AgentStatus:
        with self._ground.faults.at("agents.status"), self._ground.lock:
            return self._status(agent, now)

    def statuses(self, now: datetime) -> tuple[AgentStatus, ...]:
        with self._ground.faults.at("agents.statuses"), self._ground.lock:
            return tuple(self._status(agent, now) for agent in self.names)

    def any_failing(self, agent: AgentName) -> bool:
        with self._ground.faults.at("agents.any_failing"), self._ground.lock:
            own = (one for (name, _), one in self.kept.items() if name == agent)
            return any(one.failures > 0 for one in own)

    def _status(self, agent: AgentName, now: datetime) -> AgentStatus:
        own = [one for (name, _), one in self.kept.items() if name == agent]
        return AgentStatus.of(agent, own, now)
