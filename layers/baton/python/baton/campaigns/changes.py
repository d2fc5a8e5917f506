"""Changes of campaigns as effects: the company's own system makes them on the ad platform. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from baton.campaigns.campaign import AcceptedChange, Campaign, CampaignStatus, Proposal
from baton.campaigns.effect_kinds import CHANGE
from baton.effects.effect import Effect, Purpose
from baton.effects.sender import NO_MESSAGE, OutboundMessage

OWNER = "campaigns"
"""The owner of changes' effects."""

OF_USE_FOR = timedelta(days=1)
"""A change follows from the figures of its day; later ones may want another."""


def change_effects(
    campaign_id: str, accepted: AcceptedChange, *, correlation_id: str, now: datetime
) -> tuple[Effect, ...]:
    """An effect for each change of an entry of the campaign's change log."""
    return tuple(
        Effect(
            effect_id=_key(campaign_id, accepted, number),
            kind=CHANGE,
            purpose=Purpose.INTERNAL,
            owner=OWNER,
            subject_id=campaign_id,
            parameters={"change": proposal.change.value},
            correlation_id=correlation_id,
            planned_at=now,
            due_at=now,
            expires_at=now + OF_USE_FOR,
        )
        for number, proposal in enumerate(accepted.proposals, start=1)
    )


def change_message(campaign: Campaign, effect: Effect) -> tuple[OutboundMessage, str | None]:
    """What goes out with a change, and why it is not made any more, if so: what the optimiser accepted
    by itself is made while the campaign runs, what a person agreed to until it has ended.
    """
    for accepted in campaign.accepted:
        for number in range(1, len(accepted.proposals) + 1):
            if _key(campaign.campaign_id, accepted, number) == effect.effect_id:
                return _message(campaign, accepted, number), _over(campaign, accepted)
    return NO_MESSAGE, "the change is not in the campaign's log"


def proposal_of(campaign: Campaign, effect: Effect) -> Proposal | None:
    """The change that an effect makes; ``None`` if it is not in the log, or is not made any more."""
    for accepted in campaign.accepted:
        for number, proposal in enumerate(accepted.proposals, start=1):
            if _key(campaign.campaign_id, accepted, number) == effect.effect_id:
                return None if _over(campaign, accepted) else proposal
    return None


def _key(campaign_id: str, accepted: AcceptedChange, number: int) -> str:
    return f"change.{campaign_id}.{accepted.escalation_id or accepted.review_id}.{number}"


def _over(campaign: Campaign, accepted: AcceptedChange) -> str | None:
    status = campaign.details.status
    if status is CampaignStatus.ENDED:
        return "the campaign has ended"
    if accepted.escalation_id is None and status is not CampaignStatus.ACTIVE:
        return "the campaign does not run, and nobody agreed to change it all the same"
    return None


def _message(campaign: Campaign, accepted: AcceptedChange, number: int) -> OutboundMessage:
    proposal, undo = accepted.proposals[number - 1], accepted.undo[number - 1 : number]
    back: Mapping[str, object] | None = undo[0].parameters if undo else None
    data = {
        "campaign_id": campaign.campaign_id,
        "campaign": campaign.details.name,
        "platform": campaign.details.platform,
        "external_id": campaign.details.external_id,
        "change": proposal.change.value,
        "parameters": proposal.parameters,
        "undo": back,
        "automatic": accepted.escalation_id is None,
    }
    return OutboundMessage("", proposal.change.value, proposal.text, data=data)
