"""MCP prompts: texts for a person's model, with the resources they are about."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from baton.core.contract import Contract
from baton.core.errors import NotFound
from baton.core.packaged_yaml import yaml_of
from baton.http.methods import CallContext
from functions.platform.rpc.error_codes import INVALID_PARAMS
from functions.platform.rpc.mcp_protocol import McpError
from functions.platform.rpc.mcp_resources import Resources
from functions.platform.rpc.pages import paged

Document = dict[str, Any]


class Prompt(Contract):
    """One prompt. ``arguments`` are their names with what they mean; all are needed."""

    title: str
    description: str
    arguments: dict[str, str]
    resources: tuple[str, ...]
    text: str


class Prompts:
    """The prompts of ``files``."""

    def __init__(self, files: Sequence[Path], resources: Resources) -> None:
        self._files = files
        self._resources = resources

    @cached_property
    def _prompts(self) -> dict[str, Prompt]:
        read: dict[str, Any] = {}
        for file in self._files:
            read |= yaml_of(file.read_text(encoding="utf-8"))
        return TypeAdapter(dict[str, Prompt]).validate_python(read)

    def page(self, _context: CallContext, cursor: str | None) -> Document:
        """A page of prompts."""
        page, after = paged("prompts", list(self._prompts.items()), cursor)
        return {
            "prompts": [
                {
                    "name": name,
                    "title": prompt.title,
                    "description": prompt.description,
                    "arguments": [
                        {"name": argument, "description": meaning, "required": True}
                        for argument, meaning in prompt.arguments.items()
                    ],
                }
                for name, prompt in page
            ],
            **after,
        }

    def get(self, name: str, arguments: Document, context: CallContext) -> Document:
        """A prompt with its resources. Raises ``McpError`` for a wrong name or argument, and
        ``Forbidden`` if the caller may not read what it is about.
        """
        prompt = self._prompts.get(name)
        if prompt is None:
            raise McpError(INVALID_PARAMS, f"Unknown prompt: {name[:80]}")
        for argument in prompt.arguments:
            if not isinstance(arguments.get(argument), str):
                raise McpError(INVALID_PARAMS, f"The argument {argument} is missing.")
        return {
            "description": prompt.description,
            "messages": [
                *(self._embedded(uri.format_map(arguments), context) for uri in prompt.resources),
                {"role": "user", "content": {"type": "text", "text": prompt.text}},
            ],
        }

    def _embedded(self, uri: str, context: CallContext) -> Document:
        try:
            contents = self._resources.contents(uri, context)
        except NotFound as error:
            raise McpError(INVALID_PARAMS, str(error), {"uri": uri}) from None
        return {"role": "user", "content": {"type": "resource", "resource": contents}}
