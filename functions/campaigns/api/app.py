"""The API of campaigns and experiments put together."""

from typing import TYPE_CHECKING

from baton.campaigns.campaign_service import CampaignService
from baton.campaigns.container import Campaigns
from baton.campaigns.content.content_service import ContentService
from baton.experiments.container import Experiments
from baton.http.api import Api
from baton.http.request_handler import RequestHandler
from functions.campaigns.api import SERVICE
from functions.campaigns.api.campaigns import CampaignRoutes
from functions.campaigns.api.content import ContentRoutes
from functions.campaigns.api.experiment_units import UnitRoutes, UnitService
from functions.campaigns.api.experiments import ExperimentRoutes, ExperimentService
from functions.campaigns.api.metrics import MetricsRoutes, MetricsService
from functions.campaigns.api.reports import ReportRoutes, ReportService

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def assemble(platform: "Platform") -> RequestHandler:
    """The API with its real parts."""
    return api_of(platform).handler


def api_of(platform: "Platform") -> Api:
    """The API with its routes."""
    api = Api(SERVICE, __package__, platform)
    _add_campaigns(api, platform)
    ContentRoutes(api.app, ContentService.of(SERVICE, platform)).register()
    _add_experiments(api, platform)
    return api


def _add_campaigns(api: Api, platform: "Platform") -> None:
    campaigns = platform.area(Campaigns).campaigns
    CampaignRoutes(api.app, CampaignService.of(platform), campaigns).register()
    metrics = MetricsService(
        campaigns=campaigns,
        outbox=platform.outbox,
        transactions=platform.transactions,
        clock=platform.clock,
    )
    MetricsRoutes(api.app, metrics).register()
    reports = ReportService(files=platform.files, workflows=platform.workflows)
    ReportRoutes(api.app, reports).register()


def _add_experiments(api: Api, platform: "Platform") -> None:
    experiments = platform.area(Experiments).experiments
    service = ExperimentService(
        experiments=experiments,
        campaigns=platform.area(Campaigns).campaigns,
        transactions=platform.transactions,
        clock=platform.clock,
    )
    ExperimentRoutes(api.app, service, experiments).register()
    units = UnitService(experiments=experiments, clock=platform.clock)
    UnitRoutes(api.app, units).register()
