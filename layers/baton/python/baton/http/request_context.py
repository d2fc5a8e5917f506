"""One HTTP request on its way through a function: who calls, what, and what it may create."""

import base64
import binascii
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from baton.core.clock import NewId
from baton.core.json_text import MalformedBody
from baton.http.caller import Caller, caller_of, correlation_of, headers_of, path_of
from baton.http.routes import Route

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import APIGatewayHttpResolver


@dataclass(slots=True)
class RequestContext:
    """A request with what the edge found out about it.

    ``resource_id`` is the id of whatever the request creates. ``taken_over`` says that an earlier
    attempt with the same idempotency key died on the way and may have created it. A response that is
    not ``final`` is not kept under the key: the next attempt does the missing rest. ``about`` are the
    subjects that the response tells of. ``touched`` are those that only the work itself can name to
    the audit trail. A HEAD is answered as its GET, ``without_body``.
    """

    event: dict[str, Any]
    method: str
    path: str
    headers: dict[str, str]
    correlation_id: str
    resource_id: str
    caller: Caller | None
    route: Route | None = None
    without_body: bool = False
    taken_over: bool = False
    claimed: bool = False
    final: bool = True
    about: tuple[str, ...] = ()
    touched: tuple[str, ...] = ()
    response_headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def opened(cls, event: dict[str, Any], new_id: NewId) -> Self:
        """The request in an HTTP API event (payload 2.0). Raises ``KeyError`` for any other event."""
        context = event["requestContext"]
        headers, path = headers_of(event), path_of(event)
        asked = context["http"]["method"].upper()
        method = "GET" if asked == "HEAD" else asked
        http = {**context["http"], "method": method}
        of_default = {**context, "stage": "$default", "http": http}
        return cls(
            event={**event, "rawPath": path, "requestContext": of_default},
            method=method,
            without_body=asked == "HEAD",
            path=path,
            headers=headers,
            correlation_id=correlation_of(headers, new_id),
            resource_id=new_id(),
            caller=caller_of(context),
        )

    @property
    def route_path(self) -> str:
        """The path with the names of its parameters, for the log; never what a caller typed."""
        return self.route.path if self.route else "none"

    @property
    def caller_id(self) -> str:
        """The caller's client id, ``anonymous`` on a public route."""
        return self.caller.client_id if self.caller else "anonymous"

    def drop_body(self) -> None:
        """Leaves the body and the query of the event away: nobody looks at them."""
        given = ("body", "queryStringParameters")
        self.event = {name: value for name, value in self.event.items() if name not in given}

    def read_body(self) -> str:
        """The body as text. Raises ``MalformedBody`` if it is none.

        From now on the event has it as text too, and as ``application/json`` in that spelling, the
        only one that powertools knows.
        """
        body = self.event.get("body") or ""
        if self.event.get("isBase64Encoded"):
            try:
                body = base64.b64decode(body, validate=True).decode("utf-8")
            except (binascii.Error, UnicodeDecodeError) as error:
                raise MalformedBody((), "The body is not text in UTF-8.") from error
        headers = {**self.headers, "content-type": "application/json"}
        self.event = {**self.event, "headers": headers, "body": body, "isBase64Encoded": False}
        return str(body)


def request_of(app: "APIGatewayHttpResolver") -> RequestContext:
    """The request that ``app`` is resolving."""
    request: RequestContext = app.context["request"]
    return request
