"""Routes of the agents: what each of them is doing."""

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

from baton.core.clock import Clock
from baton.core.contract import Contract
from baton.core.errors import NotFound
from baton.http.openapi_responses import described
from baton.http.responses import document
from baton.runtime.agent_registry import AgentRegistry
from baton.runtime.agent_status import AgentStatus


class AgentList(Contract):
    """Every agent, and what it is doing."""

    items: tuple[AgentStatus, ...]


class AgentRoutes:
    """Shows what agents are doing, as their workers report it."""

    def __init__(self, app: APIGatewayHttpResolver, agents: AgentRegistry, clock: Clock) -> None:
        self._app = app
        self._agents = agents
        self._clock = clock

    def register(self) -> None:
        """Adds the routes to the app."""
        self._app.get(
            "/api/v1/agents",
            tags=["agents"],
            operation_id="list_agents",
            description="What every agent is doing, at a resolution of some seconds. The same comes "
            "live over the WebSocket API.",
            responses=described(200, AgentList, "The agents"),
        )(self.list_agents)
        self._app.get(
            "/api/v1/agents/<agent_id>",
            tags=["agents"],
            operation_id="read_agent",
            responses=described(200, AgentStatus, "The agent"),
        )(self.read_agent)

    def list_agents(self) -> "Response[str]":
        """What every agent is doing."""
        return document(AgentList(items=self._agents.statuses(self._clock())))

    def read_agent(self, agent_id: str) -> "Response[str]":
        """What one agent is doing. Raises ``NotFound``."""
        if agent_id not in self._agents.names:
            raise NotFound("agent", agent_id)
        return document(self._agents.status(agent_id, self._clock()))
