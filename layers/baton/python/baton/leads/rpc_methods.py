"""What can be called by name and read as a resource of leads (see ``baton.http.methods``)."""

from pathlib import Path
from typing import TYPE_CHECKING

from baton.http.methods import RpcContribution
from baton.leads.rpc.episode_methods import EpisodeMethods
from baton.leads.rpc.handoff_methods import HandoffMethods
from baton.leads.rpc.lead_methods import LeadMethods
from baton.leads.rpc.person_methods import PersonMethods
from baton.leads.rpc.resources import LeadResources
from baton.leads.rpc.turn_methods import TurnMethods

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

GROUPS = (HandoffMethods, LeadMethods, TurnMethods, PersonMethods, EpisodeMethods)


def contribution(platform: "Platform") -> RpcContribution:
    """The methods, resources and prompts of leads; memories of people are those of leads' persons."""
    resources = LeadResources(platform)
    return RpcContribution(
        methods=tuple(method for group in GROUPS for method in group(platform).all()),
        resources=resources.all(),
        listings=(resources.listing(),),
        prompts=Path(__file__).with_name("rpc") / "prompts.yaml",
    )
