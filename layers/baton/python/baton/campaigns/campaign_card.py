"""A campaign's card: what the other areas may know of it, published with every change."""

from baton.campaigns.campaign import Campaign
from baton.persistence.reference_data import ReferenceData
from baton.persistence.transaction import Transaction

CARD = "campaign"
"""The kind of reference data."""

_TOLD = {"name", "platform", "status", "approval", "starts_on", "ends_on"}


def publish_card(campaign: Campaign, references: ReferenceData, within: Transaction) -> None:
    """Publishes the card in the transaction in which the campaign is kept."""
    details = campaign.details.model_dump(mode="json", include=_TOLD, exclude_none=True)
    card = {"campaign_id": campaign.campaign_id, **details}
    references.publish(CARD, campaign.campaign_id, card, within)
