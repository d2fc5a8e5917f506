"""What the answers of all go-to-market agents have in common: sentences with what they stand on, the
questions to the facts, and what is missing. Whoever reads an answer can find each figure's source.
"""

from datetime import date

from pydantic import Field

from baton.core.contract import Contract


class FactsQuery(Contract):
    """A question to the facts: what it was, so that it can be asked again."""

    query_id: str
    sql: str
    parameters: tuple[str, ...]
    first: date
    last: date
    rows: int


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
