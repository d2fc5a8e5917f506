"""The protocols put together: what is registered, behind the one edge."""

from typing import TYPE_CHECKING

from baton.http.edge import edge_of
from baton.http.own_ids import OwnIds
from baton.http.routes import RouteTable
from baton.privacy.auditor import Auditor
from functions.platform.rpc.error_codes import SERVICE
from functions.platform.rpc.jsonrpc import JsonRpc
from functions.platform.rpc.mcp_prompts import Prompts
from functions.platform.rpc.mcp_resources import Resources
from functions.platform.rpc.mcp_server import McpServer
from functions.platform.rpc.mcp_tools import Tools
from functions.platform.rpc.methods import Methods, every_contribution
from functions.platform.rpc.request_handler import RequestHandler

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def assemble(platform: "Platform") -> RequestHandler:
    """The protocols with their real parts."""
    auditor = Auditor(SERVICE, platform.audit, platform.clock)
    found = every_contribution(platform)
    own_ids = OwnIds(SERVICE, platform.requests, clock=platform.clock, new_id=platform.new_id)
    methods = Methods(
        method.audited(auditor).once(own_ids) for one in found for method in one.methods
    )
    resources = Resources(
        [resource for one in found for resource in one.resources],
        [listing for one in found for listing in one.listings],
        auditor,
    )
    prompts = Prompts([one.prompts for one in found if one.prompts], resources)
    settings = platform.settings
    return RequestHandler(
        JsonRpc(methods),
        McpServer(Tools(methods), resources, prompts, version=settings.api_version),
        edge_of(SERVICE, RouteTable.of(__package__), platform),
        settings=settings,
        agents=platform.agents.names,
    )
