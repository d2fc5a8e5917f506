"""What a shop says that contradicts itself, told to who says it before it is kept. Pure.

It is no matter of form: what was kept before such a check was there can still be read.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from baton.commerce.catalogue import ListPrice
from baton.commerce.pricing.book import PricePolicy
from baton.commerce.pricing.promotion import Promotion
from baton.commerce.pricing.quotes import MOST_OF_A_LINE
from baton.commerce.pricing.rules import PriceRule
from baton.commerce.pricing.tax import TaxRate, TaxTable
from baton.core.amounts import is_currency
from baton.core.errors import FieldError

if TYPE_CHECKING:
    from baton.commerce.catalogue_service import ProductContent

_NEVER = "ends before it begins"


def in_a_product(content: "ProductContent") -> Iterator[FieldError]:
    """Of a product: times that end before they begin, a price that another hides, unknown currencies."""
    begins, ends = content.sold_from, content.sold_until
    if begins and ends and ends <= begins:
        yield FieldError("/sold_until", _NEVER, "never")
    for place, variant in enumerate(content.variants):
        here = f"/variants/{place}"
        yield from (fault.within(f"{here}/prices") for fault in _in_prices(variant.prices))
        for name, money in (
            ("cost", variant.cost),
            ("minimum_advertised", variant.minimum_advertised),
        ):
            if money:
                yield from _of_currency(f"{here}/{name}/currency", money.currency)


def in_the_price_book(
    entry: PriceRule | Promotion | TaxTable | PricePolicy,
) -> Iterator[FieldError]:
    """Of an entry of the price book."""
    match entry:
        case TaxTable():
            yield from _in_rates(entry.rates)
        case PricePolicy():
            yield from _in_flat_shipping(entry)
        case _:
            if entry.currency is not None:
                yield from _of_currency("/currency", entry.currency)


def _in_prices(prices: Sequence[ListPrice]) -> Iterator[FieldError]:
    known = set[object]()
    for place, price in enumerate(prices):
        yield from _of_currency(f"/{place}/money/currency", price.money.currency)
        if _is_never(price.valid_from, price.valid_until):
            yield FieldError(f"/{place}/valid_until", _NEVER, "never")
        same = price.price_list, price.money.currency, price.valid_from, price.valid_until
        if same in known:
            text = "another price of this list, currency and time stands before it"
            yield FieldError(f"/{place}", text, "twice")
        known.add(same)


def _in_rates(rates: Sequence[TaxRate]) -> Iterator[FieldError]:
    """A tax whose rates of one day would be charged beside each other, as those of two taxes are."""
    before: dict[object, list[tuple[int, TaxRate]]] = {}
    for place, rate in enumerate(rates):
        if _is_never(rate.since, rate.until):
            yield FieldError(f"/rates/{place}/until", _NEVER, "never")
        tax = rate.country, rate.region, rate.tax_class, rate.name.strip().casefold()
        others = before.setdefault(tax, [])
        yield from (_overlap(place, one) for one, other in others if _meet(other, rate))
        others.append((place, rate))


def _overlap(place: int, other: int) -> FieldError:
    text = (
        f"holds on days on which /rates/{other} does, and both would be charged: have one end (until) "
        "before the other begins (since)"
    )
    return FieldError(f"/rates/{place}/since", text, "overlaps")


def _meet(one: TaxRate, other: TaxRate) -> bool:
    def begins_in_time(first: TaxRate, second: TaxRate) -> bool:
        return first.since is None or second.until is None or first.since <= second.until

    return begins_in_time(one, other) and begins_in_time(other, one)


def _in_flat_shipping(policy: PricePolicy) -> Iterator[FieldError]:
    known = set[str]()
    for place, money in enumerate(policy.flat_shipping):
        here = f"/flat_shipping/{place}"
        yield from _of_currency(f"{here}/currency", money.currency)
        if money.currency in known:
            yield FieldError(here, f"another price in {money.currency} stands before it", "twice")
        if money.amount > MOST_OF_A_LINE:
            yield FieldError(f"{here}/amount", f"at most {MOST_OF_A_LINE}", "too_much")
        known.add(money.currency)


def _of_currency(pointer: str, code: str) -> Iterator[FieldError]:
    if not is_currency(code):
        yield FieldError(pointer, f"{code} is no currency of ISO 4217", "unknown")


def _is_never(begins: date | None, ends: date | None) -> bool:
    return begins is not None and ends is not None and ends < begins
