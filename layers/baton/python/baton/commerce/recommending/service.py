"""Recommends: what the model leads to, as far as it can be bought, by the shop's rules."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from baton.commerce.catalogue import Catalogue
from baton.commerce.ids import Sku
from baton.commerce.inventory.stock import Stock
from baton.commerce.orders.order import OrderState
from baton.commerce.orders.repository import OrderRepository
from baton.commerce.pricing.service import PricingService
from baton.commerce.recommending.asking import (
    CandidateSource,
    Recommendation,
    RecommendationAnswer,
    RecommendationFeedback,
    RecommendationTask,
)
from baton.commerce.recommending.business_rules import BusinessRules
from baton.commerce.recommending.candidates import Candidate, candidates_of, interest_of
from baton.commerce.recommending.feedback import FeedbackCounts, OfferCounts
from baton.commerce.recommending.model import Bought, Learned, history_of
from baton.commerce.recommending.model_files import ModelFiles
from baton.commerce.recommending.offering import Offering
from baton.commerce.recommending.ranking import Placed, arranged
from baton.commerce.recommending.reasons import reason
from baton.core.clock import Clock
from baton.core.errors import BatonError
from baton.core.money import Currency, Money
from baton.core.observability import logger

MOST_ORDERS = 20
MOST_OF_HISTORY = 60
"""Items, those bought last."""

MOST_UNLEARNED = 50

_DAY = 86_400
_UNDONE = (OrderState.UNDOING, OrderState.CANCELED, OrderState.FAILED)


class Recommender:
    """Answers recommendation tasks, and counts what became of the answers."""

    def __init__(
        self,
        *,
        models: ModelFiles,
        catalogue: Catalogue,
        stock: Stock,
        pricing: PricingService,
        orders: OrderRepository,
        feedback: FeedbackCounts,
        clock: Clock,
    ) -> None:
        self._models = models
        self._catalogue = catalogue
        self._stock = stock
        self._pricing = pricing
        self._orders = orders
        self._feedback = feedback
        self._clock = clock

    def recommend(self, task: RecommendationTask) -> RecommendationAnswer:
        """What to offer now. Raises ``Unavailable`` if it cannot be told now what can be bought, and
        ``Unprocessable`` if the shop's rules are not right.
        """
        now, learned, rules = self._clock(), self._models.current(), self._models.rules()
        offering = Offering(
            catalogue=self._catalogue,
            stock=self._stock,
            pricing=self._pricing,
            task=task,
            rules=rules,
            now=now,
        )
        offers = offering.offers(self._candidates(task, learned, rules, offering))
        tallies = self._tallies(one.sku for one in offers)
        shown = arranged(offers, task, rules, tallies, now.date())
        reasons = (one.offer.candidate.because_of for one in shown)
        offering.look_up(sku for sku in reasons if sku)
        return RecommendationAnswer(
            request_id=task.request_id,
            items=tuple(_recommendation(one, offering, task.currency) for one in shown),
            left_out={why: count for why, count in offering.left_out.items() if why and count},
            model=learned.version if learned else None,
            rules=rules.version,
            made_at=now,
        )

    def tell(self, feedback: RecommendationFeedback) -> int:
        """Counts what became of an answer; gives how much was new."""
        return self._feedback.count(feedback, self._clock())

    def _candidates(
        self,
        task: RecommendationTask,
        learned: Learned | None,
        rules: BusinessRules,
        offering: Offering,
    ) -> list[Candidate]:
        pinned = [
            Candidate(pin.sku, 0.0, CandidateSource.FRESH, is_open=False) for pin in rules.pin
        ]
        interest = interest_of(task)
        known = offering.look_up(interest)
        categories = dict.fromkeys([task.category] if task.category else [])
        categories |= dict.fromkeys(
            one for sku in reversed(interest) if sku in known for one in known[sku].categories
        )
        if learned is None:
            return [*self._unlearned(task), *pinned]
        history = self._history(task, learned, self._clock())
        found = candidates_of(
            task,
            learned,
            history=history,
            neighbours=self._models.neighbours(learned, {*history, *interest}),
            rules=rules,
            categories=categories,
        )
        there = {one.sku for one in found}
        return [*found, *(one for one in pinned if one.sku not in there)]

    def _unlearned(self, task: RecommendationTask) -> list[Candidate]:
        """Some of what is sold, before there is a model."""
        products = self._catalogue.page(limit=MOST_UNLEARNED).items
        return [
            Candidate(one.variants[0].sku, 0.5, CandidateSource.FRESH)
            for one in products
            if one.variants[0].sku not in task.basket
        ]

    def _history(
        self, task: RecommendationTask, learned: Learned, now: datetime
    ) -> Mapping[Sku, Bought]:
        """What the customer bought in the latest orders that hold."""
        if task.customer_id is None:
            return {}
        visits: dict[float, set[Sku]] = {}
        for order in self._orders.page(task.customer_id, limit=MOST_ORDERS).items:
            if order.state not in _UNDONE:
                age = float((now - order.placed_at).total_seconds() // _DAY)
                visits.setdefault(age, set()).update(order.titles)
        found = history_of(visits, learned.mixture)
        latest = sorted(found, key=lambda sku: (found[sku].age_days, sku))[:MOST_OF_HISTORY]
        return {sku: found[sku] for sku in latest}

    def _tallies(self, skus: Iterable[Sku]) -> Mapping[Sku, OfferCounts]:
        """What became of SKUs; without it, all are taken to be unknown, and nothing else is worse."""
        try:
            return self._feedback.of(frozenset(skus))
        except BatonError as error:
            logger("commerce").warning("feedback could not be read: %s", error)
            return {}


def _recommendation(placed: Placed, offering: Offering, currency: Currency) -> Recommendation:
    offer = placed.offer
    candidate, product = offer.candidate, offer.product
    lowest = Money(amount=offer.lowest, currency=currency) if offer.lowest is not None else None
    return Recommendation(
        sku=candidate.sku,
        product_id=product.product_id,
        title=product.title,
        price=Money(amount=offer.price, currency=currency),
        lowest_in_30_days=lowest,
        available=offer.available,
        source=candidate.source,
        because_of=candidate.because_of,
        reason=reason(candidate, product, offering.products),
        explored=placed.explored,
    )
