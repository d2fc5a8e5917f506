"""Every kind of error that callers get: one table for the API, JSON-RPC and MCP.

An error's class decides its kind. The API gives it as problem details, the protocols as an error
object, with the same type, status and text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from baton.core import errors
from baton.core.errors import BatonError
from baton.core.json_text import MalformedBody
from baton.core.observability import logger
from baton.http import http_errors

TYPE_BASE = "https://baton.example/problems/"
"""With which every type begins. It is a name that stays the same, not a page."""

CLAIM_SECONDS = 30
"""API Gateway gives an answer up after 30 s, so an attempt that is older than that is dead."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of error: the last part of its type, its HTTP status, and its title."""

    slug: str
    status: int
    title: str

    @property
    def type(self) -> str:
        """Its stable name."""
        return TYPE_BASE + self.slug


UNEXPECTED = Kind("unexpected", 500, "Unexpected error")

KINDS: Mapping[type[Exception], Kind] = {
    errors.InvalidInput: Kind("invalid-input", 400, "Invalid request"),
    MalformedBody: Kind("malformed-body", 400, "Malformed body"),
    http_errors.Unauthenticated: Kind("unauthenticated", 401, "Access token required"),
    errors.Forbidden: Kind("forbidden", 403, "Not permitted"),
    errors.NotFound: Kind("not-found", 404, "Not found"),
    http_errors.NoSuchRoute: Kind("no-such-route", 404, "No such route"),
    http_errors.MethodNotAllowed: Kind("method-not-allowed", 405, "Method not allowed"),
    http_errors.NotAcceptable: Kind("not-acceptable", 406, "Not acceptable"),
    errors.AlreadyExists: Kind("already-exists", 409, "Already exists"),
    errors.Duplicate: Kind("duplicate", 409, "Duplicate"),
    http_errors.RequestUnderWay: Kind("request-under-way", 409, "Request under way"),
    errors.Conflict: Kind("conflict", 409, "Conflict with the current state"),
    errors.Erased: Kind("erased", 410, "The person was erased"),
    errors.StaleVersion: Kind("stale-version", 412, "Stale version"),
    http_errors.BodyTooLarge: Kind("body-too-large", 413, "Body too large"),
    http_errors.UnsupportedMediaType: Kind("unsupported-media-type", 415, "Unsupported media type"),
    errors.Unprocessable: Kind("unprocessable", 422, "Unprocessable request"),
    http_errors.KeyReused: Kind("key-reused", 422, "Idempotency key reused"),
    http_errors.PreconditionRequired: Kind("precondition-required", 428, "If-Match required"),
    errors.TooManyRequests: Kind("too-many-requests", 429, "Too many requests"),
    errors.Unavailable: Kind("unavailable", 503, "Temporarily unavailable"),
}
"""Every error that has an answer; a class stands for those below it that are not named."""


def kind_of(error: Exception) -> Kind:
    """The kind of an error; an unexpected one is ``UNEXPECTED``."""
    for cls in type(error).__mro__:
        if cls in KINDS:
            return KINDS[cls]
    return UNEXPECTED


def detail_of(error: Exception) -> str:
    """What a caller is told. Only the text of our own errors is shown: it is written for callers."""
    if isinstance(error, BatonError) and kind_of(error) is not UNEXPECTED:
        return str(error)
    return "It has been logged under the correlation id; try again."


def retry_after(error: Exception) -> int | None:
    """After how many seconds the same request may succeed, if waiting may help."""
    if isinstance(error, errors.TooManyRequests | http_errors.RequestUnderWay):
        return error.retry_after
    return 2 if isinstance(error, errors.Unavailable) else None


def headers_for(error: Exception, *, claimed: bool = False) -> dict[str, str]:
    """The headers that belong to an error's response.

    ``claimed`` says that the request holds its idempotency key: after a fault of ours it is taken
    over only when that claim has ended.
    """
    headers: dict[str, Any] = {}
    if seconds := retry_after(error):
        waits = claimed and isinstance(error, errors.Unavailable)
        headers["Retry-After"] = CLAIM_SECONDS if waits else seconds
    elif isinstance(error, http_errors.MethodNotAllowed):
        headers["Allow"] = ", ".join(error.allowed)
    elif isinstance(error, http_errors.Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    elif isinstance(error, http_errors.InsufficientScope):
        scopes = " ".join(error.scopes)
        headers["WWW-Authenticate"] = f'Bearer error="insufficient_scope", scope="{scopes}"'
    elif isinstance(error, errors.Duplicate):
        headers["Link"] = f'<{error.existing}>; rel="duplicate"'
    return {name: str(text) for name, text in headers.items()}


def log_unexpected(service: str, error: Exception) -> None:
    """Logs an unexpected error; pydantic's text would repeat values, so only places go in."""
    if kind_of(error) is not UNEXPECTED:
        return
    if isinstance(error, ValidationError):
        places = str(error.errors(include_input=False))
        logger(service).error("Response failed schema validation.", extra={"places": places})
    else:
        logger(service).error("Unexpected error.", exc_info=error)
