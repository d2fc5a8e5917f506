"""Products as the index keeps them: the mapping, and what is written of each. Pure."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from baton.commerce.catalogue import STANDARD_LIST, Product, ProductVariant, SellingState
from baton.commerce.ids import ProductId, Sku
from baton.commerce.searching.price_bands import term
from baton.commerce.searching.terms import prefixes, spellings, stems, words

SCHEMA = 1
"""The mapping's version, and that of the terms. Another one has the index built anew."""

LISTED, UNLISTED = "listed", "unlisted"
MOST_DESCRIBED = 1_000
"""Terms of a description; further ones are left out."""

_KEYWORDS = (
    *("product_id", "status", "digest", "sold_out", "whole_title", "title", "brand", "attributes"),
    *("description", "prefixes", "spellings", "brand_name", "categories", "prices"),
)
_DATES = ("sold_from", "sold_until")
_EVER = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class ProductDocument:
    """What is kept of a product. ``digest`` tells it from every other state of the product."""

    product_id: ProductId
    source: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """The digest that is kept with it."""
        return str(self.source["digest"])


def index_body(now: datetime) -> dict[str, Any]:
    """The settings and the mapping of an index that is made ``now``."""
    keywords: dict[str, Any] = {name: {"type": "keyword"} for name in _KEYWORDS}
    dates: dict[str, Any] = {name: {"type": "date"} for name in _DATES}
    settings = {
        "number_of_shards": 1,
        "auto_expand_replicas": "0-1",
        "codec": "best_compression",
    }
    return {
        "settings": {"index": settings},
        "mappings": {
            "dynamic": "strict",
            "_meta": {**made_with(), "made_at": now.astimezone(UTC).isoformat()},
            "properties": {**keywords, **dates},
        },
    }


def made_with() -> dict[str, Any]:
    """What of an index's ``_meta`` must be so for it to be the current one."""
    return {"schema": SCHEMA}


def document_of(product: Product, out: frozenset[Sku]) -> ProductDocument:
    """What is kept of a product of whose SKUs inventory says that these are ``out``. Of one that is not
    sold at all only its id stays: it is found by nobody, and nothing older is written over it.
    """
    sold = [one for one in product.variants if one.state is SellingState.ACTIVE]
    if product.state is not SellingState.ACTIVE or not sold:
        return _sealed(product, {"status": UNLISTED})
    first, last = _EVER
    is_out = all(one.sku in out for one in sold)
    return _sealed(
        product,
        {
            "status": LISTED,
            "sold_out": "yes" if is_out else "no",
            "sold_from": (product.sold_from or first).astimezone(UTC).isoformat(),
            "sold_until": (product.sold_until or last).astimezone(UTC).isoformat(),
            "categories": list(with_ancestors(product)),
            "brand_name": name_of(product.brand or ""),
            "prices": sorted({one for variant in sold for one in _price_terms(variant)}),
            **_terms(product, sold),
        },
    )


def with_ancestors(product: Product) -> Iterator[str]:
    """A product's categories and those above them: ``clothes/shirts`` is in ``clothes``."""
    found = dict[str, None]()
    for category in product.categories:
        parts = category.split("/")
        found |= dict.fromkeys("/".join(parts[:size]) for size in range(1, len(parts) + 1))
    yield from found


def name_of(text: str) -> str:
    """A name, as it is compared: ``  ACME `` is ``acme``."""
    return " ".join(words(text))


def _terms(product: Product, sold: list[ProductVariant]) -> dict[str, Any]:
    options = [value for one in sold for value in (one.title, *one.options.values())]
    shown = [product.title, product.brand or "", *product.categories]
    ids = [product.product_id, *(one.sku for one in sold)]
    begun = [*shown, *options]
    near = (one for text in shown for word in words(text) for one in spellings(word))
    return {
        "whole_title": " ".join(words(product.title)),
        "title": stems([product.title]),
        "brand": stems([product.brand or ""]),
        "attributes": stems([*product.categories, *options, *ids]),
        "description": stems([product.description])[:MOST_DESCRIBED],
        "prefixes": prefixes(begun),
        "spellings": list(dict.fromkeys(near)),
    }


def _price_terms(variant: ProductVariant) -> Iterator[str]:
    """Of every list price, whenever it holds: which one does is looked up when somebody asks."""
    for price in variant.prices:
        if price.price_list == STANDARD_LIST:
            yield term(price.money.currency, price.money.amount)


def _sealed(product: Product, fields: Mapping[str, Any]) -> ProductDocument:
    source = {"product_id": product.product_id, **fields}
    text = json.dumps(source, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return ProductDocument(product.product_id, {**source, "digest": digest})
