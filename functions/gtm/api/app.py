"""The API of the go-to-market agents put together."""

from typing import TYPE_CHECKING

from baton.gtm.container import Gtm
from baton.http.api import Api
from baton.http.request_handler import RequestHandler
from functions.gtm.api import SERVICE
from functions.gtm.api.figures import FigureRoutes
from functions.gtm.api.insights import InsightRoutes
from functions.gtm.api.marketing import MarketingRoutes
from functions.gtm.api.reports import WeeklyReportRoutes, WeeklyReportService
from functions.gtm.api.requests import RequestRoutes
from functions.gtm.api.segments import SegmentRoutes
from functions.gtm.api.support import SupportRoutes

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def assemble(platform: "Platform") -> RequestHandler:
    """The API with its real parts."""
    return api_of(platform).handler


def api_of(platform: "Platform") -> Api:
    """The API with its routes."""
    api = Api(SERVICE, __package__, platform)
    area = platform.area(Gtm)
    FigureRoutes(api.app, area.finance).register()
    InsightRoutes(api.app, area.insights).register()
    SegmentRoutes(api.app, area.segments).register()
    RequestRoutes(api.app, area.questions).register()
    MarketingRoutes(api.app, area.marketing, area.message_sets).register()
    reports = WeeklyReportService(platform)
    WeeklyReportRoutes(api.app, reports).register()
    SupportRoutes(api.app, area.support).register()
    return api
