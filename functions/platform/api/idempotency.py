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
from baton.core.errors import BatonError, FieldError, InvalidInput, Unavailable, Unprocessable
from baton.core.observability import logger
from baton.http.idempotency_repository import IdempotencyRepository, IdempotencyStatus
from functions.platform.api.http_errors import RequestUnderWay
from functions.platform.api.problems import UNEXPECTED, kind_of
from functions.platform.api.request_context import RequestContext, call_of

CLAIM_SECONDS = 30
"""API Gateway gives an answer up after 30 s, so an attempt that is older than that is dead."""

KEPT_HEADERS = ("Content-Location", "ETag", "Link", "Location", "Preference-Applied", "Retry-After")
LARGEST_KEPT = 300 * 1024
"""Bytes of an answer that fits into one record beside its other attributes."""

_KEY = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?")
_PLAIN_UP_TO = 1024


class Idempotency(BaseMiddlewareHandler[APIGatewayHttpResolver]):
    """Stands before every POST that carries an ``Idempotency-Key``."""

    def __init__(self, requests: IdempotencyRepository, clock: Clock) -> None:
        self._requests = requests
        self._clock = clock

    def handler(
        self, app: APIGatewayHttpResolver, next_middleware: NextMiddleware
    ) -> "Response[str]":
        """Answers from memory, or lets the request through and remembers its answer."""
        call = call_of(app)
        given = call.headers.get("idempotency-key")
        if call.method != "POST" or given is None:
            return next_middleware(app)
        key = _scoped(call, given)
        if kept := self._claim(call, key, _fingerprint(app)):
            return _response(kept)
        try:
            response = next_middleware(app)
        except BatonError as error:
            if kind_of(error).status < UNEXPECTED.status:
                self._release(key)
            raise
        self._keep(call, key, response)
        return response

    def _claim(self, call: RequestContext, key: str, fingerprint: str) -> dict[str, Any] | None:
        """The kept answer; ``None`` if the request is this attempt's to do."""
        claim = self._requests.claim(
            key,
            fingerprint,
            resource_id=call.resource_id,
            lease_seconds=CLAIM_SECONDS,
            now=self._clock(),
        )
        if claim.stand is IdempotencyStatus.ANSWERED and claim.answer is not None:
            call.answer_headers["Idempotency-Replayed"] = "true"
            return claim.answer
        if claim.stand is IdempotencyStatus.UNDER_WAY:
            raise RequestUnderWay
        if claim.stand is IdempotencyStatus.OTHER_BODY:
            raise Unprocessable("This Idempotency-Key was used with another body. Use a new key.")
        call.claimed = True
        call.taken_over = claim.resource_id != call.resource_id
        call.resource_id = claim.resource_id
        return None

    def _release(self, key: str) -> None:
        try:
            self._requests.release(key)
        except Unavailable:
            logger("api").warning("an idempotency key could not be released; its claim will end")

    def _keep(self, call: RequestContext, key: str, response: "Response[str]") -> None:
        """Keeps the answer if it is final. The work is done: failing to keep it is no failure, the
        next attempt finds by id what was made.
        """
        answer = _kept(response)
        if not call.final or len(answer["body"]) > LARGEST_KEPT:
            return
        try:
            self._requests.answer(key, answer, about=call.about)
        except Unavailable:
            logger("api").warning("the answer could not be kept under its idempotency key")


def _scoped(call: RequestContext, given: str) -> str:
    if not _KEY.fullmatch(given):
        fault = FieldError("header:idempotency-key", "needs 1 to 255 printable ASCII characters")
        raise InvalidInput([fault])
    parts = (call.caller_id, call.method, call.path, given)
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
