"""What the catalogue knows of items that were bought."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from baton.commerce.catalogue import Catalogue, Product, SellingState
from baton.commerce.ids import Sku

MOST_FRESH = 200


@dataclass(frozen=True)
class Items:
    """The SKU of each item that is sold, be it named by SKU or by product; categories by SKU; and SKUs
    of products that nobody bought yet.
    """

    skus: Mapping[str, Sku]
    categories: Mapping[Sku, Sequence[str]]
    fresh: tuple[Sku, ...]


def items_known(catalogue: Catalogue, bought: set[str]) -> Items:
    """Looks through the catalogue once. A product's first SKU that is sold stands for it."""
    skus: dict[str, Sku] = {}
    by_product: dict[str, Sku] = {}
    categories: dict[Sku, Sequence[str]] = {}
    fresh: list[Sku] = []
    for product in _all(catalogue):
        sold = [one.sku for one in product.variants if one.state is SellingState.ACTIVE]
        if product.state is not SellingState.ACTIVE or not sold:
            continue
        skus |= {sku: sku for sku in sold}
        by_product.setdefault(product.product_id, sold[0])
        categories |= dict.fromkeys(sold, product.categories)
        if not bought & {product.product_id, *sold} and len(fresh) < MOST_FRESH:
            fresh.append(sold[0])
    known = by_product | skus
    return Items({one: known[one] for one in bought if one in known}, categories, tuple(fresh))


def _all(catalogue: Catalogue) -> Iterator[Product]:
    cursor = None
    while True:
        page = catalogue.page(cursor=cursor, limit=100)
        yield from page.items
        cursor = page.cursor
        if cursor is None:
            return
