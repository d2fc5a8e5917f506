"""Answers requests to JSON-RPC and MCP: each passes the edge, and gets an error as JSON-RPC has them."""

import json
import time
from collections.abc import Collection
from typing import Any

from baton.core.message import AgentName
from baton.core.settings import Settings
from baton.http.edge import Edge
from baton.http.error_kinds import headers_for, kind_of
from baton.http.http_errors import (
    MethodNotAllowed,
    NotAcceptable,
    Unauthenticated,
)
from baton.http.methods import CallContext
from baton.http.request_context import RequestContext
from functions.platform.rpc.error_codes import error_of
from functions.platform.rpc.jsonrpc import JsonRpc, failure, id_of
from functions.platform.rpc.mcp_access import MCP, RPC, McpAccess
from functions.platform.rpc.mcp_server import McpServer

_KEPT_AN_HOUR = {"Cache-Control": "public, max-age=3600"}

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
        access: McpAccess,
        *,
        settings: Settings,
        agents: Collection[AgentName],
    ) -> None:
        self._rpc = rpc
        self._mcp = mcp
        self._edge = edge
        self._access = access
        self._settings = settings
        self._agents = agents

    def handle(self, event: dict[str, Any], _lambda_context: Any = None) -> Response:
        """Answers one HTTP API event (payload 2.0). Never raises for what a caller sends."""
        started = time.perf_counter()
        request = self._edge.opened(event)
        try:
            response = self._response(request)
        except Exception as error:  # noqa: BLE001 the edge answers whatever happens, and logs it
            id_ = id_of(str(event.get("body") or ""))
            body = failure(id_, error_of(error, request.correlation_id))
            headers = headers_for(error) | self._access.challenge(request, error)
            response = _http(kind_of(error).status, body, headers)
        response["headers"] |= self._access.cors(request)
        return self._edge.completed(request, response, started)

    def _response(self, request: RequestContext) -> Response:
        preflight = request.method == "OPTIONS" and request.path != RPC
        if request.path in {RPC, MCP} and request.method != "POST" and not preflight:
            # there are no sessions, and no streams without a request
            raise MethodNotAllowed(("POST",))
        if request.path == MCP:
            self._access.check_origin(request)
            request.caller = request.caller or self._access.caller(request)
        self._edge.admit(request)
        if preflight:
            return _http(204, None, {})
        if request.path not in {RPC, MCP}:
            return _http(200, self._access.document(request), _KEPT_AN_HOUR)
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
            return _http(reply.status, reply.body, self._access.challenge(request, reply.refused))
        told = self._rpc.answer(body, context, lambda: self._edge.count(request))
        return _http(204 if told is None else 200, told, {})


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
