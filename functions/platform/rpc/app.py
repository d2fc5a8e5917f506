"""The protocols put together: methods over stores, behind one door."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from functions.platform.rpc.agent_methods import AgentMethods
from functions.platform.rpc.auditing import CallAuditor
from functions.platform.rpc.campaign_methods import CampaignMethods
from functions.platform.rpc.episode_methods import EpisodeMethods
from functions.platform.rpc.jsonrpc import JsonRpc
from functions.platform.rpc.knowledge_methods import KnowledgeMethods
from functions.platform.rpc.lead_methods import LeadMethods
from functions.platform.rpc.mcp_server import McpServer
from functions.platform.rpc.methods import Methods
from functions.platform.rpc.person_methods import PersonMethods
from functions.platform.rpc.request_handler import RequestHandler
from functions.platform.rpc.turn_methods import TurnMethods

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

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
    built: list[RequestHandler] = []

    def handle(event: dict[str, Any], _context: Any) -> dict[str, Any]:
        if not built:
            from baton.runtime.platform import Platform

            built.append(assemble(Platform()))
        return built[0].handle(event)

    return handle


def assemble(platform: "Platform") -> RequestHandler:
    """The door with its real parts."""
    auditor = CallAuditor(platform.audit, platform.clock)
    methods = Methods(auditor.method(one) for area in AREAS for one in area(platform).all())
    settings = platform.settings
    return RequestHandler(
        JsonRpc(methods),
        McpServer(methods, platform, auditor, version=settings.api_version),
        platform.requests,
        settings=settings,
        clock=platform.clock,
        new_id=platform.new_id,
    )
