"""What every HTTP request passes, whether it is one of the API, JSON-RPC or MCP.

event ─► address ─► route ─► scope ─► rate ─► type, size ─► the route's own work ─► headers, log line
         403        404, 405  401, 403  429     415, 413
"""

import hmac
import time
from collections.abc import Mapping
from typing import Any, Protocol

from baton.core.clock import Clock, NewId
from baton.core.errors import FieldError, InvalidInput
from baton.core.observability import logger, record
from baton.core.settings import Settings
from baton.http.error_kinds import UNEXPECTED
from baton.http.http_errors import (
    BodyTooLarge,
    NotThroughTheEdge,
    Unauthenticated,
    UnsupportedMediaType,
)
from baton.http.idempotency_repository import IdempotencyRepository, rate_of
from baton.http.permissions import require
from baton.http.request_context import RequestContext
from baton.http.routes import ANY_SCOPE, BodyRule, RouteTable
from baton.privacy.audit_repository import AuditRepository

EDGE_HEADER = "x-baton-edge"
"""What CloudFront adds to every request where the API's own address is closed."""

_EVERY_RESPONSE = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


class EdgeParts(Protocol):
    """What the edge takes of the platform."""

    settings: Settings
    clock: Clock
    new_id: NewId

    @property
    def requests(self) -> IdempotencyRepository:
        """Idempotency keys and rates."""
        ...

    @property
    def audit(self) -> AuditRepository:
        """Who read or changed whose data."""
        ...


class Edge:
    """Admits requests to a function, and writes their log lines. ``rate_limits`` is requests a second
    by client id; ``key`` is what a request must bring in ``EDGE_HEADER``, if there is one.
    """

    def __init__(
        self,
        service: str,
        routes: RouteTable,
        requests: IdempotencyRepository,
        *,
        rate_limits: Mapping[str, int],
        key: str = "",
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self.service = service
        self._routes = routes
        self._requests = requests
        self._rate_limits = rate_limits
        self._key = key.encode()
        self._clock = clock
        self._new_id = new_id

    def opened(self, event: dict[str, Any]) -> RequestContext:
        """The request in an HTTP API event (payload 2.0); from now on log lines have its id."""
        request = RequestContext.opened(event, self._new_id)
        logger(self.service).set_correlation_id(request.correlation_id)
        return request

    def admit(self, request: RequestContext) -> None:
        """Lets a request pass, with its route found and its body read. Raises what it is refused for:
        an error of ``http_errors``, ``TooManyRequests`` or ``InvalidInput``.
        """
        if self._key:
            brought = request.headers.get(EDGE_HEADER, "").encode()
            if not hmac.compare_digest(brought, self._key):
                raise NotThroughTheEdge
        request.route = route = self._routes.find(request.method, request.path)
        if route.scope:
            if request.caller is None:
                raise Unauthenticated
            if route.scope != ANY_SCOPE:
                require(request.caller, [[route.scope]], "This")
            self.count(request)
        if route.body.ignored:
            request.drop_body()
        elif request.event.get("body"):
            _check_body(request, route.body)

    def count(self, request: RequestContext) -> None:
        """Counts one request against its caller's rate. Raises ``TooManyRequests``."""
        limit = rate_of(request.caller_id, self._rate_limits)
        request.response_headers.update(
            {"RateLimit-Limit": str(limit), "RateLimit-Remaining": "0", "RateLimit-Reset": "1"}
        )
        left = self._requests.count(request.caller_id, limit=limit, now=self._clock())
        request.response_headers["RateLimit-Remaining"] = str(left)

    def completed(
        self, request: RequestContext, response: dict[str, Any], started: float
    ) -> dict[str, Any]:
        """The response with what every one has, once its line is in the log. ``started`` is a moment
        of ``time.perf_counter``.
        """
        response["headers"] = {
            **_EVERY_RESPONSE,
            **response["headers"],
            **request.response_headers,
            "X-Correlation-Id": request.correlation_id,
        }
        if request.without_body:
            response |= {"body": "", "isBase64Encoded": False}
        status = int(response["statusCode"])
        elapsed = (time.perf_counter() - started) * 1000
        record(
            self.service,
            "request",
            milliseconds={"RequestTime": round(elapsed, 1)},
            counts={"Requests": 1, "ServerErrors": int(status >= UNEXPECTED.status)},
            method=request.method,
            route=request.route_path,
            status=status,
            caller=request.caller_id,
            correlation_id=request.correlation_id,
        )
        return response


def edge_of(service: str, routes: RouteTable, platform: EdgeParts) -> Edge:
    """The edge of a function."""
    return Edge(
        service,
        routes,
        platform.requests,
        rate_limits=platform.settings.caller_rates(),
        key=platform.settings.edge_key,
        clock=platform.clock,
        new_id=platform.new_id,
    )


def _check_body(request: RequestContext, rule: BodyRule) -> None:
    _check_media_type(request.headers.get("content-type") or "application/json")
    body, limit = request.read_body(), rule.limit_kib * 1024
    if len(body) > limit or len(body.encode("utf-8", "surrogatepass")) > limit:
        raise BodyTooLarge(rule.limit_kib)
    if body.lstrip().startswith("[") and not rule.list:
        # powertools would take a list's first item for an object
        raise InvalidInput([FieldError("", "should be an object, not a list", "dict_type")])


def _check_media_type(header: str) -> None:
    media_type, *parameters = (part.strip().lower() for part in header.split(";"))
    charsets = [part.removeprefix("charset=") for part in parameters if part.startswith("charset=")]
    if media_type != "application/json" or any(name.strip('"') != "utf-8" for name in charsets):
        raise UnsupportedMediaType
