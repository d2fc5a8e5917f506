"""The Model Context Protocol over HTTP: which version a message speaks, and whether it may.

Two eras share the endpoint, both without sessions (modelcontextprotocol.io/specification):

2026-07-28              every request says in ``_meta`` which version it speaks and what its client can;
                        headers repeat version, method and name, and must agree with the body
2025-11-25, 2025-06-18  ``initialize`` agrees on a version, which a header repeats from then on

A message is one request or notification; batches ended with 2025-03-26.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from functions.platform.rpc.error_codes import INVALID_PARAMS, INVALID_REQUEST
from functions.platform.rpc.jsonrpc import Request, request_of

MODERN = "2026-07-28"
LEGACY = ("2025-11-25", "2025-06-18")
SUPPORTED = (MODERN, *LEGACY)
"""The current version and the two before it."""

HEADER_MISMATCH = -32020
UNSUPPORTED_VERSION = -32022

VERSION_KEY = "io.modelcontextprotocol/protocolVersion"
CAPABILITIES_KEY = "io.modelcontextprotocol/clientCapabilities"
SERVER_KEY = "io.modelcontextprotocol/serverInfo"

NAMED_BY = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
"""Requests that name something, and the parameter that the header ``Mcp-Name`` repeats."""

_STATUS = {-32601: 404, -32700: 400, -32600: 400, -32602: 400, -32020: 400, -32022: 400, 403: 403}


class McpError(Exception):
    """A message that is answered with an error of the protocol. ``data`` goes with it."""

    def __init__(
        self, code: int, message: str, data: Any = None, *, status: int | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data
        self.status = status

    def to_json(self) -> dict[str, Any]:
        """The error object."""
        error = {"code": self.code, "message": self.message}
        return error if self.data is None else error | {"data": self.data}


@dataclass(frozen=True, slots=True)
class McpMessage:
    """A message whose version is known. ``params`` are an object, empty if there were none."""

    version: str
    request: Request
    params: Mapping[str, Any]

    @property
    def is_modern(self) -> bool:
        """Whether it speaks the current version."""
        return self.version == MODERN


def status_of(code: int, version: str) -> int:
    """The HTTP status of an error: the current version has one for each, those before it have not."""
    if version != MODERN and code not in {403, INVALID_REQUEST, HEADER_MISMATCH, -32700, -32022}:
        return 200
    return _STATUS.get(code, 200)


def message_of(document: Any, headers: Mapping[str, str]) -> McpMessage:
    """The message in a document. Raises ``McpError``."""
    request = request_of(document)
    if request is None:
        text = "The body must be one JSON-RPC request or notification; batches are not taken."
        raise McpError(INVALID_REQUEST, text, status=400)
    if not request.is_notification and (request.id is None or isinstance(request.id, float)):
        raise McpError(INVALID_REQUEST, "The id must be a text or a whole number.", status=400)
    if isinstance(request.params, list):
        raise McpError(INVALID_PARAMS, "The params must be an object.", status=400)
    params: Mapping[str, Any] = request.params or {}
    meta = params.get("_meta")
    version = _version(request, meta if isinstance(meta, dict) else {}, headers)
    if version == MODERN and not request.is_notification:
        _check_envelope(request, params, headers)
    return McpMessage(version, request, params)


def _version(request: Request, meta: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    told, header = meta.get(VERSION_KEY), headers.get("mcp-protocol-version")
    if told is None and request.method == "initialize" and header != MODERN:
        return LEGACY[0]  # what is agreed on is said in the answer
    if header is None:
        raise McpError(HEADER_MISMATCH, "The header MCP-Protocol-Version is missing.", status=400)
    if told is not None and told != header:
        text = f"The header MCP-Protocol-Version says {header[:40]!r}, the body something else."
        raise McpError(HEADER_MISMATCH, text, status=400)
    if header not in SUPPORTED:
        data = {"supported": list(SUPPORTED), "requested": header[:40]}
        raise McpError(UNSUPPORTED_VERSION, "Unsupported protocol version", data, status=400)
    return header


def _check_envelope(
    request: Request, params: Mapping[str, Any], headers: Mapping[str, str]
) -> None:
    """What every request of the current version must carry, and carry twice."""
    meta = params.get("_meta")
    if not isinstance(meta, dict) or not isinstance(meta.get(VERSION_KEY), str):
        raise McpError(INVALID_PARAMS, f"_meta must have {VERSION_KEY}.", status=400)
    if not isinstance(meta.get(CAPABILITIES_KEY), dict):
        raise McpError(INVALID_PARAMS, f"_meta must have {CAPABILITIES_KEY}.", status=400)
    _check_header(headers, "Mcp-Method", request.method)
    if request.method in NAMED_BY:
        name = params.get(NAMED_BY[request.method])
        if isinstance(name, str):
            _check_header(headers, "Mcp-Name", name)


def _check_header(headers: Mapping[str, str], name: str, body: str) -> None:
    given = headers.get(name.lower())
    if given is None:
        raise McpError(HEADER_MISMATCH, f"The header {name} is missing.", status=400)
    if _decoded(given.strip(" \t")) != body:
        text = f"The header {name} does not say what the body says."
        raise McpError(HEADER_MISMATCH, text, status=400)


def _decoded(value: str) -> str | None:
    """A header's value, which may be in base 64 between ``=?base64?`` and ``?=``; ``None`` if it is
    broken.
    """
    if not (value.startswith("=?base64?") and value.endswith("?=")):
        return value if value.isascii() and value.isprintable() else None
    try:
        return base64.b64decode(value[9:-2], validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None
