"""Problem details (RFC 9457): the form of the API's errors."""

import json
from collections.abc import Mapping

from aws_lambda_powertools.event_handler import Response
from pydantic import Field

from baton.core import errors
from baton.core.contract import Contract
from baton.core.errors import FieldError, InvalidInput
from baton.http.error_kinds import detail_of, kind_of

MEDIA_TYPE = "application/problem+json"


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
    existing: str | None = Field(default=None, description="path of what it is a duplicate of")


def problem_for(error: Exception, *, correlation_id: str, parameters: bool = False) -> Problem:
    """The problem that ``error`` is. With ``parameters`` faults are in the query, not in a body."""
    kind = kind_of(error)
    return Problem(
        type=kind.type,
        title=kind.title,
        status=kind.status,
        detail=detail_of(error),
        instance=f"urn:baton:request:{correlation_id}",
        errors=_faults(error, parameters=parameters),
        existing=error.existing if isinstance(error, errors.Duplicate) else None,
    )


def response_of(problem: Problem, headers: Mapping[str, str]) -> "Response[str]":
    """The problem as a response."""
    return Response(
        problem.status,
        content_type=MEDIA_TYPE,
        body=json.dumps(problem.to_json(), separators=(",", ":")),
        headers=headers,
    )


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
