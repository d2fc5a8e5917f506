"""Why a price is what it is, from what was set and shown. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from baton.commerce.ids import Sku
from baton.commerce.inventory.stocking import StockState
from baton.commerce.pricing.book import DynamicPrice
from baton.commerce.pricing.lowest_price import PricePoint
from baton.commerce.pricing.shortage import Shortage
from baton.core.money import Currency
from baton.pages.words import money


def price_story(
    sku: Sku,
    currency: Currency,
    *,
    set_: DynamicPrice | None,
    shown: Sequence[PricePoint],
    shortage: Shortage | None,
    now: datetime,
) -> Iterator[str]:
    """Sentences on a SKU's price in a currency; none if nothing is known of a change."""
    sold = [(one, one.price) for one in shown if one.price is not None and one.since <= now]
    if len(sold) > 1:
        (_, before), (last, price) = sold[-2:]
        how = "reduced to" if last.reduced else "changed to"
        yield (
            f"The price of {sku} was {how} {money(price, currency)} on "
            f"{last.since:%Y-%m-%d}; before, it was {money(before, currency)}."
        )
    if set_ and set_.valid_until > now and set_.price != set_.base:
        yield (
            f"The pricing agent set {sku} to {money(set_.price, currency)} instead of the list's "
            f"{money(set_.base, currency)}: {set_.why}."
        )
    if shortage and shortage.is_on:
        lacks = "sold out" if shortage.state is StockState.OUT else "low in stock"
        yield (
            f"{sku} has been {lacks} since {shortage.since:%Y-%m-%d}: its promotions that apply by "
            "themselves pause, if the price policy says so."
        )
