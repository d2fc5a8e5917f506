"""What comes in of somebody who was found, and what became of it."""

from enum import StrEnum
from typing import Any

from pydantic import ConfigDict, Field

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.leads.found import FieldSource


class Found(Contract):
    """Somebody whom a run found, as the area of campaigns says it in ``campaign.lead_found``."""

    model_config = ConfigDict(extra="ignore")

    prospect_id: Ulid
    campaign_id: Ulid
    run_id: Ulid
    email: str = Field(max_length=320)
    is_role: bool = False
    first_name: str | None = None
    last_name: str | None = None
    title: str | None = None
    phone: str | None = None
    company: str | None = None
    company_size: int | None = None
    industry: str | None = None
    country: str | None = None
    city: str | None = None
    basis: str = Field(max_length=40)
    told: tuple[FieldSource, ...] = Field(default=(), max_length=200)
    least: float = Field(default=0, ge=0, le=1)
    found_at: UtcDatetime
    notice_by: UtcDatetime


class FoundTask(Contract):
    """Somebody who was found, or, with nothing, a look at whose notice is due."""

    model_config = ConfigDict(extra="allow")

    @property
    def given(self) -> dict[str, Any]:
        """What came with the event; empty for the look."""
        return dict(self.model_extra or {})


class ProspectOutcome(StrEnum):
    """What becomes of somebody who was found."""

    LEAD = "lead"
    KNOWN = "known"
    """the person is a lead already, by this event or by another way"""
    CLOSED = "closed"
    """the person wants no mail, or asked to be forgotten"""
    REFUSED = "refused"
    """what came makes no lead"""


class FoundResult(Contract):
    """``becomes`` of one who came; how many were ``told`` in time and how many ``forgotten``, of a
    look.
    """

    becomes: ProspectOutcome | None = None
    lead_id: Ulid | None = None
    told: int = Field(default=0, ge=0)
    forgotten: int = Field(default=0, ge=0)
