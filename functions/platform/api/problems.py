"""Problem details (RFC 9457): what a caller is told when something is wrong.

The one place where errors become answers. A problem's ``type`` is a stable name, not a page; the
list of them is in the description of the API at ``/docs``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools.event_handler import Response
from pydantic import Field

from baton.core import errors
from baton.core.contract import Contract
from baton.core.errors import BatonError, FieldError, InvalidInput
from baton.core.json_text import MalformedBody
from functions.platform.api import http_errors as refusals

MEDIA_TYPE = "application/problem+json"
TYPE_BASE = "https://baton.example/problems/"


class ProblemFault(Contract):
    """One fault: in the body at ``pointer`` (RFC 6901, ``""`` is all of it), or in a ``parameter``."""

    pointer: str | None = None
    parameter: str | None = Field(default=None, description="as query:limit or header:if-match")
    detail: str
    code: str


class Problem(Contract):
    """What is wrong, in the form of RFC 9457."""

    type: str
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    instance: str = Field(description="names this one occurrence by its correlation id")
    errors: tuple[ProblemFault, ...] | None = None
    existing: str | None = Field(default=None, description="path of what is there already")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem, the last part of its type."""

    slug: str
    status: int
    title: str


UNEXPECTED = Kind("unexpected", 500, "Something went wrong on our side")

KINDS: Mapping[type[Exception], Kind] = {
    InvalidInput: Kind("invalid-input", 400, "The request is not valid"),
    MalformedBody: Kind("malformed-body", 400, "The body cannot be read"),
    refusals.Unauthenticated: Kind("unauthenticated", 401, "An access token is needed"),
    errors.Forbidden: Kind("forbidden", 403, "The token lacks the scope"),
    errors.NotFound: Kind("not-found", 404, "There is no such thing"),
    refusals.NoSuchRoute: Kind("no-such-route", 404, "Nothing is at this path"),
    refusals.MethodNotAllowed: Kind("method-not-allowed", 405, "The path has no such method"),
    errors.AlreadyExists: Kind("already-exists", 409, "It is there already"),
    refusals.DuplicateLead: Kind("duplicate-lead", 409, "The lead is in already"),
    refusals.RequestUnderWay: Kind("request-under-way", 409, "The same request is under way"),
    errors.Conflict: Kind("conflict", 409, "Its state does not allow this"),
    errors.Erased: Kind("erased", 410, "The person was erased"),
    errors.StaleVersion: Kind("stale-version", 412, "It was changed in the meantime"),
    refusals.BodyTooLarge: Kind("body-too-large", 413, "The body is too large"),
    refusals.UnsupportedMediaType: Kind("unsupported-media-type", 415, "The body is not JSON"),
    errors.Unprocessable: Kind("key-reused", 422, "The key belongs to another request"),
    refusals.PreconditionRequired: Kind("precondition-required", 428, "If-Match is needed"),
    errors.TooManyRequests: Kind("too-many-requests", 429, "Too many requests"),
    errors.Unavailable: Kind("unavailable", 503, "Something we need does not answer"),
}
"""Every error that has an answer; a class stands for those below it that are not named."""


def kind_of(error: Exception) -> Kind:
    """The kind of an error; what nobody expected is ``UNEXPECTED``."""
    for cls in type(error).__mro__:
        if cls in KINDS:
            return KINDS[cls]
    return UNEXPECTED


def problem_for(error: Exception, *, correlation_id: str, parameters: bool = False) -> Problem:
    """The problem that ``error`` is. With ``parameters`` faults are in the query, not in a body.

    Only the text of our own errors is shown: it is written for callers.
    """
    kind = kind_of(error)
    known = isinstance(error, BatonError) and kind is not UNEXPECTED
    existing = (
        f"/api/v1/leads/{error.lead_id}" if isinstance(error, refusals.DuplicateLead) else None
    )
    return Problem(
        type=TYPE_BASE + kind.slug,
        title=kind.title,
        status=kind.status,
        detail=str(error) if known else "It has been logged under the correlation id; try again.",
        instance=f"urn:baton:request:{correlation_id}",
        errors=_faults(error, parameters=parameters),
        existing=existing,
    )


def answer(problem: Problem, headers: Mapping[str, str]) -> "Response[str]":
    """The problem as a response."""
    return Response(
        problem.status,
        content_type=MEDIA_TYPE,
        body=json.dumps(problem.to_json(), separators=(",", ":")),
        headers=headers,
    )


def headers_for(error: Exception, *, claimed: bool) -> dict[str, str]:
    """The headers that belong to an error's answer.

    ``claimed`` says that the request holds its idempotency key: after a fault of ours it is taken
    over only when that claim has ended.
    """
    headers: dict[str, Any] = {}
    if isinstance(error, errors.TooManyRequests | refusals.RequestUnderWay):
        headers["Retry-After"] = error.retry_after
    elif isinstance(error, errors.Unavailable):
        headers["Retry-After"] = 30 if claimed else 2
    elif isinstance(error, refusals.MethodNotAllowed):
        headers["Allow"] = ", ".join(error.allowed)
    elif isinstance(error, refusals.Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    elif isinstance(error, errors.Forbidden):
        headers["WWW-Authenticate"] = 'Bearer error="insufficient_scope"'
    elif isinstance(error, refusals.DuplicateLead):
        headers["Link"] = f'</api/v1/leads/{error.lead_id}>; rel="duplicate"'
    return {name: str(text) for name, text in headers.items()}


def _faults(error: Exception, *, parameters: bool) -> tuple[ProblemFault, ...] | None:
    if not isinstance(error, InvalidInput) or not error.faults:
        return None
    return tuple(_fault(fault, parameters=parameters) for fault in error.faults)


def _fault(fault: FieldError, *, parameters: bool) -> ProblemFault:
    if ":" in fault.pointer and not fault.pointer.startswith("/"):
        return ProblemFault(parameter=fault.pointer, detail=fault.detail, code=fault.code)
    if parameters:
        name = fault.pointer.strip("/") or "cursor"
        return ProblemFault(parameter=f"query:{name}", detail=fault.detail, code=fault.code)
    return ProblemFault(pointer=fault.pointer, detail=fault.detail, code=fault.code)
