"""The campaign optimiser's task and result, and what of a lead it reads."""

from typing import Self

from pydantic import ConfigDict, model_validator

from baton.campaigns.campaign import CampaignReview, Proposal, ReviewOutcome
from baton.core.contract import Contract, Ulid
from baton.escalation.case import Decision
from baton.messaging.handoff import Handoff


class _Part(Contract):
    """Part of a document of another area, of which the rest is not read."""

    model_config = ConfigDict(extra="ignore")


class LeadActivity(_Part):
    """What the person did on the company's site."""

    seconds_on_site: int | None = None


class LeadTraits(_Part):
    """What the lead tells of its origin, and of whom to look for."""

    campaign_id: Ulid | None = None
    source: str | None = None
    country: str | None = None
    industry: str | None = None
    job_title: str | None = None
    interest: str | None = None
    company_size: int | None = None
    activity: LeadActivity = LeadActivity()


class HandedOverLead(_Part):
    """A lead that was handed over, as far as the optimiser reads it."""

    lead_id: Ulid
    version: int = 1
    details: LeadTraits


class CampaignAdvice(Contract):
    """What the optimiser says about one lead that was handed to it (requirement A4)."""

    campaign_id: Ulid | None = None
    outcome: ReviewOutcome | None = None
    proposals: tuple[Proposal, ...] = ()
    text: str


class OptimizerTask(Contract):
    """One of three: a campaign to review; a campaign with a person's ``decision`` on the case
    ``escalation_id``; or a ``lead`` handed over, whose campaign is looked at if it has one.

    A review asked for under a ``review_id`` is made once; without one, as after an event, it is made
    if there is something new. ``correlation_id`` goes on with what follows from a review.
    """

    campaign_id: Ulid | None = None
    review_id: Ulid | None = None
    escalation_id: Ulid | None = None
    decision: Decision | None = None
    lead: HandedOverLead | None = None
    handoff: Handoff | None = None
    correlation_id: str | None = None

    @model_validator(mode="after")
    def _has_something_to_do(self) -> Self:
        if not (self.campaign_id or self.lead):
            raise ValueError("needs campaign_id or lead")
        if self.decision and not (self.campaign_id and self.escalation_id):
            raise ValueError("a decision needs campaign_id and escalation_id")
        return self


class OptimizerResult(Contract):
    """The review of a campaign, or the advice for a lead."""

    review: CampaignReview | None = None
    advice: CampaignAdvice | None = None
