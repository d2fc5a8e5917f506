"""The API of commerce put together."""

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from baton.commerce.carts.checkout import CartCheckout
from baton.commerce.carts.ordering import CartOrdering
from baton.commerce.carts.service import CartService
from baton.commerce.catalogue_service import CatalogueService
from baton.commerce.container import Commerce
from baton.commerce.customers.service import CustomerService
from baton.commerce.inventory.reviewing import StockReviews
from baton.commerce.orders.amending import OrderAmendments
from baton.commerce.orders.changing import OrderChanges
from baton.commerce.orders.issuing import Issuing
from baton.commerce.orders.placing import OrderPlacing
from baton.commerce.orders.shortfall import Shortfalls
from baton.commerce.pricing.price_book_service import PriceBookService
from baton.commerce.searching.service import ProductSearch
from baton.http.api import Api
from baton.http.request_handler import RequestHandler
from functions.commerce.api import SERVICE
from functions.commerce.api.carts import CartRoutes
from functions.commerce.api.customers import CustomerRoutes
from functions.commerce.api.order_papers import OrderPaperRoutes
from functions.commerce.api.order_search import OrderSearchRoutes
from functions.commerce.api.orders import OrderRoutes
from functions.commerce.api.price_book import PriceBookRoutes
from functions.commerce.api.product_search import ProductSearchRoutes
from functions.commerce.api.products import ProductRoutes
from functions.commerce.api.purchase_drafts import PurchaseDraftRoutes
from functions.commerce.api.purchasing import PurchasingRoutes
from functions.commerce.api.quotes import QuoteRoutes
from functions.commerce.api.recommendations import RecommendationRoutes
from functions.commerce.api.sku_prices import SkuPriceRoutes
from functions.commerce.api.stock import StockRoutes
from functions.commerce.api.stock_overview import StockOverviewRoutes
from functions.commerce.api.webhooks import WebhookRoutes

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def assemble(platform: "Platform") -> RequestHandler:
    """The API with its real parts."""
    return api_of(platform).handler


def api_of(platform: "Platform") -> Api:
    """The API with its routes."""
    api = Api(SERVICE, __package__, platform)
    for add in (_goods, _prices, _buyers, _orders):
        add(api, platform.area(Commerce), platform)
    return api


def _goods(api: Api, area: Commerce, platform: "Platform") -> None:
    app, clock = api.app, platform.clock
    ProductRoutes(app, CatalogueService.of(SERVICE, platform), area.catalogue).register()
    ProductSearchRoutes(app, ProductSearch.of(platform)).register()
    StockRoutes(app, area.stock, area.stock_repository, clock).register()
    StockOverviewRoutes(app, area.stock_repository, area.purchasing_repository).register()
    reviews = StockReviews.of(SERVICE, platform)
    PurchasingRoutes(app, area.purchasing, area.purchasing_repository, reviews, clock).register()
    PurchaseDraftRoutes(app, area.purchasing, area.catalogue, clock).register()
    RecommendationRoutes(app, area.recommender).register()


def _prices(api: Api, area: Commerce, platform: "Platform") -> None:
    zone = ZoneInfo(area.settings.shop_time_zone)
    QuoteRoutes(api.app, area.pricing).register()
    PriceBookRoutes(api.app, PriceBookService.of(platform)).register()
    SkuPriceRoutes(api.app, area.prices, platform.clock, zone).register()


def _buyers(api: Api, area: Commerce, platform: "Platform") -> None:
    del area
    CustomerRoutes(api.app, CustomerService.of(platform)).register()
    CartRoutes(api.app, CartService.of(platform), CartCheckout.of(platform)).register()


def _orders(api: Api, area: Commerce, platform: "Platform") -> None:
    changes = OrderChanges.of(SERVICE, platform)
    OrderRoutes(
        api.app,
        placing=OrderPlacing.of(SERVICE, platform, CartOrdering(area.carts, platform.clock)),
        changes=changes,
        amendments=OrderAmendments.of(SERVICE, platform),
        shortfalls=Shortfalls.of(SERVICE, platform),
        orders=area.orders,
        effects=platform.effects,
    ).register()
    OrderPaperRoutes(api.app, area.orders, area.stock, Issuing.of(platform)).register()
    OrderSearchRoutes(api.app, area.orders, platform.subjects).register()
    WebhookRoutes(
        api.app,
        secret=platform.secrets.named(area.settings.payment_secret),
        payments=area.payments,
        carrier_secret=platform.secrets.named(area.settings.carrier_secret),
        carriers=area.carriers,
        orders=area.orders,
        changes=changes,
        clock=platform.clock,
    ).register()
