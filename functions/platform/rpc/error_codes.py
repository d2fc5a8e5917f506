"""Errors as both protocols tell them: a code, a sentence, and data that says what to do.

The kinds are those of ``baton.http.error_kinds``. The codes of JSON-RPC 2.0 are used for what it
defines. For errors of the work itself it leaves all other numbers to applications, and MCP forbids new
ones between -32000 and -32099; so they are the statuses that the same errors have over HTTP.
"""

from typing import Any

from baton.core.errors import InvalidInput
from baton.http.error_kinds import detail_of, kind_of, log_unexpected, retry_after

SERVICE = "rpc"

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603

_OF_THE_PROTOCOL = {
    "malformed-body": (PARSE_ERROR, "Parse error"),
    "invalid-input": (INVALID_PARAMS, "Invalid params"),
    "unexpected": (INTERNAL_ERROR, "Internal error"),
}
"""Code and message of the kinds that JSON-RPC defines."""


def error_of(error: Exception, correlation_id: str) -> dict[str, Any]:
    """The error object of JSON-RPC. What nobody expected is logged here, under the correlation id that
    the caller gets.
    """
    log_unexpected(SERVICE, error)
    kind = kind_of(error)
    code, message = _OF_THE_PROTOCOL.get(kind.slug, (kind.status, kind.title))
    data: dict[str, Any] = {
        "type": kind.type,
        "detail": detail_of(error),
        "correlation_id": correlation_id,
    }
    if isinstance(error, InvalidInput) and error.faults:
        data["errors"] = [
            {"pointer": fault.pointer, "detail": fault.detail, "code": fault.code}
            for fault in error.faults
        ]
    if (seconds := retry_after(error)) is not None:
        data["retry_after"] = seconds
    return {"code": code, "message": message, "data": data}
