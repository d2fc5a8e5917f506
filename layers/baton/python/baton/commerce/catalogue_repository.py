"""The catalogue in DynamoDB."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from baton.commerce.catalogue import Product
from baton.commerce.ids import ProductId, Sku
from baton.core.errors import AlreadyExists, NotFound, StaleVersion
from baton.persistence.database import Database, database_errors
from baton.persistence.listing import Listing
from baton.persistence.page import Page
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.commerce.items import ProductItem

LISTED_SHARDS = 8
LISTING = "products"
MOST_OWNERS = 20_000
"""SKUs of which a container remembers whose they were: 4 MB."""

_PRODUCT, _SKU = "product", "sku"


def sku_taken(sku: Sku) -> AlreadyExists:
    """The error for a SKU that belongs to another product."""
    return AlreadyExists(f"The SKU {sku} belongs to another product.")


def product_overtaken(product: Product) -> StaleVersion:
    """The error for a product that is not any more as it was read."""
    return StaleVersion(f"The product {product.product_id} was changed since it was read.")


class DynamoCatalogue:
    """See ``Catalogue``: one item a product, and one a SKU that says whose it is."""

    def __init__(self, database: Database, table: str) -> None:
        from baton.commerce.items import ProductItem

        self._items = database.bound(ProductItem, table)
        self._database = database
        self._owners: dict[Sku, ProductId] = {}
        self._listing = Listing(
            database,
            self._items,
            lambda item: (item.product_id, item.part),
            _read,
            shards=LISTED_SHARDS,
        )

    def put(self, product: Product, before: Product | None, within: Transaction) -> None:
        """See ``Catalogue``."""
        of, unit = self._items, DynamoTransaction.of(within)
        product_id = product.product_id
        item = of(
            product_id,
            _PRODUCT,
            version=product.version,
            listing=self._listing.place(LISTING, product_id),
            listed_at=product_id,
            document=product.model_dump_json(exclude_none=True),
        )
        same = of.version == before.version if before else of.product_id.does_not_exist()
        unit.put(item, same, product_overtaken(product))
        skus, old = _skus(product), _skus(before) if before else frozenset()
        for sku in sorted(skus - old):
            free = of.product_id.does_not_exist() | (of.owner == product_id)
            unit.put(of(f"{_SKU}#{sku}", _SKU, owner=product_id), free, sku_taken(sku))
        for sku in sorted(old - skus):
            unit.delete(of(f"{_SKU}#{sku}", _SKU))

    def get(self, product_id: ProductId) -> Product:
        """See ``Catalogue``."""
        try:
            with database_errors():
                item = self._items.get(product_id, _PRODUCT, consistent_read=True)
        except self._items.DoesNotExist:
            raise NotFound("product", product_id) from None
        return _read(item)

    def of_ids(self, product_ids: frozenset[ProductId]) -> Mapping[ProductId, Product]:
        """See ``Catalogue``."""
        keys = [(one, _PRODUCT) for one in sorted(product_ids)]
        items = self._database.fetch(self._items, keys) if keys else []
        return {item.product_id: _read(item) for item in items}

    def of_skus(self, skus: frozenset[Sku]) -> Mapping[Sku, Product]:
        """See ``Catalogue``. The product that a SKU belonged to before is read first: it says itself
        whether it has the SKU still, and only if not it is looked up whose that is now.
        """
        known = {sku: self._owners[sku] for sku in skus if sku in self._owners}
        found = self._having(skus, known.values())
        if left := skus - found.keys():
            keys = [(f"{_SKU}#{sku}", _SKU) for sku in sorted(left)]
            owners = self._database.fetch(self._items, keys, only=("owner",))
            found |= self._having(left, (item.owner for item in owners if item.owner))
        if len(self._owners) > MOST_OWNERS:
            self._owners.clear()
        self._owners.update((sku, product.product_id) for sku, product in found.items())
        return found

    def _having(self, skus: frozenset[Sku], ids: Iterable[ProductId]) -> dict[Sku, Product]:
        """Those of products with these ids that have one of the SKUs, by SKU."""
        keys = [(one, _PRODUCT) for one in sorted(set(ids))]
        items = self._database.fetch(self._items, keys, only=("document",))
        return {sku: of for of in map(_read, items) for sku in _skus(of) if sku in skus}

    def page(self, *, cursor: str | None = None, limit: int = 50) -> Page[Product]:
        """See ``Catalogue``."""
        return self._listing.page(
            LISTING,
            self._items.by_listing,
            [LISTING],
            cursor=cursor,
            limit=limit,
            belongs=lambda item: item.part == _PRODUCT,
        )


def _skus(product: Product) -> frozenset[Sku]:
    return frozenset(variant.sku for variant in product.variants)


def _read(item: "ProductItem") -> Product:
    return Product.model_validate_json(item.document or "")
