"""Keeping the index as catalogue and inventory have it, whatever tells of a change, in any order."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Self

from baton.commerce.catalogue import Catalogue, Product
from baton.commerce.container import Commerce
from baton.commerce.ids import ProductId, Sku, together
from baton.commerce.inventory.purchasing_repository import PurchasingRepository
from baton.commerce.inventory.stocking import StockState, StockWatch
from baton.commerce.searching.product_documents import ProductDocument, document_of
from baton.commerce.searching.product_index import ProductIndex
from baton.core.errors import Conflict

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

ATTEMPTS = 5
AT_ONCE = 100
"""Products of a page."""


class IndexFeeding:
    """Follows what is kept of a product, not what an event says of it: what the index has is seen before
    the tables are read, and written over only as it was seen. So who writes last has read last, and who
    is overtaken reads anew.

    A product counts as sold out by what inventory watches, since that tells when it is back; of a SKU
    that nobody watches, the search finds out for itself.
    """

    def __init__(
        self, index: ProductIndex, catalogue: Catalogue, purchasing: PurchasingRepository
    ) -> None:
        self._index = index
        self._catalogue = catalogue
        self._purchasing = purchasing

    @classmethod
    def of(cls, platform: "Platform") -> Self:
        """The feeding of a platform's index."""
        area = platform.area(Commerce)
        return cls(area.product_index, area.catalogue, area.purchasing_repository)

    def follow(self, product_ids: Sequence[ProductId], skus: Sequence[Sku] = ()) -> int:
        """Has the index say of products, and of those of SKUs, what is so now; gives how many it said
        something else of. Raises ``Unavailable``, and ``Conflict`` if others change the same all the
        time: trying again is safe.
        """
        if not self._index.is_there:
            return 0
        wanted = dict.fromkeys(product_ids)
        for some in together(skus):
            of_skus = self._catalogue.of_skus(some)
            wanted |= dict.fromkeys(one.product_id for one in of_skus.values())
        names, changed = list(wanted), 0
        for start in range(0, len(names), AT_ONCE):
            changed += self._followed(names[start : start + AT_ONCE])
        return changed

    def renew(self, most: int) -> bool:
        """Makes the index what this version of the code wants, and puts into it what it lacks, all of it
        if it was lost: at most so many products, a page more or less. Says whether nothing is left to
        do; if something is, calling again goes on. Raises as ``follow`` does.
        """
        if not self._index.is_there:
            return True
        self._index.begin_renewal()
        cursor = None
        while True:
            page = self._catalogue.page(cursor=cursor, limit=AT_ONCE)
            most -= self._followed([one.product_id for one in page.items])
            if (cursor := page.cursor) is None:
                return self._index.end_renewal()
            if most <= 0:
                return False

    def _followed(self, product_ids: Sequence[ProductId]) -> int:
        left, changed = tuple(product_ids), 0
        for _ in range(ATTEMPTS):
            seen = self._index.seen(left)
            documents = [
                one
                for one in self._documents(left)
                if one.product_id not in seen or seen[one.product_id].digest != one.digest
            ]
            left = self._index.keep(documents, seen)
            changed += len(documents) - len(left)
            if not left:
                return changed
        raise Conflict("These products are being changed all the time. Try again.")

    def _documents(self, product_ids: Sequence[ProductId]) -> list[ProductDocument]:
        products = self._catalogue.of_ids(frozenset(product_ids)).values()
        out = self._out(products)
        return [document_of(one, out) for one in products]

    def _out(self, products: Iterable[Product]) -> frozenset[Sku]:
        skus = [variant.sku for one in products for variant in one.variants]
        watched: dict[Sku, StockWatch] = {}
        for some in together(skus):
            watched |= self._purchasing.watches(some)
        return frozenset(sku for sku, one in watched.items() if one.state is StockState.OUT)
