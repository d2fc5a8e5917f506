"""Why something is offered, in words."""

from collections.abc import Mapping
from functools import cache

from baton.commerce.catalogue import Product
from baton.commerce.ids import Sku
from baton.commerce.recommending.asking import CandidateSource
from baton.commerce.recommending.candidates import Candidate
from baton.core.packaged_yaml import packaged_yaml


def reason(candidate: Candidate, product: Product, products: Mapping[Sku, Product]) -> str:
    """The reason for the buyer. What it goes with may be gone from the catalogue by now."""
    source = candidate.source
    because = products.get(candidate.because_of) if candidate.because_of else None
    if because is None and source in (
        CandidateSource.BASKET,
        CandidateSource.VIEWED,
        CandidateSource.HISTORY,
        CandidateSource.UP_SELL,
    ):
        source = CandidateSource.POPULAR
    category = next(iter(product.categories), "").rpartition("/")[2].replace("-", " ")
    if source is CandidateSource.CROSS_SELL and not category:
        source = CandidateSource.POPULAR
    return _words()[source].format(title=because.title if because else "", category=category)


@cache
def _words() -> Mapping[str, str]:
    words: Mapping[str, str] = packaged_yaml(__package__, "reasons.yaml")
    return words
