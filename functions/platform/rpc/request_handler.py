"""The edge that every request passes: who calls, from where, how fast and how much.

event ─► path, method ─► origin ─► caller ─► rate ─► media type, size ─► JSON-RPC or MCP ─► log line
           404, 405        403       401      429        415, 413
"""

import base64
import binascii
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from baton.core.clock import Clock, NewId
from baton.core.errors import TooManyRequests
from baton.core.message import AgentName
from baton.core.observability import logger, record
from baton.core.settings import Settings
from baton.http.caller import Caller, caller_of, correlation_of, headers_of, path_of
from baton.http.idempotency_repository import IdempotencyRepository
from functions.platform.rpc.error_codes import INVALID_REQUEST, SERVICE, error_of
from functions.platform.rpc.jsonrpc import JsonRpc, failure, simple_error
from functions.platform.rpc.mcp_server import McpServer
from functions.platform.rpc.methods import RESOURCE_SERVER, CallContext

RPC, MCP = "/rpc", "/mcp"
METADATA = ("/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp")
"""Where an MCP client learns who gives tokens (RFC 9728)."""

BODY_LIMIT = 1024 * 1024
"""Bytes of a body: a batch of leads with long messages."""

IDENTITIES = ("lead_triage", "engagement", "campaign_optimizer")
"""The agents that have clients of their own."""

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_EVERY_ANSWER = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; without a ``body`` it is empty."""

    status: int
    body: Any = None
    headers: tuple[tuple[str, str], ...] = ()


class Refusal(Exception):
    """A request that does not get through the door."""

    def __init__(self, status: int, detail: str, *headers: tuple[str, str]) -> None:
        super().__init__(detail)
        error = simple_error(INVALID_REQUEST, "Invalid Request", detail)
        self.answer = Answer(status, failure(None, error), headers)


class RequestHandler:
    """Lets a request in, has it answered, and sees it out."""

    def __init__(
        self,
        rpc: JsonRpc,
        mcp: McpServer,
        requests: IdempotencyRepository,
        *,
        settings: Settings,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._rpc = rpc
        self._mcp = mcp
        self._requests = requests
        self._settings = settings
        self._clock = clock
        self._new_id = new_id

    def handle(self, event: dict[str, Any]) -> dict[str, Any]:
        """Answers one HTTP API event (payload 2.0). Never raises for what a caller sends."""
        started = time.perf_counter()
        headers, path = headers_of(event), path_of(event)
        correlation_id = correlation_of(headers, self._new_id)
        logger(SERVICE).set_correlation_id(correlation_id)
        caller = caller_of(event["requestContext"])
        try:
            answer = self._answer(event, path, headers, caller, correlation_id)
        except Refusal as refusal:
            answer = refusal.answer
        except TooManyRequests as error:
            told = failure(None, error_of(error, correlation_id))
            answer = Answer(429, told, (("Retry-After", str(error.retry_after)),))
        except Exception as error:  # noqa: BLE001 the edge answers whatever happens, and logs it
            told = error_of(error, correlation_id)
            answer = Answer(503 if told["code"] == 503 else 500, failure(None, told))  # noqa: PLR2004
        elapsed = (time.perf_counter() - started) * 1000
        record(
            SERVICE,
            "request",
            milliseconds={"RequestTime": round(elapsed, 1)},
            counts={"Requests": 1, "ServerErrors": int(answer.status >= 500)},  # noqa: PLR2004
            route=path if path in {RPC, MCP, *METADATA} else "none",
            status=answer.status,
            caller=caller.client_id if caller else "anonymous",
            correlation_id=correlation_id,
        )
        return _http(answer, correlation_id)

    def _answer(
        self,
        event: dict[str, Any],
        path: str,
        headers: dict[str, str],
        caller: Caller | None,
        correlation_id: str,
    ) -> Answer:
        method = event["requestContext"]["http"]["method"].upper()
        if path in METADATA:
            return self._metadata(event, method)
        if path not in {RPC, MCP}:
            raise Refusal(404, "There is nothing at this path.")
        if method != "POST":
            raise Refusal(405, "This path takes POST: there are no sessions.", ("Allow", "POST"))
        if path == MCP:
            self._check_origin(event, headers)
        if caller is None:
            raise Refusal(
                401,
                "Send an access token: Authorization: Bearer <token>.",
                ("WWW-Authenticate", f'Bearer resource_metadata="{_own(event)}{METADATA[1]}"'),
            )
        self._count(caller)
        body = _body(event, headers)
        asked = CallContext(caller, correlation_id, self._agent(caller))
        if path == MCP:
            status, told = self._mcp.answer(body, headers, asked)
            return Answer(status, told, _challenge(event, status, told))
        told = self._rpc.answer(body, asked, lambda: self._count(caller))
        return Answer(204 if told is None else 200, told)

    def _count(self, caller: Caller) -> None:
        limits = self._settings.rate_limits
        limit = limits.get(caller.client_id, limits.get("default", 50))
        self._requests.count(caller.client_id, limit=limit, now=self._clock())

    def _agent(self, caller: Caller) -> AgentName | None:
        name = self._settings.callers.get(caller.client_id)
        return name if name in IDENTITIES else None

    def _check_origin(self, event: dict[str, Any], headers: dict[str, str]) -> None:
        """A page in a browser may call only from where it is expected: a name that is made to point
        here (DNS rebinding) gives no access. Programs send no origin.
        """
        origin = headers.get("origin")
        if origin is None:
            return
        given = urlsplit(origin)
        own = str(event["requestContext"].get("domainName", ""))
        allowed = [one.strip() for one in self._settings.allowed_origins.split(",") if one.strip()]
        at_home = own.endswith("localhost") and given.hostname in _LOOPBACK
        if not (origin in allowed or at_home or (own and origin == f"https://{own}")):
            raise Refusal(
                403, "This origin may not call; behaviour.allowed_origins says which may."
            )

    def _metadata(self, event: dict[str, Any], method: str) -> Answer:
        if method != "GET":
            raise Refusal(405, "This path takes GET.", ("Allow", "GET"))
        document = {
            "resource": _own(event) + MCP,
            "resource_name": "Baton",
            "authorization_servers": [self._settings.issuer] if self._settings.issuer else [],
            "bearer_methods_supported": ["header"],
        }
        return Answer(200, document, (("Cache-Control", "public, max-age=3600"),))


def _own(event: dict[str, Any]) -> str:
    """Where this is reached from outside, without a slash at the end."""
    return f"https://{event['requestContext'].get('domainName', 'localhost')}"


def _challenge(event: dict[str, Any], status: int, told: Any) -> tuple[tuple[str, str], ...]:
    """What a caller needs who may not do this (RFC 6750, section 3.1)."""
    if status != 403:  # noqa: PLR2004
        return ()
    words = told["error"]["message"].replace(" and ", " ").split()
    scopes = " ".join(word.rstrip(".") for word in words if word.startswith(RESOURCE_SERVER))
    where = f"{_own(event)}{METADATA[1]}"
    text = f'Bearer error="insufficient_scope", scope="{scopes}", resource_metadata="{where}"'
    return (("WWW-Authenticate", text),)


def _body(event: dict[str, Any], headers: dict[str, str]) -> str:
    """The body as text. Raises ``Refusal`` for another media type and for too much."""
    media_type = (headers.get("content-type") or "application/json").split(";")[0].strip().lower()
    if media_type != "application/json":
        raise Refusal(415, "Send the body as application/json in UTF-8.")
    accepted = headers.get("accept", "*/*")
    if not any(one in accepted for one in ("application/json", "application/*", "*/*")):
        raise Refusal(406, "The answer is application/json; accept that.")
    body = str(event.get("body") or "")
    if event.get("isBase64Encoded"):
        try:
            body = base64.b64decode(body, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            raise Refusal(400, "The body is not text in UTF-8.") from None
    if len(body) > BODY_LIMIT or len(body.encode("utf-8", "surrogatepass")) > BODY_LIMIT:
        raise Refusal(413, f"The body may have {BODY_LIMIT // 1024} KiB at most.")
    return body


def _http(answer: Answer, correlation_id: str) -> dict[str, Any]:
    """The answer as API Gateway wants it."""
    headers = {**_EVERY_ANSWER, "X-Correlation-Id": correlation_id, **dict(answer.headers)}
    if answer.body is None:
        return {"statusCode": answer.status, "headers": headers, "body": ""}
    text = json.dumps(answer.body, ensure_ascii=False, separators=(",", ":"))
    headers["Content-Type"] = "application/json"
    return {"statusCode": answer.status, "headers": headers, "body": text}
