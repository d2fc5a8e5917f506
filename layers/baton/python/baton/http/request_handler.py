"""Answers the requests of an API: each passes the edge, then powertools finds its route's code."""

import time
from dataclasses import replace
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError

from baton.core.errors import InvalidInput, NotFound
from baton.core.field_errors import fault_from
from baton.core.json_text import faults_in
from baton.http.audit import audited_request
from baton.http.edge import Edge
from baton.http.error_kinds import headers_for, log_unexpected
from baton.http.http_errors import NoSuchRoute
from baton.http.problems import problem_for, response_of
from baton.http.request_context import RequestContext, request_of
from baton.privacy.auditor import Auditor


class RequestHandler:
    """Admits a request, has it answered, and completes the response."""

    def __init__(self, app: APIGatewayHttpResolver, edge: Edge, auditor: Auditor) -> None:
        self._app = app
        self._edge = edge
        self._auditor = auditor
        app.exception_handler(Exception)(self._failed)

    def handle(self, event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
        """Answers one HTTP API event (payload 2.0). Never raises for what a caller sends."""
        started = time.perf_counter()
        request = self._edge.opened(event)
        return self._edge.completed(request, self._response(request, lambda_context), started)

    def _response(self, request: RequestContext, lambda_context: Any) -> dict[str, Any]:
        self._app.context["request"] = request
        try:
            self._edge.admit(request)
            with audited_request(self._auditor, request):
                return self._app.resolve(request.event, lambda_context)
        except Exception as error:  # noqa: BLE001 the edge answers whatever happens, and logs it
            refused = self._failed(error)
            self._app.context.clear()
            return {
                "statusCode": refused.status_code,
                "body": refused.body,
                "headers": refused.headers,
            }

    def _failed(self, error: Exception) -> "Response[str]":
        """The response to an error, wherever it came from."""
        request = request_of(self._app)
        if isinstance(error, RequestValidationError):
            error = self._invalid(error)
        elif isinstance(error, NotFoundError):
            error = NoSuchRoute()
        log_unexpected(self._edge.service, error)
        problem = problem_for(
            error, correlation_id=request.correlation_id, parameters=request.method == "GET"
        )
        return response_of(problem, headers_for(error, claimed=request.claimed))

    def _invalid(self, error: RequestValidationError) -> Exception:
        """A request that does not fit its route, with its faults where they are."""
        errors = error.errors()
        if ids := [entry for entry in errors if entry["loc"][0] == "path"]:
            return NotFound(str(ids[0]["loc"][1]).removesuffix("_id"), "of this form")
        in_body = [entry for entry in errors if entry["loc"][0] == "body"]
        faults = [
            replace(fault_from(entry), pointer=f"{entry['loc'][0]}:{entry['loc'][1]}")
            for entry in errors
            if entry["loc"][0] != "body"
        ]
        if in_body:
            faults += faults_in(self._app.current_event.json_body, in_body, skip=1)
        return InvalidInput(faults)
