"""What marketing is asked, and what it answers: concepts, messages to segments, channels (requirements
E2, F6). Persons are never in it: a segment is named by its id, and drafts have placeholders.
"""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from baton.core.contract import Contract, Ulid
from baton.core.money import Currency
from baton.gtm.answer import FactsQuery, MissingFacts, Statement
from baton.gtm.mailing_plan import MailingPlan
from baton.gtm.marketing_channels import ChannelReport
from baton.gtm.marketing_concept import Concept
from baton.gtm.message_set import Language, MessageSetSummary, Offer
from baton.gtm.periods import Period

SegmentRef = Annotated[str, StringConstraints(pattern=r"^(?:[0-9a-f]{32}|[a-z][a-z_]{1,39})$")]
"""A segment of customers by its id, or the newest one of a name, as ``at_risk``."""

AT_RISK = "at_risk"
"""Who is won back, if no segment is named."""


class MarketingWork(StrEnum):
    """What marketing can be asked for."""

    CONCEPT = "concept"
    """a campaign's concept, three messages, call to action and measures of success"""
    EMAILS = "emails"
    """drafts of e-mails to a segment, for a person to approve"""
    CHANNELS = "channels"
    """what each channel cost and brought"""
    WIN_BACK = "win_back"
    """drafts and an offer for customers at risk, with what finance needs to tell cost and return"""


class MarketingTask(Contract):
    """What is wanted. ``period`` is what facts are looked at of."""

    request_id: Ulid
    work: MarketingWork
    period: Period
    goal: str = Field(default="", max_length=500, description="what it is to reach")
    subject: str = Field(default="", max_length=500, description="what is offered or told of")
    translations: dict[Language, Annotated[str, StringConstraints(max_length=500)]] = Field(
        default_factory=dict, description="of the subject, for e-mails in other languages"
    )
    audience: str = Field(default="", max_length=300)
    segment_id: SegmentRef | None = Field(default=None, description="or its name, as at_risk")
    offer: Offer | None = Field(default=None, description="a discount, within the company's bound")
    language: Language = Field(default="en", description="of the concept, and of the words above")
    channel: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    currency: Currency | None = Field(default=None, description="the company's own by default")

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        if self.work is MarketingWork.EMAILS and self.segment_id is None:
            raise ValueError("emails need a segment_id, which insights tells")
        if self.work in (MarketingWork.CONCEPT, MarketingWork.EMAILS) and not self.subject:
            raise ValueError(f"{self.work} needs a subject: what is offered or told of")
        return self

    @property
    def segment(self) -> str:
        """The segment that messages go to."""
        return self.segment_id or AT_RISK


class MarketingAnswer(Contract):
    """What was made. ``plan`` is for finance, which tells cost and return of it
    (``campaign_cost``, ``campaign_return``)."""

    request_id: Ulid
    work: MarketingWork
    period: Period
    currency: Currency
    concept: Concept | None = None
    messages: MessageSetSummary | None = None
    channels: ChannelReport | None = None
    plan: MailingPlan | None = None
    statements: tuple[Statement, ...] = ()
    missing: tuple[MissingFacts, ...] = ()
    queries: tuple[FactsQuery, ...] = ()
    rates: str | None = Field(default=None, description="of exchange, where some were used")
