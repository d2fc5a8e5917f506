"""Which candidates are shown, in which order: the shop's rules, and room for what is not well known.
Pure.

Exploration: each place that is not pinned is open with a probability that falls from ``share`` to
``floor`` as more of the open candidates have been shown; who takes it is drawn by Thompson sampling from
what became of them. It is seeded by the request's id, so that a repeat shows the same.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from baton.commerce.catalogue import Product
from baton.commerce.ids import Sku
from baton.commerce.recommending.asking import CandidateSource, RecommendationTask
from baton.commerce.recommending.business_rules import BusinessRules
from baton.commerce.recommending.candidates import Candidate
from baton.commerce.recommending.feedback import OfferCounts

WELL_KNOWN = 30
"""Times shown, after which it is known how a SKU does."""

WORTH_OF_PURCHASE = 5
"""Clicks, about."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A candidate that can be bought, with what it is and costs."""

    candidate: Candidate
    product: Product
    price: int
    lowest: int | None
    available: int
    is_low: bool = False
    """inventory says that there is too little until more comes"""

    @property
    def sku(self) -> Sku:
        """Its SKU."""
        return self.candidate.sku


@dataclass(frozen=True, slots=True)
class Placed:
    """An offer with its place taken."""

    offer: Offer
    explored: bool = False


def arranged(
    offers: Sequence[Offer],
    task: RecommendationTask,
    rules: BusinessRules,
    tallies: Mapping[Sku, OfferCounts],
    today: date,
) -> list[Placed]:
    """At most ``task.limit`` offers, the best first: one SKU of a product, no more of a brand or
    category than the rules allow, pinned ones at their places.
    """
    draw = Random(task.request_id)  # noqa: S311 (nothing secret)
    ranked = sorted(offers, key=lambda one: (-_score(one, rules), one.sku))
    kept = _Kept(rules)
    pinned = _pinned(ranked, task, rules, today)
    for offer in pinned.values():
        kept.take(offer)
    open_ones = [one for one in ranked[task.limit :] if not _is_pinned(one)]
    open_ones += [one for one in ranked[: task.limit] if one.candidate.is_open]
    order = _by_chance(open_ones, tallies, draw)
    share = _share(open_ones, rules, tallies)
    shown: list[Placed] = []
    for place in range(1, task.limit + 1):
        explores = draw.random() < share
        if place in pinned:
            shown.append(Placed(pinned[place]))
            continue
        found = _next(order, kept) if explores else None
        taken = found or _next(ranked, kept)
        if taken:
            kept.take(taken)
            shown.append(Placed(taken, explored=taken is found))
    return shown


class _Kept:
    """What was taken, and what the rules still allow beside it."""

    def __init__(self, rules: BusinessRules) -> None:
        self._rules = rules
        self._products: set[str] = set()
        self._brands: Counter[str] = Counter()
        self._categories: Counter[str] = Counter()

    def allows(self, offer: Offer) -> bool:
        """Whether it may be taken, too."""
        product, rules = offer.product, self._rules
        brand, category = product.brand, next(iter(product.categories), None)
        return (
            product.product_id not in self._products
            and (brand is None or self._brands[brand] < rules.most_of_brand)
            and (category is None or self._categories[category] < rules.most_of_category)
        )

    def take(self, offer: Offer) -> None:
        """Counts what is taken."""
        self._products.add(offer.product.product_id)
        if offer.product.brand is not None:
            self._brands[offer.product.brand] += 1
        for category in offer.product.categories[:1]:
            self._categories[category] += 1


def _next(offers: Sequence[Offer], kept: _Kept) -> Offer | None:
    return next((one for one in offers if kept.allows(one)), None)


def _pinned(
    offers: Sequence[Offer], task: RecommendationTask, rules: BusinessRules, today: date
) -> dict[int, Offer]:
    """The pinned offers by place, the first rule for a place and product before later ones."""
    by_sku = {one.sku: one for one in offers}
    found: dict[int, Offer] = {}
    for pin in rules.pin:
        offer = by_sku.get(pin.sku)
        if offer is None or not pin.holds(task.category, today) or pin.place > task.limit:
            continue
        products = {one.product.product_id for one in found.values()}
        if pin.place not in found and offer.product.product_id not in products:
            by_rule = replace(offer.candidate, source=CandidateSource.PINNED, because_of=None)
            found[pin.place] = replace(offer, candidate=by_rule)
    return found


def _is_pinned(offer: Offer) -> bool:
    return offer.candidate.source is CandidateSource.PINNED


def _score(offer: Offer, rules: BusinessRules) -> float:
    scarce = offer.is_low or offer.available < rules.scarce_below
    return offer.candidate.score * (rules.scarce_factor if scarce else 1.0)


def _share(
    offers: Sequence[Offer], rules: BusinessRules, tallies: Mapping[Sku, OfferCounts]
) -> float:
    """The share of places that are open."""
    unknown = sum(tallies.get(one.sku, OfferCounts()).shown < WELL_KNOWN for one in offers)
    wanted = rules.exploration.share * unknown / len(offers) if offers else 0.0
    return max(rules.exploration.floor, wanted)


def _by_chance(
    offers: Sequence[Offer], tallies: Mapping[Sku, OfferCounts], draw: Random
) -> list[Offer]:
    """The offers by what a draw from their beta distributions gives, the greatest first."""
    drawn: dict[Sku, float] = {}
    for one in offers:
        tally = tallies.get(one.sku, OfferCounts())
        good = tally.clicked + WORTH_OF_PURCHASE * tally.bought
        drawn[one.sku] = draw.betavariate(1 + good, 1 + max(tally.shown - tally.clicked, 0))
    return sorted(offers, key=lambda one: (-drawn[one.sku], one.sku))
