"""What the optimiser accepts without a person, and what it leaves to one (requirement A8). Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from baton.campaigns.campaign import (
    AcceptedChange,
    Campaign,
    CampaignReview,
    CampaignStatus,
    Change,
    Proposal,
    ReviewOutcome,
)
from functions.campaigns.optimizer.reversal import undo_of
from functions.campaigns.optimizer.rules import WithoutPerson


def accepted_by_itself(
    campaign: Campaign, review: CampaignReview, allowed: WithoutPerson
) -> AcceptedChange | None:
    """The review's proposal as an entry of the change log, if it may be made without a person.

    It may if the rules name its kind, it is the only one and within its limits of a change and of a
    day, the campaign runs, and its kind has rested since it was last accepted.
    """
    if (
        review.outcome is not ReviewOutcome.PROPOSE_CHANGE
        or campaign.details.status is not CampaignStatus.ACTIVE
    ):
        return None
    rested_since = review.at - timedelta(days=allowed.rest_days)
    resting = set(_accepted_since(campaign, rested_since))
    made = tuple(
        proposal
        for proposal in review.proposals
        if _is_allowed(proposal, allowed) and proposal.change not in resting
    )
    if not made:
        return None
    return AcceptedChange(
        review_id=review.review_id,
        proposals=made,
        undo=tuple(map(undo_of, made)),
        decided_by="campaign_optimizer",
        at=review.at,
    )


def _is_allowed(proposal: Proposal, allowed: WithoutPerson) -> bool:
    return proposal.within_limits and proposal.change in allowed.changes


def _accepted_since(campaign: Campaign, moment: datetime) -> Iterator[Change]:
    for accepted in campaign.accepted:
        if accepted.at > moment:
            yield from (proposal.change for proposal in accepted.proposals)
