"""What can be called by name and read as a resource of campaigns (see ``baton.http.methods``)."""

from pathlib import Path
from typing import TYPE_CHECKING

from baton.campaigns.rpc.campaign_methods import CampaignMethods
from baton.campaigns.rpc.content_methods import ContentMethods
from baton.campaigns.rpc.resources import CampaignResources
from baton.http.methods import RpcContribution

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def contribution(platform: "Platform") -> RpcContribution:
    """The methods, resources and prompts of campaigns."""
    resources = CampaignResources(platform)
    return RpcContribution(
        methods=(*CampaignMethods(platform).all(), *ContentMethods(platform).all()),
        resources=resources.all(),
        listings=(resources.listing(),),
        prompts=Path(__file__).with_name("rpc") / "prompts.yaml",
    )
