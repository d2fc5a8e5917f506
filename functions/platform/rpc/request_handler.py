"""Answers requests to JSON-RPC and MCP: each passes the edge, and gets an error as JSON-RPC has them."""

import json
import time
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from baton.core.errors import Forbidden
from baton.core.message import AgentName
from baton.core.settings import Settings
from baton.http.edge import Edge
from baton.http.error_kinds import headers_for, kind_of
from baton.http.http_errors import (
    InsufficientScope,
    MethodNotAllowed,
    NotAcceptable,
    Unauthenticated,
)
from baton.http.methods import CallContext
from baton.http.request_context import RequestContext
from functions.platform.rpc.error_codes import error_of
from functions.platform.rpc.jsonrpc import JsonRpc, failure, id_of
from functions.platform.rpc.mcp_server import McpServer

RPC, MCP = "/rpc", "/mcp"
METADATA = "/.well-known/oauth-protected-resource"
"""Where an MCP client learns who gives tokens (RFC 9728); that of ``/mcp`` is behind it."""

LARGEST_READ = 65_536
"""Characters of a refused message that are read for its id."""

_LOOPBACK = ("localhost", "127.0.0.1", "::1")

Response = dict[str, Any]
"""A response as API Gateway wants it."""


class RequestHandler:
    """Admits a request, has it answered, and completes the response. ``agents`` are those whose
    identity a caller may have.
    """

    def __init__(
        self,
        rpc: JsonRpc,
        mcp: McpServer,
        edge: Edge,
        *,
        settings: Settings,
        agents: Collection[AgentName],
    ) -> None:
        self._rpc = rpc
        self._mcp = mcp
        self._edge = edge
        self._settings = settings
        self._agents = agents

    def handle(self, event: dict[str, Any], _lambda_context: Any = None) -> Response:
        """Answers one HTTP API event (payload 2.0). Never raises for what a caller sends."""
        started = time.perf_counter()
        request = self._edge.opened(event)
        try:
            response = self._response(request)
        except Exception as error:  # noqa: BLE001 the edge answers whatever happens, and logs it
            id_ = id_of(str(event.get("body") or "")[:LARGEST_READ])
            body = failure(id_, error_of(error, request.correlation_id))
            headers = headers_for(error) | _challenge(request, error)
            response = _http(kind_of(error).status, body, headers)
        return self._edge.completed(request, response, started)

    def _response(self, request: RequestContext) -> Response:
        if request.path in {RPC, MCP} and request.method != "POST":
            raise MethodNotAllowed(
                ("POST",)
            )  # there are no sessions, and no streams without a request
        if request.path == MCP:
            self._check_origin(request)
        self._edge.admit(request)
        if request.path not in {RPC, MCP}:
            return self._metadata(request)
        if request.caller is None:
            raise Unauthenticated
        if not _accepts_json(request.headers.get("accept", "*/*")):
            raise NotAcceptable
        body = str(request.event.get("body") or "")
        agent = self._settings.callers.get(request.caller.client_id)
        context = CallContext(
            request.caller, request.correlation_id, agent if agent in self._agents else None
        )
        if request.path == MCP:
            reply = self._mcp.answer(body, request.headers, context)
            return _http(reply.status, reply.body, _challenge(request, reply.refused))
        told = self._rpc.answer(body, context, lambda: self._edge.count(request))
        return _http(204 if told is None else 200, told, {})

    def _check_origin(self, request: RequestContext) -> None:
        """A page in a browser may call only from where it is expected: a name that is made to point
        here (DNS rebinding) gives no access. Programs send no origin.
        """
        origin = request.headers.get("origin")
        if origin is None:
            return
        given = urlsplit(origin)
        own = str(request.event["requestContext"].get("domainName", ""))
        allowed = [one.strip() for one in self._settings.allowed_origins.split(",") if one.strip()]
        at_home = own.endswith("localhost") and given.hostname in _LOOPBACK
        if not (origin in allowed or at_home or (own and origin == f"https://{own}")):
            raise Forbidden("This origin may not call; behaviour.allowed_origins says which may.")

    def _metadata(self, request: RequestContext) -> Response:
        document = {
            "resource": _own(request) + MCP,
            "resource_name": "Baton",
            "authorization_servers": [self._settings.issuer] if self._settings.issuer else [],
            "bearer_methods_supported": ["header"],
        }
        return _http(200, document, {"Cache-Control": "public, max-age=3600"})


def _own(request: RequestContext) -> str:
    """Where this is reached from outside, without a slash at the end."""
    return f"https://{request.event['requestContext'].get('domainName', 'localhost')}"


def _challenge(request: RequestContext, error: Exception | None) -> dict[str, str]:
    """What a caller needs who may not do this (RFC 6750, section 3.1; RFC 9728, section 5.1)."""
    where = f'resource_metadata="{_own(request)}{METADATA}{MCP}"'
    if isinstance(error, Unauthenticated):
        return {"WWW-Authenticate": f"Bearer {where}"}
    if isinstance(error, InsufficientScope):
        scopes = " ".join(error.scopes)
        text = f'Bearer error="insufficient_scope", scope="{scopes}", {where}'
        return {"WWW-Authenticate": text}
    return {}


def _accepts_json(accept: str) -> bool:
    return any(one in accept for one in ("application/json", "application/*", "*/*"))


def _http(status: int, body: Any, headers: dict[str, str]) -> Response:
    """The response; without a ``body`` it is empty."""
    if body is None:
        return {"statusCode": status, "headers": headers, "body": ""}
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return {
        "statusCode": status,
        "headers": {**headers, "Content-Type": "application/json"},
        "body": text,
    }
