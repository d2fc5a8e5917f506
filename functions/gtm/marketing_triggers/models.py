"""What comes to marketing's triggers, and what became of it."""

from enum import StrEnum
from typing import Any, Literal

from pydantic import ConfigDict, Field

from baton.core.contract import Contract


class TriggersTask(Contract):
    """An event's payload, or the daily look at birthdays."""

    model_config = ConfigDict(extra="allow")

    look: Literal["birthdays"] | None = None

    @property
    def given(self) -> dict[str, Any]:
        """What came with the event."""
        return dict(self.model_extra or {})


class TriggerOutcome(StrEnum):
    """What became of an event."""

    KEPT = "kept"
    """how a customer is written to is known now"""
    PLANNED = "planned"
    HANDED_OVER = "handed_over"
    """to whoever sends"""
    NOTHING = "nothing"
    REFUSED = "refused"
    """what came is nothing that is understood"""


class TriggersResult(Contract):
    """How many messages were planned or handed over, and how many persons got none, by the reason."""

    becomes: TriggerOutcome
    messages: int = Field(default=0, ge=0)
    left_out: dict[str, int] = Field(default_factory=dict)
    why: str | None = None
