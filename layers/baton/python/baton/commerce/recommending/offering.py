"""Which candidates can be bought now, and at which price: looked up at answer time, never remembered."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from baton.commerce.catalogue import Catalogue, Product
from baton.commerce.ids import MOST_LINES, Sku, together
from baton.commerce.inventory.stock import Stock
from baton.commerce.pricing.quotes import PriceLine, PriceRequest, QuotedLine
from baton.commerce.pricing.service import PricingService
from baton.commerce.recommending.asking import CandidateSource, RecommendationTask
from baton.commerce.recommending.business_rules import BusinessRules
from baton.commerce.recommending.candidates import Candidate
from baton.commerce.recommending.ranking import Offer
from baton.core.errors import InvalidInput

A_STEP_UP = (1.1, 1.6)
"""Of the price of what was looked at last: what costs so much is offered as the better one."""

_OWN = (
    CandidateSource.BASKET,
    CandidateSource.HISTORY,
    CandidateSource.REPEAT,
    CandidateSource.PINNED,
)


@dataclass
class Offering:
    """Turns candidates into offers for one task, and counts those that it leaves out."""

    catalogue: Catalogue
    stock: Stock
    pricing: PricingService
    task: RecommendationTask
    rules: BusinessRules
    now: datetime
    products: dict[Sku, Product] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)

    def look_up(self, skus: Iterable[Sku]) -> Mapping[Sku, Product]:
        """The products of SKUs, those that there are."""
        wanted = [sku for sku in dict.fromkeys(skus) if sku not in self.products]
        for some in together(wanted):
            self.products.update(self.catalogue.of_skus(some))
        return self.products

    def offers(self, candidates: Sequence[Candidate]) -> list[Offer]:
        """Those that can be bought now, with their prices: of more than 39, the best."""
        self.look_up(one.sku for one in candidates)
        sold = [one for one in candidates if self._may_be_offered(one)]
        pieces = self._pieces([one.sku for one in sold])
        there = [one for one in sold if pieces[one.sku] >= self.rules.least_available]
        self.left_out["out_of_stock"] += len(sold) - len(there)
        there.sort(key=lambda one: (one.source is not CandidateSource.PINNED, -one.score))
        there = _with_room(there)
        seen = self.task.viewed[-1:]
        prices = self._prices([*(one.sku for one in there), *seen])
        low = self.pricing.low(frozenset(prices)) if self.rules.scarce_factor < 1 else frozenset()
        self.left_out["no_price"] += sum(one.sku not in prices for one in there)
        offers = [
            Offer(
                candidate=one,
                product=self.products[one.sku],
                price=prices[one.sku].unit_price,
                lowest=prices[one.sku].lowest_in_30_days,
                available=pieces[one.sku],
                is_low=one.sku in low,
            )
            for one in there
            if one.sku in prices
        ]
        looked_at = prices.get(seen[0]) if seen else None
        return [self._stepped_up(one, looked_at) for one in offers] if looked_at else offers

    def _may_be_offered(self, one: Candidate) -> bool:
        product = self.products.get(one.sku)
        why = None
        if product is None:
            why = "not_in_catalogue"
        elif not product.is_sold(one.sku, self.now):
            why = "not_sold"
        elif self.rules.excludes(one.sku, product):
            why = "excluded"
        elif any(product.variant(sku) for sku in self.task.basket):
            why = "in_basket"
        self.left_out[why or ""] += 1
        return why is None

    def _pieces(self, skus: Sequence[Sku]) -> Mapping[Sku, int]:
        found: dict[Sku, int] = {}
        for some in together(skus):
            found.update(self.stock.available(some))
        return found

    def _prices(self, skus: Sequence[Sku]) -> Mapping[Sku, QuotedLine]:
        """The prices of those that have one: what cannot be priced is named, and left out."""
        wanted = list(dict.fromkeys(skus))
        for _ in range(2):
            if not wanted:
                break
            task = self.task
            request = PriceRequest(
                lines=tuple(PriceLine(sku=sku, quantity=1) for sku in wanted),
                currency=task.currency,
                price_list=task.price_list,
                country=task.country,
                region=task.region,
                customer_id=task.customer_id,
                segments=task.segments,
            )
            try:
                worked_out = self.pricing.worked_out(request, products=self.products)
                return {one.sku: one for one in worked_out.lines}
            except InvalidInput as error:
                wrong = {fault.pointer for fault in error.faults}
                wanted = [sku for at, sku in enumerate(wanted) if f"/lines/{at}/sku" not in wrong]
        return {}

    def _stepped_up(self, offer: Offer, looked_at: QuotedLine) -> Offer:
        """An offer as the better one of what was looked at last, if it is that."""
        seen = self.products.get(looked_at.sku)
        low, high = (looked_at.unit_price * factor for factor in A_STEP_UP)
        same = bool(seen and set(seen.categories) & set(offer.product.categories))
        other = bool(seen and seen.product_id != offer.product.product_id)
        if not (same and other and low <= offer.price <= high) or offer.candidate.source in _OWN:
            return offer
        up = replace(offer.candidate, source=CandidateSource.UP_SELL, because_of=looked_at.sku)
        return replace(offer, candidate=up)


def _with_room(candidates: list[Candidate]) -> list[Candidate]:
    """As many as can be priced beside what was looked at last, open ones among them."""
    most = MOST_LINES - 1
    if len(candidates) <= most:
        return candidates
    open_ones = [one for one in candidates if one.is_open][: most // 5]
    others = [one for one in candidates if one not in open_ones]
    return [*others[: most - len(open_ones)], *open_ones]
