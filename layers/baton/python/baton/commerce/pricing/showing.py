"""What everybody at home is shown, kept whenever it changes: reductions are claimed from it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from baton.commerce.catalogue import STANDARD_LIST, Product, ProductVariant
from baton.commerce.pricing.book import PriceBook
from baton.commerce.pricing.lowest_price import (
    PriceHistory,
    PricePoint,
    first_moment,
    joined,
    next_point,
)
from baton.commerce.pricing.quotes import PriceLine, PriceRequest
from baton.commerce.pricing.repository import PriceRepository
from baton.commerce.pricing.service import PricingService
from baton.commerce.settings import CommerceSettings
from baton.core.errors import InvalidInput
from baton.core.money import Currency
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.persistence.transaction import Transactions

AHEAD = timedelta(days=3)
"""For which what changes by itself is kept ahead: the next review comes a day later, or two."""

BEYOND = timedelta(days=60)
"""For which what was shown is kept after the 30 days from which reductions are claimed."""


class ShownPrices:
    """Keeps the history of what one piece costs without code, group or another price list."""

    def __init__(
        self,
        prices: PriceRepository,
        pricing: PricingService,
        settings: CommerceSettings,
        transactions: Transactions,
    ) -> None:
        self._prices = prices
        self._pricing = pricing
        self._settings = settings
        self._transactions = transactions
        self._zone = ZoneInfo(settings.shop_time_zone)

    def keep_all(self, product: Product, now: datetime) -> None:
        """Keeps what is shown of all that a product comes in, in each of its currencies."""
        for variant in product.variants:
            for currency in sorted({one.money.currency for one in variant.prices}):
                self.keep(product, variant, currency, now)

    def keep(
        self, product: Product, variant: ProductVariant, currency: Currency, now: datetime
    ) -> bool:
        """Keeps what is shown from now on, as the catalogue has the SKU; ``False`` if nothing changed.
        What will change by itself before the next review is kept ahead, as it is planned now, and put
        right if that changes. The history is read before the product: who is overtaken looks again.
        """
        if not self._settings.sender_country:
            return False
        return retry_on_conflict(lambda: self._kept(product, variant, currency, now))

    def _kept(
        self, product: Product, variant: ProductVariant, currency: Currency, now: datetime
    ) -> bool:
        sku = variant.sku
        before = self._prices.shown(frozenset((sku,)), currency).get(sku)
        kept = before.since(first_moment(now, self._zone) - BEYOND) if before else ()
        ahead = {point.since: point for point in kept if point.since >= now}
        planned = set(_planned(self._pricing.book(), product, variant, self._zone))
        if self._pricing.book().policy.is_dynamic:
            set_ = self._prices.dynamic(frozenset((sku,)), currency).get(sku)
            planned |= {set_.valid_until} if set_ else set()
        moments = {at for at in planned if now < at <= now + AHEAD} | ahead.keys() | {now}
        history = [point for point in kept if point.since < now]
        for at in sorted(moments):
            point = self._point(variant, currency, history, at)
            history += [point] if point else []
        points = joined(history)
        if points == kept:
            return False
        with self._transactions.begin() as within:
            self._prices.show(
                before.next_version(points=points)
                if before
                else PriceHistory(sku=sku, currency=currency, points=points),
                within,
            )
        return True

    def _point(
        self,
        variant: ProductVariant,
        currency: Currency,
        history: Sequence[PricePoint],
        at: datetime,
    ) -> PricePoint | None:
        request = PriceRequest(
            lines=(PriceLine(sku=variant.sku, quantity=1),),
            currency=currency,
            country=self._settings.sender_country,
        )
        try:
            line = self._pricing.worked_out(request, at=at).lines[0]
        except InvalidInput:
            return next_point(history, None, at, self._zone)
        off = sum(one.amount for one in line.discounts)
        price = line.unit_price - off
        base = variant.list_price(currency, STANDARD_LIST, at.astimezone(self._zone).date())
        reduced = off > 0 or (base is not None and price < base.amount)
        return next_point(history, price, at, self._zone, reduced=reduced)


def _planned(
    book: PriceBook, product: Product, variant: ProductVariant, zone: tzinfo
) -> Iterator[datetime]:
    """The moments at which a price may change by itself."""
    windows = [rule.window for rule in book.rules] + [one.window for one in book.promotions]
    for bound in (product.sold_from, product.sold_until):
        if bound is not None:
            yield bound
    for window in windows:
        yield from (bound for bound in (window.since, window.until) if bound is not None)
    for price in variant.prices:
        if price.valid_from is not None:
            yield datetime.combine(price.valid_from, time(), zone)
        if price.valid_until is not None:
            yield datetime.combine(price.valid_until + timedelta(days=1), time(), zone)
