"""The methods as MCP tools: their schemas come from the same models that check a call."""

import json
from functools import lru_cache
from typing import Any

from baton.core.contract import Contract
from baton.core.errors import BatonError, Forbidden
from baton.http.caller import Caller
from baton.http.error_kinds import UNEXPECTED, kind_of
from baton.http.methods import CallContext, Method
from functions.platform.rpc.error_codes import INVALID_PARAMS, error_of
from functions.platform.rpc.mcp_protocol import McpError
from functions.platform.rpc.methods import Methods
from functions.platform.rpc.pages import paged

Document = dict[str, Any]


class Tools:
    """The tools of a caller: those methods that its token opens."""

    def __init__(self, methods: Methods) -> None:
        self._methods = methods

    def page(self, caller: Caller, cursor: str | None) -> Document:
        """A page of tools, always in the same order."""
        mine = [method for method in self._methods if method.is_open_to(caller)]
        page, after = paged("tools", mine, cursor)
        return {"tools": list(map(_tool, page)), **after}

    def call(self, name: str, arguments: Document, context: CallContext) -> Document:
        """Calls a tool. What goes wrong in it is a result that a model can read and act upon; only an
        unknown tool, a missing scope and faults of ours are errors of the protocol.
        """
        method = self._methods.tool(name)
        if method is None:
            raise McpError(INVALID_PARAMS, f"Unknown tool: {name[:80]}")
        try:
            value = method.call(arguments, context).to_json()
        except Forbidden:
            raise
        except BatonError as error:
            if kind_of(error) is UNEXPECTED:
                raise
            return {"content": [_text(error_of(error, context.correlation_id))], "isError": True}
        return {"content": [_text(value)], "structuredContent": value, "isError": False}


MOST_OF_A_SCHEMA = 4_000
"""Characters. Clients put a tool's schemas before their model; a longer one of a result, as a whole
lead's, says little there and costs much, so it is left out. The result is as structured without."""


@lru_cache(maxsize=128)
def _tool(method: Method) -> Document:
    told = schema_of(method.result)
    return {
        "name": method.tool,
        "title": method.title,
        "description": method.description,
        "inputSchema": schema_of(method.params),
        **({"outputSchema": told} if len(json.dumps(told)) <= MOST_OF_A_SCHEMA else {}),
        "annotations": {
            "readOnlyHint": not method.changes,
            "destructiveHint": False,
            "idempotentHint": method.idempotent,
            "openWorldHint": False,
        },
    }


def schema_of(model: type[Contract]) -> Document:
    """The JSON Schema (2020-12) of a model, with an object at its root and no titles, which only
    repeat the names.
    """
    schema: Document = _untitled(model.model_json_schema())
    if "$ref" in schema:  # a model that holds itself stands among its own definitions
        name = schema["$ref"].rpartition("/")[2]
        schema = {**schema["$defs"][name], "$defs": schema["$defs"]}
    return schema


def _untitled(schema: Any) -> Any:
    """A schema without its titles. A property may be called ``title``: its value is no text."""
    if isinstance(schema, list):
        return [_untitled(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: _untitled(inner)
        for name, inner in schema.items()
        if name != "title" or not isinstance(inner, str)
    }


def _text(value: Document) -> Document:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return {"type": "text", "text": text}
