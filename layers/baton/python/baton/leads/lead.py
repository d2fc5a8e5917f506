"""A lead: what a caller tells us, and what we keep and answer."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema

from baton.core.contract import Contract, Ulid, UtcDatetime, Versioned
from baton.core.countries import Country
from baton.core.email import Email
from baton.core.money import Money
from baton.core.phone import E164
from baton.core.places import time_zone
from baton.core.text import Label, plain_text, prose
from baton.escalation.case import Resume
from baton.leads.advice import CampaignAdvice
from baton.leads.assessment import Assessment, Category, Temperature
from baton.leads.engagement import EngagementPlan
from baton.leads.found import HowFound
from baton.messaging.handoff import Handoff

SUBJECT = "lead"
"""What cases, decisions and updates about leads call them."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(plain_text)]
TimeZone = Annotated[str, AfterValidator(time_zone)]
AttributeName = Annotated[
    str, StringConstraints(min_length=1, max_length=80), AfterValidator(plain_text)
]
AttributeValue = (
    bool
    | Annotated[int, Field(ge=-(10**18), le=10**18)]
    | Annotated[float, Field(allow_inf_nan=False)]
    | Annotated[str, StringConstraints(max_length=500), AfterValidator(prose)]
    | None
)


class Consent(Contract):
    """Whether the person may be contacted, per channel. ``None`` means never asked."""

    email: bool | None = None
    phone: bool | None = None
    sms: bool | None = None


class Activity(Contract):
    """What the person did on the company's site before becoming a lead."""

    visits: int | None = Field(default=None, ge=0, le=100_000)
    seconds_on_site: int | None = Field(default=None, ge=0, le=10_000_000)
    pages_per_visit: float | None = Field(default=None, ge=0, le=10_000, allow_inf_nan=False)


class NewLead(Contract):
    """What a lead tells of itself, as it is kept. At least one of ``email``, ``phone``, ``external_id``
    is needed.

    ``external_id`` is the lead's id in the company's own system; a person who is known only by it
    is reached through that system. ``occurred_at`` is when the person asked, never in the future.
    """

    external_id: Label | None = None
    email: Email | None = Field(default=None, max_length=254)
    country: Country | None = Field(default=None, description="ISO 3166 code or a name")
    phone: E164 | None = None
    phone_extension: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,20}$")] | None = None
    first_name: Name | None = None
    last_name: Name | None = None
    company: Label | None = None
    company_size: int | None = Field(default=None, ge=1, le=10_000_000)
    job_title: Label | None = None
    industry: Label | None = None
    city: Label | None = None
    timezone: TimeZone | None = Field(default=None, description="IANA name, as Europe/Vienna")
    source: Label | None = Field(default=None, description="where the lead came from, as referral")
    campaign_id: Ulid | None = None
    interest: Label | None = None
    message: Annotated[str, StringConstraints(max_length=5_000), AfterValidator(prose)] | None = (
        None
    )
    budget: Money | None = None
    activity: Activity = Activity()
    consent: Consent = Consent()
    attributes: dict[AttributeName, AttributeValue] = Field(default_factory=dict, max_length=60)
    occurred_at: UtcDatetime | None = None

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not (self.email or self.phone or self.external_id):
            raise ValueError("needs at least one of email, phone or external_id")
        return self


class IgnoredField(Contract):
    """A field that could not be understood, so that the lead goes on without it (requirement A1).
    ``field`` is dotted, as ``budget.amount``; ``value`` is what came (if it is no text, its JSON), at
    most 500 characters of it; ``why`` follows the field's name in a sentence.
    """

    field: str = Field(max_length=120)
    value: str = Field(max_length=500)
    why: str


class LeadStatus(StrEnum):
    """Where a lead is on its way."""

    RECEIVED = "received"
    PROCESSED = "processed"
    ESCALATED = "escalated"
    """a person decides before it goes on"""
    PARKED = "parked"
    """could not be processed after every attempt; a person has been told"""
    CLOSED = "closed"
    """a person decided that it ends here"""


class LeadReport(Contract):
    """What became of a lead (requirement A10). ``processing_ms`` counts from receipt to storing."""

    category: Category
    temperature: Temperature
    assessment: Assessment
    plan: EngagementPlan | None = None
    advice: CampaignAdvice | None = None
    next_actions: tuple[str, ...] = ()
    handoffs: tuple[Handoff, ...] = ()
    escalation_id: Ulid | None = None
    processing_ms: int = Field(ge=0)


class SequenceStop(Contract):
    """Why a person's sequence ended before its last step."""

    reason: str
    at: UtcDatetime


class Lead(Versioned):
    """A lead as it is kept. ``version`` grows by one with every change (optimistic locking)."""

    lead_id: Ulid
    status: LeadStatus = LeadStatus.RECEIVED
    received_at: UtcDatetime
    updated_at: UtcDatetime
    correlation_id: str
    details: NewLead
    ignored: tuple[IgnoredField, ...] = Field(
        default=(), description="what came with the lead and could not be understood"
    )
    report: LeadReport | None = None
    stopped: SequenceStop | None = None
    found: HowFound | None = Field(
        default=None, description="of a lead whom a campaign found, and who did not come to us"
    )
    delayed_days: int = Field(
        default=0,
        ge=0,
        le=3_650,
        description="by which the sequence waits for a person who is away",
    )
    held: SkipJsonSchema[bool] = Field(default=False, exclude=True)
    """Whether who received it runs its pipeline at once, so that no outbox entry does. Nobody is told:
    it is kept beside the document (``baton.leads.held_leads``), and is over with the status."""

    def next_version(self, now: datetime | None = None, /, **changes: object) -> Self:
        """See ``Versioned``."""
        if "status" in changes:
            changes = {"held": False, **changes}
        return super().next_version(now, **changes)


class PipelineInput(Contract):
    """What the ``lead_pipeline`` workflow starts with. With ``just_received`` whoever received the lead
    runs it at once, and nobody else knows of it yet: nothing is kept about it but the lead itself.
    """

    lead: Lead
    correlation_id: str
    resume: Resume | None = None
    just_received: bool = False


def lead_path(lead_id: str) -> str:
    """Where the API shows a lead."""
    return f"/api/v1/leads/{lead_id}"
