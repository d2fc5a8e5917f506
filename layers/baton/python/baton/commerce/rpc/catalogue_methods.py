"""Methods ``commerce.products.*``, ``commerce.stock`` and ``commerce.quote``."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from baton.commerce.catalogue import Product
from baton.commerce.catalogue_service import CatalogueService, ProductContent
from baton.commerce.container import Commerce
from baton.commerce.ids import ProductId, Sku
from baton.commerce.inventory.stock import SkuStock
from baton.commerce.pricing.quotes import PriceRequest, Quote
from baton.core.contract import Contract
from baton.core.errors import StaleVersion
from baton.http.methods import CallContext, Method, PreviousCursor

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

READ = ("commerce.read",)
_OF_NOBODY = "products, stock and prices are of nobody"


class WhichProduct(Contract):
    """Which product."""

    product_id: ProductId


class ListProducts(Contract):
    """Which products."""

    limit: int = Field(default=20, ge=1, le=50)
    cursor: str | None = PreviousCursor


class ProductList(Contract):
    """A page of products."""

    items: tuple[Product, ...]
    next_cursor: str | None = None


class PutProduct(WhichProduct):
    """A product as it shall be, whole. ``version`` is the one that was read; 0 for a new one."""

    content: ProductContent
    version: int | None = Field(default=None, ge=0)


class WhichSku(Contract):
    """Whose stock."""

    sku: Sku


class CatalogueMethods:
    """Products, stock, and what something costs."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform

    def all(self) -> Iterator[Method]:
        """The methods."""
        yield from self._of_products()
        yield Method(
            name="commerce.stock",
            of_nobody=_OF_NOBODY,
            title="Read the stock of a SKU",
            description="What is available, reserved and unavailable, together and by location.",
            scopes=READ,
            params=WhichSku,
            result=SkuStock,
            handler=self.stock,
        )
        yield Method(
            name="commerce.quote",
            of_nobody="a price is told, and names nobody",
            title="Work out what a purchase costs",
            description="Prices, promotions, tax and total of lines to a country, with the reason of "
            "each step; the quote holds until valid_until.",
            scopes=READ,
            params=PriceRequest,
            result=Quote,
            handler=self.quote,
            changes=True,
        )

    def _of_products(self) -> Iterator[Method]:
        yield Method(
            name="commerce.products.get",
            of_nobody=_OF_NOBODY,
            title="Read a product",
            description="One product with its variants and list prices.",
            scopes=READ,
            params=WhichProduct,
            result=Product,
            handler=self.product,
        )
        yield Method(
            name="commerce.products.list",
            of_nobody=_OF_NOBODY,
            title="List products",
            description="Products in the order of their ids, in pages.",
            scopes=READ,
            params=ListProducts,
            result=ProductList,
            handler=self.products,
        )
        yield Method(
            name="commerce.products.put",
            of_nobody=_OF_NOBODY,
            title="Add or change a product",
            description="Keeps a product as it is given, whole; the same again changes nothing.",
            scopes=("commerce.write",),
            params=PutProduct,
            result=Product,
            handler=self.put,
            changes=True,
        )

    def product(self, params: WhichProduct, _context: CallContext) -> Product:
        """One product. Raises ``NotFound``."""
        return self._platform.area(Commerce).catalogue.get(params.product_id)

    def products(self, params: ListProducts, _context: CallContext) -> ProductList:
        """A page of products."""
        catalogue = self._platform.area(Commerce).catalogue
        found = catalogue.page(cursor=params.cursor, limit=params.limit)
        return ProductList(items=found.items, next_cursor=found.cursor)

    def put(self, params: PutProduct, context: CallContext) -> Product:
        """Keeps a product. Raises ``StaleVersion`` if another version is kept than was read."""
        service = CatalogueService.of("rpc", self._platform)
        before = service.find(params.product_id)
        there = before.version if before else 0
        if params.version not in (None, there):
            raise StaleVersion(f"The product is at version {there}. Read it again.")
        return service.put(params.product_id, params.content, before, context.correlation_id)

    def stock(self, params: WhichSku, _context: CallContext) -> SkuStock:
        """The stock of a SKU. Raises ``NotFound``."""
        levels = self._platform.area(Commerce).stock_repository.levels(frozenset((params.sku,)))
        return SkuStock.of(params.sku, levels.get(params.sku))

    def quote(self, params: PriceRequest, _context: CallContext) -> Quote:
        """What a purchase costs now. Raises ``InvalidInput`` with the line that cannot be sold."""
        return self._platform.area(Commerce).pricing.quote(params)
