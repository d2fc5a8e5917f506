"""The API of commerce put together."""

from typing import TYPE_CHECKING

from baton.commerce.catalogue_service import CatalogueService
from baton.commerce.container import Commerce
from baton.http.api import Api
from baton.http.request_handler import RequestHandler
from functions.commerce.api import SERVICE
from functions.commerce.api.products import ProductRoutes
from functions.commerce.api.stock import StockRoutes

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def assemble(platform: "Platform") -> RequestHandler:
    """The API with its real parts."""
    return api_of(platform).handler


def api_of(platform: "Platform") -> Api:
    """The API with its routes."""
    api, area = Api(SERVICE, __package__, platform), platform.area(Commerce)
    ProductRoutes(api.app, CatalogueService.of(SERVICE, platform), area.catalogue).register()
    StockRoutes(api.app, area.stock, area.stock_repository, platform.clock).register()
    return api
