"""JSON-RPC 2.0 over HTTP: one request, or a batch of them (jsonrpc.org/specification)."""

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from baton.core.errors import Unavailable
from baton.core.json_text import NO_JSON, MalformedBody, strict_json
from baton.core.sizes import json_bytes
from baton.http.methods import CallContext
from functions.platform.rpc.error_codes import (
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    error_of,
)
from functions.platform.rpc.methods import Methods

VERSION = "2.0"
MOST_IN_A_BATCH = 50
SECONDS_OF_A_BATCH = 20.0
"""After this time no further request of a batch is begun: API Gateway gives up after 30 s."""

BYTES_OF_A_BATCH = 3_000_000
"""With so many bytes of answers no further request of a batch is begun."""

LARGEST_READ = 65_536
"""Characters of a refused message that are read for its id."""

_MEMBER = re.compile(r'\s*(?P<mark>[{,])\s*"(?P<name>[^"\\]{0,99})"\s*:\s*')
_LAST_ID = re.compile(r',\s*("id"\s*:\s*(?:-?\d{1,30}|"(?:[^"\\]|\\.){0,200}"))\s*\}\s*\Z')
_MOST_BEHIND = 1_000
_DECODER = json.JSONDecoder()

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """One request. A notification has no id, and gets no answer."""

    method: str
    params: Any
    id: str | int | float | None
    is_notification: bool


def request_of(document: Any) -> Request | None:
    """The request in a document; ``None`` if it is none."""
    if not isinstance(document, dict) or document.get("jsonrpc") != VERSION:
        return None
    method, id_ = document.get("method"), document.get("id")
    if not isinstance(method, str) or isinstance(id_, bool | dict | list):
        return None
    if "params" in document and not isinstance(document["params"], dict | list):
        return None
    return Request(method, document.get("params"), id_, "id" not in document)


def id_in(document: Any) -> str | int | float | None:
    """The id of a message that may be wrong in everything else; ``None`` if it has none."""
    id_ = document.get("id") if isinstance(document, dict) else None
    return id_ if isinstance(id_, str | int | float) and not isinstance(id_, bool) else None


def id_of(body: str) -> str | int | float | None:
    """The id in the text of a message, as far as it can be read: of one that is longer than
    ``LARGEST_READ``, or nested deeper than can be read, if it stands before that or is the last member.
    What is not JSON at all has none (jsonrpc.org/specification, 5).
    """
    try:
        if len(body) > LARGEST_READ:
            return _only_id(body)
        return id_in(strict_json(body))
    except MalformedBody as error:
        readable = all(fault.code != NO_JSON for fault in error.faults)
        return _only_id(body) if readable else None


def _only_id(text: str) -> str | int | float | None:
    try:
        found = [value for name, value in _members(text[:LARGEST_READ]) if name == "id"]
        last = _LAST_ID.search(text, max(LARGEST_READ, len(text) - _MOST_BEHIND))
        found += [json.loads(f"{{{last[1]}}}")["id"]] if last else []
        return id_in(strict_json(json.dumps({"id": found[0]}))) if len(found) == 1 else None
    except (MalformedBody, ValueError, RecursionError):
        return None


def _members(text: str) -> Iterator[tuple[str, Any]]:
    """The members of an object whose text may be cut off, until one is not whole. Raises ``ValueError``
    if it begins otherwise.
    """
    at, mark = 0, "{"
    while found := _MEMBER.match(text, at):
        if found["mark"] != mark:
            raise ValueError
        name, mark = found["name"], ","
        try:
            value, at = _DECODER.raw_decode(text, found.end())
        except (ValueError, RecursionError):
            return
        if at == len(text):  # a number may go on behind the cut
            return
        yield name, value


def result(id_: Any, value: Any) -> Document:
    """A successful answer."""
    return {"jsonrpc": VERSION, "id": id_, "result": value}


def failure(id_: Any, error: Document) -> Document:
    """An answer that is an error; ``id_`` is ``None`` if it could not be read."""
    return {"jsonrpc": VERSION, "id": id_, "error": error}


def simple_error(code: int, message: str, detail: str) -> Document:
    """An error of the protocol itself."""
    return {"code": code, "message": message, "data": {"detail": detail}}


INVALID = simple_error(
    INVALID_REQUEST,
    "Invalid Request",
    'A request is an object with "jsonrpc": "2.0", a method and, by name, its params.',
)


class JsonRpc:
    """Answers the text of a request or of a batch.

    ``count`` counts one more request of a batch against the caller's rate; the first is counted at
    the edge. ``clock`` gives seconds.
    """

    def __init__(self, methods: Methods, clock: Callable[[], float] = time.monotonic) -> None:
        self._methods = methods
        self._clock = clock

    def answer(self, body: str, context: CallContext, count: Callable[[], None]) -> Any:
        """The answer as JSON types; ``None`` if there was nothing but notifications."""
        try:
            document = strict_json(body)
        except MalformedBody as error:
            return failure(id_of(body), error_of(error, context.correlation_id))
        if not isinstance(document, list):
            return self._one(document, context)
        if not document:
            return failure(None, INVALID)
        if len(document) > MOST_IN_A_BATCH:
            text = f"A batch may have {MOST_IN_A_BATCH} requests; this one has {len(document)}."
            return failure(None, simple_error(INVALID_REQUEST, "Invalid Request", text))
        return self._batch(document, context, count) or None

    def _batch(
        self, documents: list[Any], context: CallContext, count: Callable[[], None]
    ) -> list[Document]:
        """One request after the other: what a batch writes it may read further on."""
        ends = self._clock() + SECONDS_OF_A_BATCH
        answers = list[Document]()
        length = 0
        for number, document in enumerate(documents):

            def before(number: int = number, length: int = length) -> None:
                if length > BYTES_OF_A_BATCH:
                    raise Unavailable(
                        "The answers to the requests before this one fill the batch. Send it again."
                    )
                if self._clock() > ends:
                    raise Unavailable(
                        "The batch took too long to come to this request. Send it again."
                    )
                if number:
                    count()

            if (answer := self._one(document, context, before)) is not None:
                answers.append(answer)
                length += json_bytes(answer)
        return answers

    def _one(
        self, document: Any, context: CallContext, before: Callable[[], None] | None = None
    ) -> Document | None:
        request = request_of(document)
        if request is None:
            return failure(id_in(document), INVALID)
        answer = self._answered(request, context, before)
        return None if request.is_notification else answer

    def _answered(
        self, request: Request, context: CallContext, before: Callable[[], None] | None
    ) -> Document:
        method = self._methods.named(request.method)
        if method is None:
            text = "There is no such method; tools/list at /mcp lists the methods."
            return failure(request.id, simple_error(METHOD_NOT_FOUND, "Method not found", text))
        try:
            if before:
                before()
            return result(request.id, method.call(request.params, context).to_json())
        except Exception as error:  # noqa: BLE001 the edge answers whatever happens, and logs it
            return failure(request.id, error_of(error, context.correlation_id))
