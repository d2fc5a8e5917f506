"""What leads know of the campaign they came from: the card that the area of campaigns publishes."""

from datetime import date

from pydantic import ConfigDict

from baton.core.contract import Contract, Ulid
from baton.leads.lead import Lead
from baton.persistence.reference_data import ReferenceData

CARD = "campaign"
"""The kind of reference data that a campaign's card is."""

MUST_APPROVE = "required"
PAUSED, ENDED = "paused", "ended"


class CampaignCard(Contract):
    """A campaign as leads see it. What else its card tells is of no use here."""

    model_config = ConfigDict(extra="ignore")

    campaign_id: Ulid
    name: str
    platform: str
    status: str
    approval: str = "none"
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def needs_approval(self) -> bool:
        """Whether a person must approve what is written to its leads before it goes out."""
        return self.approval == MUST_APPROVE

    def over(self, day: date) -> str | None:
        """Why the campaign is over on a day, if it is."""
        if self.status == ENDED:
            return f"the campaign {self.name} has ended"
        if self.ends_on and day > self.ends_on:
            return f"the campaign {self.name} ended on {self.ends_on}"
        return None

    def resting(self, day: date) -> str | None:
        """Why the campaign does not run on a day though it may later, if so."""
        if self.status == PAUSED:
            return f"the campaign {self.name} is paused"
        if self.starts_on and day < self.starts_on:
            return f"the campaign {self.name} begins on {self.starts_on}"
        return None


def find_card(campaign_id: str | None, references: ReferenceData) -> CampaignCard | None:
    """A campaign's card; ``None`` if there is no such campaign, or none is published here."""
    document = references.find(CARD, campaign_id) if campaign_id else None
    return CampaignCard.model_validate(document) if document else None


def card_of(lead: Lead, references: ReferenceData) -> CampaignCard | None:
    """The card of the campaign that a lead came from; ``None`` if it names none that is there."""
    return find_card(lead.details.campaign_id, references)
