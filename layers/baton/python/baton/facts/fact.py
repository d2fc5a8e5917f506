"""A fact: something that happened, as its area tells it."""

from datetime import date
from typing import Any

from pydantic import Field

from baton.core.contract import Contract, UtcDatetime

MAX_FACT_BYTES = 20_000
"""Of a fact as JSON."""


class Fact(Contract):
    """One fact. It is known by its id within its kind and day: told again, it is the same fact, and of
    what is restated the greatest version counts. A fact never moves to another day.
    """

    fact_id: str = Field(pattern=r"^[^\x00-\x1f\x7f]{1,200}$", description="the idempotency key")
    kind: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    at: UtcDatetime = Field(description="when it happened")
    version: int = Field(
        default=0,
        ge=0,
        le=2**53,
        description="of what is restated, as the epoch milliseconds at which it was read",
    )
    row: dict[str, Any] = Field(description="its columns, as its kind has them")

    @property
    def day(self) -> date:
        """The day in UTC under which it is kept."""
        return self.at.date()
