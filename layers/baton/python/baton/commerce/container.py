"""The parts of this area, wired over a platform."""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from baton.commerce.carts.repository import CartRepository
    from baton.commerce.catalogue import Catalogue
    from baton.commerce.customers.customer import CustomerRepository
    from baton.commerce.inventory.purchasing import Purchasing
    from baton.commerce.inventory.purchasing_repository import PurchasingRepository
    from baton.commerce.inventory.repository import StockRepository
    from baton.commerce.inventory.service import StockService
    from baton.commerce.orders.document_numbers import DocumentNumbers
    from baton.commerce.orders.repository import OrderRepository
    from baton.commerce.payments.port import PaymentProvider
    from baton.commerce.pricing.redemption import Redemptions
    from baton.commerce.pricing.repository import PriceRepository
    from baton.commerce.pricing.service import PricingService
    from baton.commerce.recommending.feedback import FeedbackCounts
    from baton.commerce.recommending.model_files import ModelFiles
    from baton.commerce.recommending.service import Recommender
    from baton.commerce.searching.product_index import ProductIndex
    from baton.commerce.settings import CommerceSettings
    from baton.commerce.shipping.kept_rates import KeptRates
    from baton.commerce.shipping.port import CarrierProvider
    from baton.runtime.platform import Platform


class Commerce:
    """The area's parts: ``platform.area(Commerce)``. Each is made when it is first asked for."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self._database, self._table = platform.database, platform.settings.table

    @cached_property
    def settings(self) -> "CommerceSettings":
        """What the area is told."""
        from baton.commerce.settings import CommerceSettings

        return CommerceSettings.from_environment()

    @cached_property
    def catalogue(self) -> "Catalogue":
        """The products."""
        from baton.commerce.catalogue_repository import DynamoCatalogue

        return DynamoCatalogue(self._database, self._table("products"))

    @cached_property
    def product_index(self) -> "ProductIndex":
        """The index by which products are found; one that keeps nothing where there is no OpenSearch."""
        from baton.commerce.searching.wiring import product_index

        return product_index(self._platform)

    @cached_property
    def customers(self) -> "CustomerRepository":
        """The customers."""
        from baton.commerce.customers.repository import DynamoCustomers

        return DynamoCustomers(self._database, self._table("customers"))

    @cached_property
    def carts(self) -> "CartRepository":
        """The carts."""
        from baton.commerce.carts.repository import DynamoCarts

        return DynamoCarts(self._database, self._table("carts"))

    @cached_property
    def prices(self) -> "PriceRepository":
        """The price book, what was set and shown, and quotes."""
        from baton.commerce.pricing.repository import DynamoPrices

        return DynamoPrices(self._database, self._table("prices"))

    @cached_property
    def redemptions(self) -> "Redemptions":
        """How often promotions and codes were used."""
        from baton.commerce.pricing.redemption import DynamoRedemptions

        return DynamoRedemptions(self._database, self._table("prices"))

    @cached_property
    def stock_repository(self) -> "StockRepository":
        """Levels, movements and reservations."""
        from baton.commerce.inventory.repository import DynamoStock

        return DynamoStock(self._database, self._table("stock"))

    @cached_property
    def stock(self) -> "StockService":
        """Who keeps stock right."""
        from baton.commerce.inventory.service import StockService

        platform = self._platform
        return StockService(self.stock_repository, platform.transactions, platform.clock)

    @cached_property
    def purchasing_repository(self) -> "PurchasingRepository":
        """Stocking policies, watches, suppliers and purchase orders."""
        from baton.commerce.inventory.purchasing_repository import DynamoPurchasing

        return DynamoPurchasing(self._database, self._table("stock"))

    @cached_property
    def purchasing(self) -> "Purchasing":
        """Who changes stocking policies and purchase orders."""
        from baton.commerce.inventory.purchasing import Purchasing

        platform = self._platform
        return Purchasing(
            self.purchasing_repository,
            self.stock_repository,
            platform.transactions,
            platform.clock,
        )

    @cached_property
    def orders(self) -> "OrderRepository":
        """The orders."""
        from baton.commerce.orders.repository import DynamoOrders

        return DynamoOrders(self._database, self._table("orders"))

    @cached_property
    def document_numbers(self) -> "DocumentNumbers":
        """The numbers of invoices and credit notes."""
        from baton.commerce.orders.document_numbers import DynamoDocumentNumbers

        return DynamoDocumentNumbers(self._database, self._table("orders"))

    @cached_property
    def pricing(self) -> "PricingService":
        """Who works prices out."""
        from baton.commerce.pricing.service import PricingService

        return PricingService(
            prices=self.prices,
            redemptions=self.redemptions,
            catalogue=self.catalogue,
            settings=self.settings,
            clock=self._platform.clock,
            new_id=self._platform.new_id,
            has_ordered=lambda customer: bool(self.orders.page(customer, limit=1).items),
        )

    @cached_property
    def payments(self) -> "PaymentProvider":
        """The payment provider."""
        from baton.commerce.payments.wiring import payment_provider

        return payment_provider(self.settings, self._platform)

    @cached_property
    def carriers(self) -> "CarrierProvider | None":
        """The carriers' service; ``None`` if none is connected: parcels are the shop's matter then."""
        from baton.commerce.shipping.wiring import carrier_provider, closed

        return None if closed() else carrier_provider(self.settings, self._platform)

    @cached_property
    def kept_rates(self) -> "KeptRates":
        """What carriers offered before."""
        from baton.commerce.shipping.kept_rates import DynamoKeptRates

        return DynamoKeptRates(self._database, self._table("prices"))

    @cached_property
    def recommendation_models(self) -> "ModelFiles":
        """What was learned of what goes with what."""
        from baton.commerce.recommending.model_files import ModelFiles

        return ModelFiles(self._platform.files, self._platform.clock)

    @cached_property
    def recommendation_feedback(self) -> "FeedbackCounts":
        """What became of recommendations."""
        from baton.commerce.recommending.feedback import DynamoFeedbackCounts

        return DynamoFeedbackCounts(self._database, self._table("requests"))

    @cached_property
    def recommender(self) -> "Recommender":
        """Who recommends."""
        from baton.commerce.recommending.service import Recommender

        return Recommender(
            models=self.recommendation_models,
            catalogue=self.catalogue,
            stock=self.stock,
            pricing=self.pricing,
            orders=self.orders,
            feedback=self.recommendation_feedback,
            clock=self._platform.clock,
        )
