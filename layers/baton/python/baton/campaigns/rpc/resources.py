"""MCP resources of campaigns."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from baton.campaigns.campaign import Campaign
from baton.campaigns.container import Campaigns
from baton.campaigns.rpc.campaign_methods import READ
from baton.http.resources import Resource, ResourceListing
from baton.persistence.page import Page

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

PAGE = 25


class CampaignResources:
    """Campaigns, as resources."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def all(self) -> tuple[Resource, ...]:
        """The kinds of resources."""
        return (
            Resource(
                template="baton://campaigns/{campaign_id}",
                of_nobody="a campaign is no person",
                name="campaign",
                title="Campaign",
                description="A campaign with its last review.",
                scopes=(READ,),
                read=self._campaign,
            ),
        )

    def listing(self) -> ResourceListing:
        """The campaigns, the newest first."""
        return ResourceListing(name="campaigns", scopes=(READ,), page=self._page)

    def _campaign(self, place: Mapping[str, str]) -> Campaign:
        return self._platform.area(Campaigns).campaigns.get(place["campaign_id"])

    def _page(self, cursor: str | None) -> Page[dict[str, Any]]:
        found = self._platform.area(Campaigns).campaigns.page(cursor=cursor, limit=PAGE)
        return Page(tuple(map(_described, found.items)), found.cursor)


def _described(campaign: Campaign) -> dict[str, Any]:
    return {
        "uri": f"baton://campaigns/{campaign.campaign_id}",
        "name": f"campaign-{campaign.campaign_id}",
        "title": campaign.details.name,
        "description": f"{campaign.details.status.value} on {campaign.details.platform}",
        "mimeType": "application/json",
        "annotations": {"lastModified": campaign.to_json()["updated_at"]},
    }
