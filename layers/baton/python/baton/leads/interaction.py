"""What happened between us and a person (requirement A7)."""

from enum import StrEnum
from typing import Any

from pydantic import Field

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.money import Money
from baton.leads.engagement import Channel


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
    """An outcome as a caller reports it. ``step`` is the sequence step it answers, if known; a
    ``machine`` opened or clicked if no person did, and that teaches nothing.
    """

    kind: InteractionKind
    channel: Channel | None = None
    step: int | None = Field(default=None, ge=1)
    value: Money | None = None
    occurred_at: UtcDatetime | None = None
    machine: bool = False


class Interaction(Contract):
    """One thing that happened, kept under its lead. ``interaction_id`` is unique in the lead."""

    lead_id: Ulid
    interaction_id: str
    kind: InteractionKind
    occurred_at: UtcDatetime
    recorded_at: UtcDatetime
    channel: Channel | None = None
    step: int | None = None
    value: Money | None = None
    campaign_id: Ulid | None = None
    machine: bool = False
    data: dict[str, Any] = Field(default_factory=dict)
