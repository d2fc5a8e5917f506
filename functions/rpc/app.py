"""The protocols put together: methods over stores, behind one door."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from functions.rpc.agent_methods import AgentMethods
from functions.rpc.auditing import CallAuditor
from functions.rpc.campaign_methods import CampaignMethods
from functions.rpc.door import Door
from functions.rpc.episode_methods import EpisodeMethods
from functions.rpc.jsonrpc import JsonRpc
from functions.rpc.knowledge_methods import KnowledgeMethods
from functions.rpc.lead_methods import LeadMethods
from functions.rpc.mcp_server import McpServer
from functions.rpc.methods import Methods
from functions.rpc.person_methods import PersonMethods
from functions.rpc.turn_methods import TurnMethods

if TYPE_CHECKING:
    from baton.platform import Platform

Handler = Callable[[dict[str, Any], Any], dict[str, Any]]

AREAS = (
    AgentMethods,
    LeadMethods,
    CampaignMethods,
    TurnMethods,
    PersonMethods,
    EpisodeMethods,
    KnowledgeMethods,
)


def rpc_handler() -> Handler:
    """The Lambda handler, put together at the first call and kept for the container."""
    built: list[Door] = []

    def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
        if not built:
            from baton.platform import Platform

            built.append(assemble(Platform()))
        return built[0].handle(event)

    return handle


def assemble(platform: "Platform") -> Door:
    """The door with its real parts."""
    auditor = CallAuditor(platform.audit, platform.clock)
    methods = Methods(auditor.method(one) for area in AREAS for one in area(platform).all())
    settings = platform.settings
    return Door(
        JsonRpc(methods),
        McpServer(methods, platform, auditor, version=settings.api_version),
        platform.requests,
        settings=settings,
        clock=platform.clock,
        new_id=platform.new_id,
    )
