"""The edge every request passes: who calls, whether they may, how fast and how much.

event ─► route ─► scope ─► rate ─► size, media type ─► route's own work ─► headers, log line
           404/405  401/403  429      413, 415            problems.py
"""

import time
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError

from baton.core.clock import Clock, NewId
from baton.core.errors import FieldError, Forbidden, InvalidInput, NotFound
from baton.core.json_text import faults_in
from baton.core.observability import logger, record
from baton.http.idempotency_repository import IdempotencyRepository
from functions.platform.api.auditing import RouteAuditor
from functions.platform.api.http_errors import (
    BodyTooLarge,
    NoSuchRoute,
    Unauthenticated,
    UnsupportedMediaType,
)
from functions.platform.api.permissions import Permissions
from functions.platform.api.problems import UNEXPECTED, answer, headers_for, kind_of, problem_for
from functions.platform.api.request_context import RequestContext, call_of

SERVICE = "api"
BODY_LIMIT = 256 * 1024
BODY_LIMITS = {"/api/v1/leads/batch": 2 * 1024 * 1024}
"""Bytes of a body, per route that takes more than ``BODY_LIMIT``."""
TAKES_LISTS = ("/api/v1/campaigns/{campaign_id}/metrics",)
"""Routes whose body may be a list; powertools would take a list's first item for an object."""

TAKES_ANYTHING = ("/u/{token}",)
"""Routes whose body and query say nothing: mail programs post there what they like (RFC 8058)."""

_EVERY_ANSWER = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


class RequestHandler:
    """Lets a request in, has it answered, and sees it out."""

    def __init__(
        self,
        app: APIGatewayHttpResolver,
        permissions: Permissions,
        requests: IdempotencyRepository,
        *,
        auditor: RouteAuditor,
        rate_limits: dict[str, int],
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._app = app
        self._permissions = permissions
        self._requests = requests
        self._auditor = auditor
        self._rate_limits = rate_limits
        self._clock = clock
        self._new_id = new_id
        app.exception_handler(Exception)(self._failed)

    def handle(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        """Answers one HTTP API event (payload 2.0). Never raises for what a caller sends."""
        started = time.perf_counter()
        call = RequestContext.opened(event, self._new_id)
        logger(SERVICE).set_correlation_id(call.correlation_id)
        result = self._answered(call, context)
        result["headers"] = {
            **_EVERY_ANSWER,
            **result["headers"],
            **call.answer_headers,
            "X-Correlation-Id": call.correlation_id,
        }
        elapsed = (time.perf_counter() - started) * 1000
        record(
            SERVICE,
            "request",
            milliseconds={"RequestTime": round(elapsed, 1)},
            counts={"Requests": 1, "ServerErrors": int(result["statusCode"] >= UNEXPECTED.status)},
            method=call.method,
            route=call.route,
            status=int(result["statusCode"]),
            caller=call.caller_id,
            correlation_id=call.correlation_id,
        )
        return result

    def _answered(self, call: RequestContext, context: Any) -> dict[str, Any]:
        self._app.context["call"] = call
        try:
            self._admit(call)
            with self._auditor.over(call):
                return self._app.resolve(call.event, context)
        except Exception as error:  # noqa: BLE001 the edge answers whatever happens, and logs it
            refused = self._failed(error)
            self._app.context.clear()
            return {
                "statusCode": refused.status_code,
                "body": refused.body,
                "headers": refused.headers,
            }

    def _admit(self, call: RequestContext) -> None:
        call.permission = self._permissions.of(call.method, call.path)
        if call.permission.scope:
            if call.caller is None:
                raise Unauthenticated
            if call.permission.scope not in call.caller.scopes:
                raise Forbidden(f"This needs a token with the scope {call.permission.scope}.")
            self._count(call)
        if call.route in TAKES_ANYTHING:
            call.drop_body()
        elif call.event.get("body"):
            _check_body(call)

    def _count(self, call: RequestContext) -> None:
        limit = self._rate_limits.get(call.caller_id, self._rate_limits.get("default", 50))
        call.answer_headers.update(
            {"RateLimit-Limit": str(limit), "RateLimit-Remaining": "0", "RateLimit-Reset": "1"}
        )
        left = self._requests.count(call.caller_id, limit=limit, now=self._clock())
        call.answer_headers["RateLimit-Remaining"] = str(left)

    def _failed(self, error: Exception) -> "Response[str]":
        """The answer to an error, wherever it came from."""
        call = call_of(self._app)
        if isinstance(error, RequestValidationError):
            error = self._invalid(error)
        elif isinstance(error, NotFoundError):
            error = NoSuchRoute()
        if kind_of(error) is UNEXPECTED:
            _log(error)
        problem = problem_for(
            error, correlation_id=call.correlation_id, parameters=call.method == "GET"
        )
        return answer(problem, headers_for(error, claimed=call.claimed))

    def _invalid(self, error: RequestValidationError) -> Exception:
        """A request that does not fit its route, with its faults where they are."""
        errors = error.errors()
        if ids := [entry for entry in errors if entry["loc"][0] == "path"]:
            return NotFound(str(ids[0]["loc"][1]).removesuffix("_id"), "of this form")
        in_body = [entry for entry in errors if entry["loc"][0] == "body"]
        faults = [
            FieldError(
                f"{entry['loc'][0]}:{entry['loc'][1]}", str(entry["msg"]), str(entry["type"])
            )
            for entry in errors
            if entry["loc"][0] != "body"
        ]
        if in_body:
            faults += faults_in(self._app.current_event.json_body, in_body, skip=1)
        return InvalidInput(faults)


def _check_body(call: RequestContext) -> None:
    _check_media_type(call.headers.get("content-type") or "application/json")
    limit = BODY_LIMITS.get(call.route, BODY_LIMIT)
    body = call.read_body()
    if len(body) > limit or len(body.encode("utf-8", "surrogatepass")) > limit:
        raise BodyTooLarge(limit)
    if body.lstrip().startswith("[") and call.route not in TAKES_LISTS:
        raise InvalidInput([FieldError("", "should be an object, not a list", "dict_type")])


def _check_media_type(header: str) -> None:
    media_type, *parameters = (part.strip().lower() for part in header.split(";"))
    charsets = [part.removeprefix("charset=") for part in parameters if part.startswith("charset=")]
    if media_type != "application/json" or any(name.strip('"') != "utf-8" for name in charsets):
        raise UnsupportedMediaType


def _log(error: Exception) -> None:
    """Logs what nobody expected; pydantic's text would repeat values, so only its places go in."""
    from pydantic import ValidationError

    places = error.errors(include_input=False) if isinstance(error, ValidationError) else None
    if places is None:
        logger(SERVICE).exception("an error nobody expected")
    else:
        logger(SERVICE).error("an answer of ours did not fit", extra={"places": str(places)})
