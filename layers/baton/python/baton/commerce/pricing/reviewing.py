"""Prices looked at anew: by demand, stock and competitors, within their limits; and what everybody is
shown, for the prior price of reductions.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any, Self, cast
from zoneinfo import ZoneInfo

from baton.commerce.catalogue import STANDARD_LIST, Catalogue, Product, ProductVariant
from baton.commerce.container import Commerce
from baton.commerce.ids import Sku
from baton.commerce.inventory.service import StockService
from baton.commerce.pricing.book import DynamicPrice, PricePolicy
from baton.commerce.pricing.dynamic import Demand, Suggestion, against_competitors, demanded
from baton.commerce.pricing.elasticity import NotLearned, Sale, elasticity
from baton.commerce.pricing.limits import PriceLimits, advertised, bounded, shown_cost
from baton.commerce.pricing.repository import PriceRepository
from baton.commerce.pricing.service import PricingService
from baton.commerce.pricing.showing import ShownPrices
from baton.commerce.pricing.tax import rates_for
from baton.commerce.settings import CommerceSettings
from baton.core.clock import Clock
from baton.core.money import Currency
from baton.facts.partitions import Days
from baton.facts.query import Facts
from baton.facts.registered_kinds import fact_kinds
from baton.persistence.transaction import Transactions

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

HOLDS = timedelta(hours=36)
"""Of a price that was set: the next review comes a day later."""

LEARNED_DAYS = 365
DEMAND_DAYS = 28

_SALES = (
    "SELECT product_id AS sku, day, SUM(quantity) AS pieces, SUM(amount) AS paid FROM transaction "
    "WHERE currency = ? AND amount > 0 AND quantity > 0 AND product_id >= ? AND product_id <= ? "
    "GROUP BY product_id, day"
)


@dataclass(frozen=True, slots=True)
class PriceReview:
    """What was found of one SKU in one currency. ``price`` is set only where it is another one."""

    sku: Sku
    currency: Currency
    base: int
    price: int | None = None
    why: str = ""
    shown: bool = False


@dataclass(frozen=True, slots=True)
class _Sold:
    """Pieces that were sold on a day so many days ago, and what was paid for them."""

    ago: int
    pieces: float
    paid: float


@dataclass(frozen=True, slots=True)
class _Item:
    """One SKU in one currency as it is reviewed: its list price, and the price that was set before."""

    variant: ProductVariant
    currency: Currency
    base: int | None
    before: DynamicPrice | None
    now: datetime


class PriceReviews:
    """Reviews prices of SKUs, in every currency that they have one in."""

    def __init__(
        self,
        *,
        prices: PriceRepository,
        catalogue: Catalogue,
        stock: StockService,
        pricing: PricingService,
        facts: Facts,
        settings: CommerceSettings,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._prices = prices
        self._catalogue = catalogue
        self._stock = stock
        self._pricing = pricing
        self._facts = facts
        self._settings = settings
        self._zone = ZoneInfo(settings.shop_time_zone)
        self._shown = ShownPrices(prices, pricing, settings, transactions)
        self._transactions = transactions
        self._clock = clock

    @classmethod
    def of(cls, platform: "Platform") -> Self:
        """The reviews of a platform."""
        area = platform.area(Commerce)
        return cls(
            prices=area.prices,
            catalogue=area.catalogue,
            stock=area.stock,
            pricing=area.pricing,
            facts=platform.facts,
            settings=area.settings,
            transactions=platform.transactions,
            clock=platform.clock,
        )

    def review(self, skus: Iterable[Sku] = ()) -> Iterator[PriceReview]:
        """Reviews the named SKUs, or all that are sold. Raises ``Unavailable``."""
        named = frozenset(skus)
        policy = self._pricing.book(anew=True).policy
        for products in self._batches(named):
            variants = [
                (one, variant)
                for one in products
                for variant in one.variants
                if not named or variant.sku in named
            ]
            yield from self._reviewed(variants, policy)

    def _batches(self, named: frozenset[Sku]) -> Iterator[Sequence[Product]]:
        if named:
            yield list({one.product_id: one for one in self._of(named)}.values())
            return
        cursor: str | None = None
        while True:
            page = self._catalogue.page(cursor=cursor, limit=50)
            yield page.items
            if (cursor := page.cursor) is None:
                return

    def _of(self, named: frozenset[Sku]) -> Iterable[Product]:
        return self._catalogue.of_skus(named).values()

    def _reviewed(
        self, variants: Sequence[tuple[Product, ProductVariant]], policy: PricePolicy
    ) -> Iterator[PriceReview]:
        skus = frozenset(variant.sku for _, variant in variants)
        available = self._stock.available(skus) if skus else {}
        currencies = {price.money.currency for _, one in variants for price in one.prices}
        for currency in sorted(currencies):
            sales = self._sales(skus, currency) if policy.follows_demand else {}
            for product, variant in variants:
                item = self._item(product, variant, currency, policy)
                past = self._shown.caught_up(product, variant, currency, item.before, item.now)
                review = None
                if item.base is not None and product.is_sold(variant.sku, item.now):
                    sold, there = sales.get(variant.sku, ()), available.get(variant.sku, 0)
                    review = self._one(item, item.base, policy, _demand(sold, there, policy))
                shown = self._shown.keep(past, variant, currency, item.now)
                if review is not None:
                    yield replace(review, shown=shown)

    def _item(
        self, product: Product, variant: ProductVariant, currency: Currency, policy: PricePolicy
    ) -> _Item:
        now, sku, before = self._clock(), variant.sku, None
        base = variant.list_price(currency, STANDARD_LIST, now.astimezone(self._zone).date())
        if policy.is_dynamic:
            before = self._prices.dynamic(frozenset((sku,)), currency).get(sku)
        return _Item(variant, currency, base.amount if base else None, before, now)

    def _one(self, item: _Item, base: int, policy: PricePolicy, demand: Demand) -> PriceReview:
        sku, currency, now = item.variant.sku, item.currency, item.now
        limits = self._limits(item.variant, currency, policy)
        found = self._suggested(item, base, policy, demand, limits.cost)
        if found is None:
            return PriceReview(sku, currency, base)
        kind, suggestion = found
        began_at = _day_began_at(item.before, base, now, self._zone)
        set_ = DynamicPrice(
            sku=sku,
            currency=currency,
            base=base,
            price=bounded(suggestion.price, limits, began_at).price,
            day_began_at=began_at,
            kind=kind,
            why=suggestion.why[:300],
            set_at=now,
            valid_until=now + HOLDS,
        )
        with self._transactions.begin() as within:
            self._prices.set_dynamic(set_, within)
        return PriceReview(sku, currency, base, set_.price, suggestion.why)

    def _suggested(
        self, item: _Item, base: int, policy: PricePolicy, demand: Demand, cost: int | None
    ) -> tuple[str, Suggestion] | None:
        """What competitors or demand speak for; competitors first, where the company follows them."""
        seen = self._prices.competitors(item.variant.sku, item.currency)
        if by_others := against_competitors(base, policy.competitors, seen, item.now):
            return "competitor", by_others
        by_demand = demanded(base, cost, demand) if policy.follows_demand else None
        return ("dynamic", by_demand) if by_demand else None

    def _limits(
        self, variant: ProductVariant, currency: Currency, policy: PricePolicy
    ) -> PriceLimits:
        """What a price that is shown at home keeps: elsewhere whoever quotes keeps it, with the tax that
        holds there. Without a rate the cost is not known as prices are shown.
        """
        home, included = self._settings.sender_country, self._settings.prices_include_tax
        day = self._clock().astimezone(self._zone).date()
        rates = rates_for(self._pricing.book().rates, home, None, variant.tax_class, day)
        known = rates is not None or not included
        return PriceLimits(
            cost=shown_cost(variant, rates or (), currency, includes_tax=included)
            if known
            else None,
            least_margin=policy.least_margin,
            minimum_advertised=advertised(variant, currency),
            day_step=policy.day_step,
        )

    def _sales(self, skus: frozenset[Sku], currency: Currency) -> Mapping[Sku, list[_Sold]]:
        """What was sold of SKUs by day, where an area registers such facts."""
        if "transaction" not in fact_kinds() or not skus:
            return {}
        last = self._clock().date()
        days = Days(first=last - timedelta(days=LEARNED_DAYS), last=last)
        rows = self._facts.query(_SALES, [currency, min(skus), max(skus)], days=days).by_name()
        found: dict[Sku, list[_Sold]] = {}
        for row in cast("list[dict[str, Any]]", rows):
            if row["sku"] in skus:
                sold = _Sold((last - row["day"]).days, float(row["pieces"]), float(row["paid"]))
                found.setdefault(row["sku"], []).append(sold)
        return found


def _demand(sold: Sequence[_Sold], available: int, policy: PricePolicy) -> Demand:
    daily = sum(one.pieces for one in sold if one.ago < DEMAND_DAYS) / DEMAND_DAYS
    stock = available / daily if daily else None
    try:
        learned = elasticity([Sale(one.pieces, one.paid / one.pieces) for one in sold])
    except NotLearned:
        return Demand(days_of_stock=stock, days_wanted=policy.days_wanted)
    return Demand(
        elasticity=learned.pooled,
        elasticity_error=learned.pooled_error,
        days_of_stock=stock,
        days_wanted=policy.days_wanted,
    )


def _day_began_at(before: DynamicPrice | None, base: int, now: datetime, zone: tzinfo) -> int:
    """The price that held before this day of the shop, of the same list price: a day's step is counted
    from there, however often a price is looked at.
    """
    if before is None or before.base != base or before.valid_until <= now:
        return base
    same_day = before.set_at.astimezone(zone).date() == now.astimezone(zone).date()
    if same_day and before.day_began_at is not None:
        return before.day_began_at
    return before.price
