"""What the keeper of touches is told of leads, and what it made of it."""

from pydantic import ConfigDict, Field

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.money import Money


class TouchTask(Contract):
    """The event ``lead.processed`` or, with ``kind``, ``outcome.recorded``; other fields are not
    needed."""

    model_config = ConfigDict(extra="ignore")

    lead_id: Ulid
    campaign_id: Ulid | None = None
    kind: str | None = Field(default=None, max_length=40)
    interaction_id: Ulid | None = None
    occurred_at: UtcDatetime | None = None
    channel: str | None = Field(default=None, max_length=40)
    machine: bool = False
    value: Money | None = None


class TouchResult(Contract):
    """How many facts were published."""

    published: int
