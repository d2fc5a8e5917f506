"""What is remembered of conversations and of people (requirements B1 and B2)."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.message import AgentName
from baton.core.money import Money
from baton.privacy.subject import PersonKey

ConversationId = Annotated[str, StringConstraints(min_length=1, max_length=128)]
"""A conversation; a lead's is ``lead-<lead_id>``."""

MOST_TEXT = 8_000
"""The longest text of a turn, in characters."""


class Turn(Contract):
    """One thing that was said or done in a conversation. ``turn_id`` orders the turns.

    ``conversion_rate`` is how well what was done has worked, 0 to 1, once that is known.
    """

    conversation_id: ConversationId
    turn_id: Ulid
    speaker: AgentName
    kind: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    text: str = Field(default="", max_length=MOST_TEXT)
    data: dict[str, Any] = Field(default_factory=dict)
    at: UtcDatetime
    subject: PersonKey | None = None
    conversion_rate: float | None = Field(default=None, ge=0, le=1)


class Fact(Contract):
    """One thing known of a person: its value, since when, from whom, and how sure (0 to 1)."""

    value: Any
    at: UtcDatetime
    source: str
    confidence: float = Field(default=1.0, ge=0, le=1)


class Rfm(Contract):
    """Recency, frequency and monetary value of a person's purchases, money by currency."""

    last_at: UtcDatetime | None = None
    purchases: int = Field(default=0, ge=0)
    spent: tuple[Money, ...] = ()


class Purchase(Contract):
    """One purchase, kept so that it is counted once."""

    at: UtcDatetime
    value: Money | None = None


class PastTurn(Contract):
    """What is left of a turn in long-term memory. ``turn_id`` is the turn's, so it is kept once."""

    turn_id: Ulid
    conversation_id: ConversationId
    speaker: AgentName
    kind: str
    text: str = Field(default="", max_length=MOST_TEXT)
    at: UtcDatetime
    conversion_rate: float | None = Field(default=None, ge=0, le=1)


class Person(Contract):
    """All that long-term memory knows of a person. ``preferences`` are facts under the names
    ``channel``, ``hour`` (0 to 23, on the person's clock) and ``timezone``, and whatever else is told.
    """

    subject: PersonKey
    profile: dict[str, Fact] = Field(default_factory=dict)
    preferences: dict[str, Fact] = Field(default_factory=dict)
    rfm: Rfm = Rfm()
    history: tuple[PastTurn, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether anything is kept of the person."""
        return bool(self.profile or self.preferences or self.history or self.rfm.purchases)
