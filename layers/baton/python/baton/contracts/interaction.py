"""What happened between us and a person (requirement A7)."""

from enum import StrEnum
from typing import Any

from pydantic import Field

from baton.contracts.base import Contract, Moment, Ulid
from baton.contracts.engagement import Channel
from baton.contracts.money import Money


class InteractionKind(StrEnum):
    """What happened. ``planned`` is ours; the rest are outcomes a caller reports."""

    PLANNED = "planned"
    DELIVERED = "delivered"
    OPENED = "opened"
    CLICKED = "clicked"
    REPLIED = "replied"
    CONVERTED = "converted"
    OPTED_OUT = "opted_out"
    BOUNCED = "bounced"


class NewOutcome(Contract):
    """An outcome as a caller reports it. ``step`` is the sequence step it answers, if known."""

    kind: InteractionKind
    channel: Channel | None = None
    step: int | None = Field(default=None, ge=1)
    value: Money | None = None
    occurred_at: Moment | None = None


class Interaction(Contract):
    """One thing that happened, kept under its lead. ``interaction_id`` is unique in the lead."""

    lead_id: Ulid
    interaction_id: str
    kind: InteractionKind
    occurred_at: Moment
    recorded_at: Moment
    channel: Channel | None = None
    step: int | None = None
    value: Money | None = None
    campaign_id: Ulid | None = None
    data: dict[str, Any] = Field(default_factory=dict)
