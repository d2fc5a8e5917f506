"""The case that a person gets about a campaign, and when none is opened. Pure."""

from datetime import datetime, timedelta

from baton.campaigns.campaign import (
    SUBJECT,
    Campaign,
    CampaignReview,
    CampaignStatus,
    Proposal,
    ReviewOutcome,
)
from baton.campaigns.escalation_subjects import facts
from baton.core.errors import Conflict
from baton.escalation.case import Escalation, EscalationStatus


def needs_case(campaign: Campaign, review: CampaignReview) -> bool:
    """Whether a person must be asked: there is no case yet, and the campaign can still be changed."""
    return (
        review.outcome is ReviewOutcome.ASK_PERSON
        and review.escalation_id is None
        and campaign.details.status is not CampaignStatus.ENDED
    )


def still_stands(case: Escalation, now: datetime, ask_again_after: timedelta) -> bool:
    """Whether the person need not be asked again: the case is open, or was decided lately."""
    if case.status is EscalationStatus.OPEN:
        return case.expires_at > now
    return case.decision is not None and case.decision.at + ask_again_after > now


def case_about(
    campaign: Campaign, review: CampaignReview, *, correlation_id: str, days: int
) -> Escalation:
    """The case that a review names: what was found, and what is recommended, the best first.

    It waits ``days`` days. Raises ``ValueError`` if the review names none.
    """
    if review.escalation_id is None:
        raise ValueError(f"the review {review.review_id} names no case")
    found = " ".join(finding.text for finding in review.findings if finding.triggered)
    return Escalation(
        escalation_id=review.escalation_id,
        subject=SUBJECT,
        subject_id=campaign.campaign_id,
        reason=f"Several rules triggered at once for {campaign.details.name}. {found}",
        recommendations=tuple(map(_recommendation, review.proposals)),
        case=facts(campaign, review),
        opened_by="campaign_optimizer",
        opened_at=review.at,
        expires_at=review.at + timedelta(days=days),
        correlation_id=correlation_id,
    )


def _recommendation(proposal: Proposal) -> str:
    return f"{proposal.text} {proposal.gain.text}" if proposal.gain else proposal.text


def reviewed_in(case: Escalation, campaign_id: str) -> CampaignReview:
    """The review that the person decided about: later ones do not change what they saw.

    Raises ``Conflict`` if the case is not about this campaign's review.
    """
    review = case.case.get("review")
    if case.subject_id != campaign_id or review is None:
        raise Conflict(f"Case {case.escalation_id} is not about a review of {campaign_id}.")
    return CampaignReview.model_validate(review)
