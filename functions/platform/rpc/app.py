"""The protocols put together: what is registered, behind the one edge."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from baton.http.edge import edge_of
from baton.http.methods import RpcContribution
from baton.http.own_ids import OwnIds
from baton.http.resources import accepted
from baton.http.routes import RouteTable
from baton.http.tokens import TokenCheck
from baton.privacy.auditor import Auditor
from functions.platform.rpc.error_codes import SERVICE
from functions.platform.rpc.jsonrpc import JsonRpc
from functions.platform.rpc.mcp_access import McpAccess
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
    tokens = TokenCheck.of(settings.issuer, platform.clock) if settings.issuer else None
    return RequestHandler(
        JsonRpc(methods),
        McpServer(Tools(methods), resources, prompts, version=settings.api_version),
        edge_of(SERVICE, RouteTable.of(__package__), platform),
        McpAccess(settings, tokens, _scopes(found)),
        settings=settings,
        agents=platform.agents.names,
    )


def _scopes(contributions: Iterable[RpcContribution]) -> Iterator[str]:
    """Every scope that opens something."""
    for one in contributions:
        for method in one.methods:
            yield from method.accepted
        for resource in one.resources:
            yield from (scope for either in accepted(resource.scopes) for scope in either)
