"""The search of products: the index says what may fit, the tables say what is so now."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from baton.commerce.catalogue import STANDARD_LIST, Catalogue, Product, ProductVariant
from baton.commerce.container import Commerce
from baton.commerce.ids import together
from baton.commerce.inventory.stock import Stock
from baton.commerce.searching.asking import (
    FoundProduct,
    FoundVariant,
    ProductQuestion,
    ProductSearchPage,
)
from baton.commerce.searching.price_bands import HIGHEST, terms_between
from baton.commerce.searching.product_documents import name_of, with_ancestors
from baton.commerce.searching.product_index import Hit, ProductIndex
from baton.commerce.searching.queries import ProductQuery
from baton.commerce.searching.terms import asked
from baton.core.clock import Clock
from baton.core.money import Money
from baton.core.sizes import how_many_fit
from baton.persistence.page import cursor_after, position

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

ROUNDS = 5
"""How often the index is asked for a page while too little of what it finds passes the filters."""

AT_ONCE = 50


@dataclass(slots=True)
class Gathered:
    """What passed so far, and where each stood; ``after`` is the last place that was looked at, and
    ``None`` when there is nothing after it.
    """

    after: Sequence[Any] | None = None
    items: list[FoundProduct] = field(default_factory=list)
    places: list[tuple[Any, ...]] = field(default_factory=list)
    hits: int = 0


class ProductSearch:
    """Finds products that are sold now. Nothing in an answer is remembered by the index: whether it is
    sold, its stock and its list prices are read when it is given. Methods raise ``Unavailable``, and
    ``Conflict`` where there is no OpenSearch.
    """

    def __init__(
        self, index: ProductIndex, catalogue: Catalogue, stock: Stock, zone: ZoneInfo, clock: Clock
    ) -> None:
        self._index = index
        self._catalogue = catalogue
        self._stock = stock
        self._zone = zone
        self._clock = clock

    @classmethod
    def of(cls, platform: "Platform") -> Self:
        """The search of a platform."""
        area = platform.area(Commerce)
        zone = ZoneInfo(area.settings.shop_time_zone)
        return cls(area.product_index, area.catalogue, area.stock, zone, platform.clock)

    def find(
        self, question: ProductQuestion, *, limit: int = 20, cursor: str | None = None
    ) -> ProductSearchPage:
        """One page of at most ``limit`` products, 1 to 50. Raises ``InvalidInput`` for the cursor of
        another question.
        """
        query = question.model_dump_json()
        known = json.loads(position(query, cursor) or "{}")
        wanted = _wanted(question, self._clock())
        if question.q.strip() and not wanted.words:
            return ProductSearchPage(items=())
        wanted = replace(wanted, loose=known.get("loose", False))
        found = self._gathered(question, wanted, known.get("after"), limit)
        if not found.hits and wanted.words and cursor is None:
            wanted = replace(wanted, loose=True)
            found = self._gathered(question, wanted, None, limit)
        fit = how_many_fit(found.items)
        after = found.after if fit == len(found.items) else found.places[fit - 1]
        key = json.dumps({"after": after, "loose": wanted.loose})
        return ProductSearchPage(
            items=tuple(found.items[:fit]),
            next_cursor=cursor_after(query, key) if after else None,
            is_loose=wanted.loose and bool(found.items),
        )

    def _gathered(
        self,
        question: ProductQuestion,
        wanted: ProductQuery,
        after: Sequence[Any] | None,
        limit: int,
    ) -> Gathered:
        found, size = Gathered(after=after), limit
        for _ in range(ROUNDS):
            hits = self._index.find(wanted, found.after, size)
            found.hits += len(hits)
            there = self._checked(question, wanted, hits)
            for hit in hits:
                found.after = hit.place
                one = there.pop(hit.product_id, None)  # twice while the index is renewed
                if one is not None:
                    found.items.append(one)
                    found.places.append(hit.place)
                if len(found.items) == limit:
                    return found
            if len(hits) < size:
                found.after = None
                return found
            size = AT_ONCE
        return found

    def _checked(
        self, question: ProductQuestion, wanted: ProductQuery, hits: Sequence[Hit]
    ) -> dict[str, FoundProduct]:
        """Those of the hits that pass the filters now, as they are now."""
        ids = frozenset(hit.product_id for hit in hits)
        products = [one for one in self._catalogue.of_ids(ids).values() if _fits(one, wanted)]
        sold = [(one, self._sold(question, one, wanted.now)) for one in products]
        skus = [variant.sku for _, variants in sold for variant, _ in variants]
        pieces: dict[str, int] = {}
        for some in together(skus):
            pieces |= self._stock.available(some)
        found: dict[str, FoundProduct] = {}
        for product, variants in sold:
            shown = tuple(
                FoundVariant.of(variant, prices, pieces[variant.sku])
                for variant, prices in variants
                if pieces[variant.sku] or not question.available
            )
            if shown:
                found[product.product_id] = FoundProduct.of(product, shown)
        return found

    def _sold(
        self, question: ProductQuestion, product: Product, now: datetime
    ) -> list[tuple[ProductVariant, tuple[Money, ...]]]:
        """The variants that are sold now, with their list prices that pass: at least one where prices
        are asked for."""
        day = now.astimezone(self._zone).date()
        found = list[tuple[ProductVariant, tuple[Money, ...]]]()
        for variant in product.variants:
            if not product.is_sold(variant.sku, now):
                continue
            currencies = dict.fromkeys(one.money.currency for one in variant.prices)
            every = (variant.list_price(one, STANDARD_LIST, day) for one in currencies)
            prices = tuple(one for one in every if one and question.allows(one))
            if prices or question.currency is None:
                found.append((variant, prices))
        return found


def _wanted(question: ProductQuestion, now: datetime) -> ProductQuery:
    prices: list[str] = []
    if question.currency is not None:
        least = 0 if question.min_price is None else question.min_price
        most = HIGHEST if question.max_price is None else question.max_price
        prices = terms_between(question.currency, least, most)
    return ProductQuery(
        now=now,
        words=asked(question.q),
        category=question.category,
        brand=None if question.brand is None else name_of(question.brand),
        prices=tuple(prices),
        in_stock=question.available,
    )


def _fits(product: Product, wanted: ProductQuery) -> bool:
    """Whether a product is still of the category and the brand."""
    of_category = wanted.category is None or wanted.category in with_ancestors(product)
    return of_category and wanted.brand in (None, name_of(product.brand or ""))
