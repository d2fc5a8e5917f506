"""The campaign optimiser's task and result."""

from typing import Self

from pydantic import model_validator

from baton.campaigns.campaign import CampaignAdvice, CampaignReview
from baton.core.contract import Contract, Ulid
from baton.escalation.case import Decision
from baton.leads.lead import Lead
from baton.messaging.handoff import Handoff


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
    lead: Lead | None = None
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
