"""What the MCP server answers: tools, resources and prompts over what is registered."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from baton.core.errors import NotFound
from baton.core.json_text import MalformedBody, strict_json
from baton.http.http_errors import InsufficientScope
from baton.http.methods import CallContext
from functions.platform.rpc.error_codes import (
    INVALID_PARAMS,
    METHOD_NOT_FOUND,
    PARSE_ERROR,
    error_of,
)
from functions.platform.rpc.jsonrpc import failure, id_in, id_of, result
from functions.platform.rpc.mcp_prompts import Prompts
from functions.platform.rpc.mcp_protocol import (
    LEGACY,
    MODERN,
    SERVER_KEY,
    SUPPORTED,
    McpError,
    McpMessage,
    message_of,
    status_of,
)
from functions.platform.rpc.mcp_resources import NO_SUCH_RESOURCE, Resources
from functions.platform.rpc.mcp_tools import Tools

Document = dict[str, Any]

CAPABILITIES: Document = {"tools": {}, "resources": {}, "prompts": {}}
INSTRUCTIONS = (
    "Baton is a go-to-market team of AI agents. Tools read and change what it works on and remembers, "
    "hand work to its agents and ask people; which ones you see depends on your token. What is about "
    "people, as leads are, holds personal data."
)
_CACHED = {
    "server/discover": (3_600_000, "public"),
    "tools/list": (300_000, "private"),
    "prompts/list": (3_600_000, "private"),
    "resources/templates/list": (3_600_000, "private"),
    "resources/list": (0, "private"),
    "resources/read": (0, "private"),
}
"""For how many milliseconds, and by whom, an answer may be kept. Tools depend on the token."""


class McpReply(NamedTuple):
    """An HTTP status and a body. ``refused`` is why the caller may not do this, if so."""

    status: int
    body: Document | None
    refused: InsufficientScope | None = None


class McpServer:
    """Answers one message at a time; nothing is remembered between two."""

    def __init__(
        self, tools: Tools, resources: Resources, prompts: Prompts, *, version: str
    ) -> None:
        self._tools = tools
        self._resources = resources
        self._prompts = prompts
        self._server = {"name": "baton", "title": "Baton", "version": version}

    def answer(self, body: str, headers: Mapping[str, str], context: CallContext) -> McpReply:
        """The answer to one message. Never raises for what a caller sends."""
        version, id_ = "", None
        refused: InsufficientScope | None = None
        try:
            document = strict_json(body)
            id_ = id_in(document)
            message = message_of(document, headers)
            version = message.version
            if message.request.is_notification:
                return McpReply(202, None)
            answered = self._handlers(message.version, message.request.method)(message, context)
            return McpReply(200, result(id_, self._completed(message, answered)))
        except MalformedBody as error:
            id_, told = id_of(body), error_of(error, context.correlation_id)
            refusal = McpError(PARSE_ERROR, "Parse error", told["data"], status=400)
        except McpError as error:
            refusal = error
        except InsufficientScope as error:
            refused, refusal = error, McpError(403, str(error), status=403)
        except Exception as error:  # noqa: BLE001 the edge answers whatever happens, and logs it
            told = error_of(error, context.correlation_id)
            refusal = McpError(told["code"], told["message"], told["data"])
        status = refusal.status or status_of(refusal.code, version)
        return McpReply(status, failure(id_, refusal.to_json()), refused)

    def _handlers(self, version: str, method: str) -> Callable[[McpMessage, CallContext], Document]:
        every: dict[str, Callable[[McpMessage, CallContext], Document]] = {
            "tools/list": self._list_tools,
            "tools/call": self._call_tool,
            "resources/list": self._list_resources,
            "resources/templates/list": self._list_templates,
            "resources/read": self._read_resource,
            "prompts/list": self._list_prompts,
            "prompts/get": self._get_prompt,
        }
        if version == MODERN:
            every["server/discover"] = self._discover
        else:
            every |= {"initialize": self._initialize, "ping": lambda _message, _context: {}}
        if method not in every:
            text = f"There is no method {method[:60]!r} in {version}; versions are: {SUPPORTED}."
            raise McpError(METHOD_NOT_FOUND, text)
        return every[method]

    def _completed(self, message: McpMessage, answered: Document) -> Document:
        """The result with what the current version wants of every one."""
        if not message.is_modern:
            return answered
        whole = {"resultType": "complete", **answered, "_meta": {SERVER_KEY: self._server}}
        if hint := _CACHED.get(message.request.method):
            whole |= {"ttlMs": hint[0], "cacheScope": hint[1]}
        return whole

    def _initialize(self, message: McpMessage, _context: CallContext) -> Document:
        wanted = message.params.get("protocolVersion")
        if not isinstance(wanted, str):
            raise McpError(INVALID_PARAMS, "Say in protocolVersion which version you speak.")
        return {
            "protocolVersion": wanted if wanted in LEGACY else LEGACY[0],
            "capabilities": CAPABILITIES,
            "serverInfo": self._server,
            "instructions": INSTRUCTIONS,
        }

    def _discover(self, _message: McpMessage, _context: CallContext) -> Document:
        return {
            "supportedVersions": list(SUPPORTED),
            "capabilities": CAPABILITIES,
            "instructions": INSTRUCTIONS,
        }

    def _list_tools(self, message: McpMessage, context: CallContext) -> Document:
        return self._tools.page(context.caller, _text(message, "cursor"))

    def _call_tool(self, message: McpMessage, context: CallContext) -> Document:
        name, given = _needed(message, "name"), message.params.get("arguments")
        if given is not None and not isinstance(given, dict):
            raise McpError(INVALID_PARAMS, "The arguments must be an object.")
        return self._tools.call(name, given or {}, context)

    def _list_resources(self, message: McpMessage, context: CallContext) -> Document:
        return self._resources.page(context, _text(message, "cursor"))

    def _list_templates(self, message: McpMessage, context: CallContext) -> Document:
        return self._resources.templates(context, _text(message, "cursor"))

    def _read_resource(self, message: McpMessage, context: CallContext) -> Document:
        uri = _needed(message, "uri")
        try:
            return {"contents": [self._resources.contents(uri, context)]}
        except NotFound as error:
            code = INVALID_PARAMS if message.is_modern else NO_SUCH_RESOURCE
            raise McpError(code, "Resource not found", {"uri": uri, "detail": str(error)}) from None

    def _list_prompts(self, message: McpMessage, context: CallContext) -> Document:
        return self._prompts.page(context, _text(message, "cursor"))

    def _get_prompt(self, message: McpMessage, context: CallContext) -> Document:
        given = message.params.get("arguments")
        if given is not None and not isinstance(given, dict):
            raise McpError(INVALID_PARAMS, "The arguments must be an object.")
        return self._prompts.get(_needed(message, "name"), given or {}, context)


def _text(message: McpMessage, name: str) -> str | None:
    """A parameter that is a text, if it is there."""
    value = message.params.get(name)
    if value is not None and not isinstance(value, str):
        raise McpError(INVALID_PARAMS, f"The parameter {name} must be a text.")
    return value


def _needed(message: McpMessage, name: str) -> str:
    value = _text(message, name)
    if value is None:
        raise McpError(INVALID_PARAMS, f"The parameter {name} is missing.")
    return value
