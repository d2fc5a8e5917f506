"""The API of leads put together."""

from typing import TYPE_CHECKING

from baton.effects.channel_switch import SwitchBoard
from baton.http.api import Api
from baton.http.request_handler import RequestHandler
from baton.leads.container import Leads
from baton.leads.lead_intake import LeadIntake
from baton.leads.outcomes import OutcomeService
from baton.leads.send_rules import SendRules
from functions.leads.api import SERVICE
from functions.leads.api.batches import BatchRoutes
from functions.leads.api.draft_listing import DraftListingRoutes
from functions.leads.api.drafts import DraftRoutes, DraftService
from functions.leads.api.effects import EffectRoutes
from functions.leads.api.funnel import FunnelRoutes
from functions.leads.api.handoffs import HandoffRoutes
from functions.leads.api.leads import LeadRoutes
from functions.leads.api.outcomes import OutcomeRoutes
from functions.leads.api.pipeline import LeadPipeline
from functions.leads.api.replies import ReplyRoutes
from functions.leads.api.search import SearchRoutes
from functions.leads.api.unsubscribe import UnsubscribeRoutes, UnsubscribeService

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def assemble(platform: "Platform") -> RequestHandler:
    """The API with its real parts."""
    return api_of(platform).handler


def api_of(platform: "Platform") -> Api:
    """The API with its routes."""
    api = Api(SERVICE, __package__, platform)
    leads, intake = platform.area(Leads).leads, LeadIntake.of(platform)
    interactions, outcomes = platform.area(Leads).interactions, OutcomeService.of(platform)
    counts = platform.area(Leads).conversion_counts
    FunnelRoutes(api.app, counts, clock=platform.clock).register()
    LeadRoutes(api.app, intake, LeadPipeline.of(platform), leads, worker=platform.worker).register()
    SearchRoutes(api.app, leads, platform.subjects).register()
    BatchRoutes(api.app, intake).register()
    OutcomeRoutes(api.app, outcomes, leads, interactions).register()
    HandoffRoutes(api.app, leads, platform.handoffs).register()
    EffectRoutes(
        api.app,
        leads=leads,
        effects=platform.effects,
        contact_statuses=platform.contact_statuses,
        references=platform.reference_data,
        rules=SendRules.model_validate(platform.area(Leads).settings.send_rules),
        switches=SwitchBoard(platform.channel_switches.read, platform.clock),
        clock=platform.clock,
    ).register()
    ReplyRoutes(api.app, platform.files).register()
    drafts = DraftService(
        leads=leads,
        references=platform.reference_data,
        transactions=platform.transactions,
        clock=platform.clock,
    )
    DraftRoutes(api.app, drafts).register()
    DraftListingRoutes(api.app, leads, drafts).register()
    UnsubscribeRoutes(api.app, UnsubscribeService.of(platform, outcomes)).register()
    return api
