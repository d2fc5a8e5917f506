"""Models: what each role takes (requirement E10), and what they cost. Read from ``models.yaml``."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from baton.core.packaged_yaml import packaged_yaml

MESSAGE_TOKENS = 16
"""More than what a model counts for a message beside its words, and for the beginning of its answer."""


class Role(StrEnum):
    """Kinds of writing, after the agents of the GTM supervisor."""

    MARKETING = "marketing"
    FINANCE = "finance"
    INSIGHTS = "insights"
    SUPPORT = "support"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RoleLine(_Strict):
    """What a role takes unless a prompt says otherwise."""

    model: str
    temperature: float = Field(ge=0, le=2)
    most_tokens: int = Field(ge=1, le=32_000)


class Model(_Strict):
    """A model's price in dollars per million tokens, and what it understands."""

    input: float = Field(ge=0)
    output: float = Field(ge=0)
    temperature: bool = Field(default=True, description="whether it takes one")
    structure: Literal["json_schema", "json_object", "prompt"] = Field(
        default="json_schema", description="how it is told the form of an answer"
    )
    limit: Literal["max_completion_tokens", "max_tokens"] = Field(
        default="max_completion_tokens", description="how it is told an answer's longest"
    )

    def cost(self, tokens_in: int, tokens_out: int) -> int:
        """Millionths of a dollar, rounded up."""
        return math.ceil(round(tokens_in * self.input + tokens_out * self.output, 6))

    def worst_case(self, texts: Sequence[str], most_tokens: int) -> int:
        """The most that a call may cost, in millionths of a dollar.

        A token is at least one byte of the text (byte-level BPE, which OpenAI's, Llama's and most
        others' tokenizers are), so a text never has more tokens than bytes.
        """
        tokens_in = sum(len(text.encode("utf-8", "replace")) + MESSAGE_TOKENS for text in texts)
        return self.cost(tokens_in, most_tokens)


class Prices(_Strict):
    """List prices, and of which day."""

    as_of: date
    source: str
    models: Mapping[str, Model]


class _File(_Strict):
    roles: Mapping[Role, RoleLine]
    prices: Prices


def _read() -> _File:
    return _File.model_validate(packaged_yaml(__package__, "models.yaml"))


_KEPT = _read()
ROLES: Mapping[Role, RoleLine] = _KEPT.roles
PRICES: Prices = _KEPT.prices
