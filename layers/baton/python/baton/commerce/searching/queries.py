"""Questions as the index is asked them. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from baton.commerce.searching.product_documents import LISTED
from baton.commerce.searching.terms import least_found, spellings, stem

WHOLE_TITLE = 40
WORTH = {"title": 8, "brand": 6, "attributes": 4, "description": 1}
"""What a word is worth by where a product has it."""

BEGUN, MISSPELT = 2, 1
"""What it is worth that a word begins so, or differs by a letter."""

Query = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductQuery:
    """What is looked for: ``words``, of which not all need be there, and filters, which must hold.
    ``prices`` are terms of ``price_bands``. Taken ``loose``, half of the words will do, and those that
    differ by a letter.
    """

    now: datetime
    words: tuple[str, ...] = ()
    category: str | None = None
    brand: str | None = None
    prices: tuple[str, ...] = ()
    in_stock: bool = False
    loose: bool = False


def search_body(wanted: ProductQuery, after: Sequence[Any] | None, size: int) -> dict[str, Any]:
    """The search for the next ``size`` products after a place: the best first, or by their ids where
    no words are looked for.
    """
    order = [{"product_id": "asc"}]
    body: dict[str, Any] = {
        "query": {"bool": {**_worded(wanted), "filter": list(_filters(wanted))}},
        "size": size,
        "sort": [{"_score": "desc"}, *order] if wanted.words else order,
        "_source": False,
        "track_total_hits": False,
    }
    return {**body, "search_after": list(after)} if after else body


def _worded(wanted: ProductQuery) -> Query:
    if not wanted.words:
        return {}
    least = least_found(len(wanted.words), loose=wanted.loose)
    every = [_any(list(_ways(word, loose=wanted.loose))) for word in wanted.words]
    whole = _terms("whole_title", [" ".join(wanted.words)], WHOLE_TITLE)
    return {
        "must": [_any(every, least)],
        "should": [whole],
        "minimum_should_match": 0,
    }


def _ways(word: str, *, loose: bool) -> Iterator[Query]:
    for field, worth in WORTH.items():
        yield _terms(field, [stem(word)], worth)
    yield _terms("prefixes", [word], BEGUN)
    if loose and (near := spellings(word)):
        yield _terms("spellings", near, MISSPELT)


def _filters(wanted: ProductQuery) -> Iterator[Query]:
    now = wanted.now.astimezone(UTC).isoformat()
    yield {"term": {"status": LISTED}}
    yield {"range": {"sold_from": {"lte": now}}}
    yield {"range": {"sold_until": {"gt": now}}}
    if wanted.category is not None:
        yield {"term": {"categories": wanted.category}}
    if wanted.brand is not None:
        yield {"term": {"brand_name": wanted.brand}}
    if wanted.prices:
        yield {"terms": {"prices": list(wanted.prices)}}
    if wanted.in_stock:
        yield {"term": {"sold_out": "no"}}


def _any(queries: Sequence[Query], least: int = 1) -> Query:
    return {"bool": {"should": list(queries), "minimum_should_match": least}}


def _terms(field: str, values: Sequence[str], worth: int) -> Query:
    found: Mapping[str, Any] = {field: list(values), "boost": float(worth)}
    return {"terms": dict(found)}
