"""Why something is offered, in words."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from baton.commerce.catalogue import Product
from baton.commerce.ids import Sku
from baton.commerce.recommending.asking import CandidateSource
from baton.commerce.recommending.candidates import Candidate


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
    import yaml

    words: Mapping[str, str] = yaml.safe_load(
        files(__package__).joinpath("reasons.yaml").read_text(encoding="utf-8")
    )
    return words
