"""MCP prompts: texts for a person's model, with the resources they are about."""

from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from baton.core.contract import Contract
from baton.core.errors import NotFound
from functions.platform.rpc.error_codes import INVALID_PARAMS
from functions.platform.rpc.mcp_protocol import McpError
from functions.platform.rpc.mcp_resources import Resources
from functions.platform.rpc.methods import CallContext
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
    """The prompts of ``prompts.yaml``."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources

    @cached_property
    def _prompts(self) -> dict[str, Prompt]:
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        text = Path(__file__).with_name("prompts.yaml").read_text(encoding="utf-8")
        return TypeAdapter(dict[str, Prompt]).validate_python(yaml.load(text, loader))  # noqa: S506

    def page(self, _asked: CallContext, cursor: str | None) -> Document:
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

    def get(self, name: str, arguments: Document, asked: CallContext) -> Document:
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
                *(self._embedded(uri.format_map(arguments), asked) for uri in prompt.resources),
                {"role": "user", "content": {"type": "text", "text": prompt.text}},
            ],
        }

    def _embedded(self, uri: str, asked: CallContext) -> Document:
        try:
            contents = self._resources.contents(uri, asked)
        except NotFound as error:
            raise McpError(INVALID_PARAMS, str(error), {"uri": uri}) from None
        return {"role": "user", "content": {"type": "resource", "resource": contents}}
