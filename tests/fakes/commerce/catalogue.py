"""The catalogue in memory."""

from collections.abc import Mapping

from baton.commerce.catalogue import Product
from baton.commerce.catalogue_repository import LISTING, product_overtaken, sku_taken
from baton.commerce.ids import ProductId, Sku
from baton.core.errors import NotFound
from baton.persistence.page import Page
from baton.persistence.transaction import Transaction
from tests.fakes.platform.listings import newest_first
from tests.fakes.platform.transaction import Ground, stage


class FakeCatalogue:
    """See ``baton.commerce.catalogue.Catalogue``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[ProductId, Product] = {}
        self._owners: dict[Sku, ProductId] = {}

    def put(self, product: Product, before: Product | None, within: Transaction) -> None:
        def check() -> None:
            kept = self.kept.get(product.product_id)
            if (kept.version if kept else None) != (before.version if before else None):
                raise product_overtaken(product)
            for sku in skus_of(product):
                if self._owners.get(sku, product.product_id) != product.product_id:
                    raise sku_taken(sku)

        def apply() -> None:
            for sku in skus_of(before) if before else ():
                self._owners.pop(sku)
            self._owners.update(dict.fromkeys(skus_of(product), product.product_id))
            self.kept[product.product_id] = product

        stage(within, ("products", product.product_id), apply, check)

    def get(self, product_id: ProductId) -> Product:
        with self._ground.faults.at("catalogue.get"), self._ground.lock:
            if product_id not in self.kept:
                raise NotFound("product", product_id)
            return self.kept[product_id]

    def of_ids(self, product_ids: frozenset[ProductId]) -> Mapping[ProductId, Product]:
        with self._ground.faults.at("catalogue.of_ids"), self._ground.lock:
            return {one: self.kept[one] for one in product_ids if one in self.kept}

    def of_skus(self, skus: frozenset[Sku]) -> Mapping[Sku, Product]:
        with self._ground.faults.at("catalogue.of_skus"), self._ground.lock:
            owners = ((sku, self._owners.get(sku)) for sku in skus)
            return {sku: self.kept[owner] for sku, owner in owners if owner in self.kept}

    def page(self, *, cursor: str | None = None, limit: int = 50) -> Page[Product]:
        with self._ground.faults.at("catalogue.page"), self._ground.lock:
            return newest_first(self.kept.items(), LISTING, cursor, limit)


def skus_of(product: Product) -> list[Sku]:
    return [variant.sku for variant in product.variants]
