"""Idempotency keys: the same key and body get the same answer, and create nothing twice.

claim ──fresh──► work ──► answer kept ──► the same key: the kept answer
  │                └─ fault of the caller's: released, a corrected try is fresh
  │                └─ crash, fault of ours: the claim ends after ``CLAIM_SECONDS``; the next try
  │                   takes over with the same resource id
  ├─under way──► 409, Retry-After
  └─other body─► 422
"""

import base64
import hashlib
import json
import re
import zlib
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.middlewares import BaseMiddlewareHandler, NextMiddleware

from baton.core.clock import Clock
from baton.core.errors import BatonError, FieldError, InvalidInput, Unavailable
from baton.core.observability import logger
from baton.http.error_kinds import CLAIM_SECONDS, UNEXPECTED, kind_of
from baton.http.http_errors import KeyReused, RequestUnderWay
from baton.http.idempotency_repository import IdempotencyRepository, IdempotencyStatus
from baton.http.request_context import RequestContext, request_of

KEPT_HEADERS = ("Content-Location", "ETag", "Link", "Location", "Preference-Applied", "Retry-After")
LARGEST_KEPT = 300 * 1024
"""Bytes of an answer that fits into one record beside its other attributes."""

_KEY = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?")
_PLAIN_UP_TO = 1024


class Idempotency(BaseMiddlewareHandler[APIGatewayHttpResolver]):
    """Stands before every POST that carries an ``Idempotency-Key``."""

    def __init__(self, service: str, requests: IdempotencyRepository, clock: Clock) -> None:
        self._service = service
        self._requests = requests
        self._clock = clock

    def handler(
        self, app: APIGatewayHttpResolver, next_middleware: NextMiddleware
    ) -> "Response[str]":
        """Answers from memory, or lets the request through and remembers its answer."""
        request = request_of(app)
        given = request.headers.get("idempotency-key")
        if request.method != "POST" or given is None:
            return next_middleware(app)
        key = _scoped(request, given)
        if kept := self._claim(request, key, _fingerprint(app)):
            return _response(kept)
        try:
            response = next_middleware(app)
        except BatonError as error:
            if kind_of(error).status < UNEXPECTED.status:
                self._release(key)
            raise
        self._keep(request, key, response)
        return response

    def _claim(self, request: RequestContext, key: str, fingerprint: str) -> dict[str, Any] | None:
        """The kept answer; ``None`` if the request is this attempt's to do."""
        claim = self._requests.claim(
            key,
            fingerprint,
            resource_id=request.resource_id,
            lease_seconds=CLAIM_SECONDS,
            now=self._clock(),
        )
        if claim.status is IdempotencyStatus.ANSWERED and claim.answer is not None:
            request.response_headers["Idempotency-Replayed"] = "true"
            return claim.answer
        if claim.status is IdempotencyStatus.UNDER_WAY:
            raise RequestUnderWay
        if claim.status is IdempotencyStatus.OTHER_BODY:
            raise KeyReused
        request.claimed = True
        request.taken_over = claim.resource_id != request.resource_id
        request.resource_id = claim.resource_id
        return None

    def _release(self, key: str) -> None:
        try:
            self._requests.release(key)
        except Unavailable:
            logger(self._service).warning(
                "An idempotency key could not be released; its claim will end."
            )

    def _keep(self, request: RequestContext, key: str, response: "Response[str]") -> None:
        """Keeps the answer if it is final. The work is done: failing to keep it is no failure, the
        next attempt finds by id what was made.
        """
        answer = _kept(response)
        if not request.final or len(answer["body"]) > LARGEST_KEPT:
            return
        try:
            self._requests.answer(key, answer, about=request.about)
        except Unavailable:
            logger(self._service).warning(
                "The response could not be kept under its idempotency key."
            )


def _scoped(request: RequestContext, given: str) -> str:
    if not _KEY.fullmatch(given):
        fault = FieldError("header:idempotency-key", "needs 1 to 255 printable ASCII characters")
        raise InvalidInput([fault])
    parts = (request.caller_id, request.method, request.path, given)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _fingerprint(app: APIGatewayHttpResolver) -> str:
    """The same for bodies that mean the same, whatever the order of their names."""
    body = app.current_event.json_body if app.current_event.body else None
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _kept(response: "Response[str]") -> dict[str, Any]:
    """The answer as it is kept; a long body is compressed, since records are paid by their size."""
    body = response.body or ""
    answer: dict[str, Any] = {
        "status": int(response.status_code),
        "type": response.content_type,
        "headers": {k: v for k, v in response.headers.items() if k in KEPT_HEADERS},
        "body": body,
    }
    if len(body) > _PLAIN_UP_TO:
        answer["body"] = base64.b85encode(zlib.compress(body.encode(), 6)).decode()
        answer["compressed"] = True
    return answer


def _response(answer: dict[str, Any]) -> "Response[str]":
    body = answer["body"]
    if answer.get("compressed"):
        body = zlib.decompress(base64.b85decode(body)).decode()
    return Response(
        answer["status"], content_type=answer["type"], body=body, headers=answer["headers"]
    )
