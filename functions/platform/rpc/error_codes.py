"""Errors as both protocols tell them: a code, a sentence, and data that says what to do.

The codes of JSON-RPC 2.0 are used for what it defines. For errors of the work itself it leaves all
other numbers to applications, and MCP forbids new ones between -32000 and -32099; so they are the
statuses that the same errors have over HTTP.
"""

from dataclasses import dataclass
from typing import Any

from baton.core import errors
from baton.core.errors import BatonError, InvalidInput
from baton.core.json_text import MalformedBody
from baton.core.observability import logger

SERVICE = "rpc"

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603

TYPE_BASE = "https://baton.example/problems/"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of error: its code, the last part of its type, and its name."""

    code: int
    slug: str
    title: str


UNEXPECTED = Kind(INTERNAL_ERROR, "unexpected", "Something went wrong on our side")

KINDS: dict[type[Exception], Kind] = {
    MalformedBody: Kind(PARSE_ERROR, "malformed-body", "Parse error"),
    InvalidInput: Kind(INVALID_PARAMS, "invalid-input", "Invalid params"),
    errors.Forbidden: Kind(403, "forbidden", "The token lacks the scope"),
    errors.NotFound: Kind(404, "not-found", "There is no such thing"),
    errors.AlreadyExists: Kind(409, "already-exists", "It is there already"),
    errors.Conflict: Kind(409, "conflict", "Its state does not allow this"),
    errors.Erased: Kind(410, "erased", "The person was erased"),
    errors.StaleVersion: Kind(409, "conflict", "It was changed in the meantime"),
    errors.Unprocessable: Kind(422, "unprocessable", "It contradicts something said before"),
    errors.TooManyRequests: Kind(429, "too-many-requests", "Too many requests"),
    errors.Unavailable: Kind(503, "unavailable", "Something we need does not answer"),
}
"""Every error that has a code; a class stands for those below it that are not named."""


def kind_of(error: Exception) -> Kind:
    """The kind of an error; what nobody expected is ``UNEXPECTED``."""
    for cls in type(error).__mro__:
        if cls in KINDS:
            return KINDS[cls]
    return UNEXPECTED


def error_of(error: Exception, correlation_id: str) -> dict[str, Any]:
    """The error object of JSON-RPC. Only the text of our own errors is shown.

    What nobody expected is logged here, under the correlation id that the caller gets.
    """
    kind = kind_of(error)
    if kind is UNEXPECTED:
        _log(error)
    known = isinstance(error, BatonError) and kind is not UNEXPECTED
    detail = str(error) if known else "It has been logged under the correlation id; try again."
    data: dict[str, Any] = {
        "type": TYPE_BASE + kind.slug,
        "detail": detail,
        "correlation_id": correlation_id,
    }
    if isinstance(error, InvalidInput) and error.faults:
        data["errors"] = [
            {"pointer": fault.pointer, "detail": fault.detail, "code": fault.code}
            for fault in error.faults
        ]
    if isinstance(error, errors.TooManyRequests):
        data["retry_after"] = error.retry_after
    elif isinstance(error, errors.Unavailable):
        data["retry_after"] = 2
    return {"code": kind.code, "message": kind.title, "data": data}


def _log(error: Exception) -> None:
    """Logs an error; pydantic's text would repeat values, so only its places go in."""
    from pydantic import ValidationError

    if isinstance(error, ValidationError):
        places = str(error.errors(include_input=False))
        logger(SERVICE).error("an answer of ours did not fit", extra={"places": places})
    else:
        logger(SERVICE).error("an error nobody expected", exc_info=error)
