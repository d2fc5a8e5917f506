"""What an event about a lead says of its journey. Pure.

A touch is what was observed of a known lead: the campaign that it came with, and what its person did
about a message. What was merely sent, or shown to people who never became leads, is none.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from ulid import ULID

from baton.campaigns.campaign import Campaign
from baton.campaigns.fact_kinds import CAMPAIGN_TOUCH, LEAD_OUTCOME, CampaignTouch, LeadOutcome
from baton.facts.fact import Fact
from functions.campaigns.touches.models import TouchTask

ACTS = frozenset({"opened", "clicked", "replied"})
"""What a person does about a message."""

CONVERTED = "converted"
OUTCOMES = frozenset({CONVERTED, "opted_out"})


def facts_of(task: TouchTask, campaign: Campaign) -> Iterator[Fact]:
    """The facts that an event tells; told again, they are the same."""
    if task.kind is None:
        yield from _arrival(task, campaign)
    elif task.interaction_id is not None and task.occurred_at is not None:
        if task.kind in ACTS and task.channel is not None and not task.machine:
            touch = CampaignTouch(
                campaign_id=campaign.campaign_id, lead_id=task.lead_id, channel=task.channel
            )
            yield CAMPAIGN_TOUCH.fact(
                touch, at=task.occurred_at, fact_id=f"{task.lead_id}/{task.interaction_id}"
            )
        if task.kind in OUTCOMES:
            yield LEAD_OUTCOME.fact(
                _outcome(task, campaign),
                at=task.occurred_at,
                fact_id=f"{task.lead_id}/{task.interaction_id}",
            )


def _arrival(task: TouchTask, campaign: Campaign) -> Iterator[Fact]:
    """That the lead came with a platform's campaign, when it came: its id says when, whichever of its
    events this is. Those whom a campaign with a brief found did not come by any of its platforms.
    """
    if campaign.brief is not None:
        return
    touch = CampaignTouch(
        campaign_id=campaign.campaign_id,
        lead_id=task.lead_id,
        channel=campaign.details.platform.casefold()[:40],
    )
    yield CAMPAIGN_TOUCH.fact(touch, at=created_at(task.lead_id), fact_id=f"{task.lead_id}/arrival")


def created_at(ulid: str) -> datetime:
    """The moment that a ULID says."""
    return ULID.from_str(ulid).datetime.astimezone(UTC)


def _outcome(task: TouchTask, campaign: Campaign) -> LeadOutcome:
    value = task.value
    return LeadOutcome(
        campaign_id=campaign.campaign_id,
        lead_id=task.lead_id,
        outcome=str(task.kind),
        revenue=value.amount if value else None,
        currency=value.currency if value else None,
    )
