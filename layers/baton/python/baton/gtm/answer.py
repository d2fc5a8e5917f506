"""What the answers of all go-to-market agents have in common: sentences with what they stand on, the
questions to the facts, and what is missing. Whoever reads an answer can find each figure's source.
"""

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from baton.core.contract import Contract


class FactsQuery(Contract):
    """A question to the facts: what it was, so that it can be asked again."""

    query_id: str
    sql: str
    parameters: tuple[str, ...]
    first: date
    last: date
    rows: int


class ValueOrReason(Contract):
    """Something that has a value, or ``undefined``, which says why it has none."""

    value: float | None = None
    undefined: str | None = None

    @model_validator(mode="after")
    def _is_a_value_or_a_reason(self) -> Self:
        if (self.value is None) == (self.undefined is None):
            raise ValueError("needs either a value or a reason why there is none")
        return self


class MissingFacts(Contract):
    """What could not be answered for want of facts, and what would help."""

    kind: str
    why: str
    what_to_do: str


class Statement(Contract):
    """A sentence of an answer, made by code from what was worked out, with what it stands on."""

    text: str = Field(min_length=1, max_length=600)
    figures: tuple[str, ...] = Field(default=(), description="names of figures of the same answer")
    queries: tuple[str, ...] = Field(default=(), description="the answer's, by their query_id")
    documents: tuple[str, ...] = Field(default=(), description="sources in the knowledge base")
