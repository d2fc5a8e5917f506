"""A line's unit price, before promotions and tax, with the record of how it came about. Pure.

list price ─► rules ─► competitors or demand ─► rounding ─► limits; or as it was ordered
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from decimal import ROUND_CEILING, Decimal

from baton.commerce.catalogue import Product, ProductVariant
from baton.commerce.division import rounded_up
from baton.commerce.ids import Sku
from baton.commerce.payments.units import charge_unit
from baton.commerce.pricing.book import DynamicPrice, PriceBook
from baton.commerce.pricing.limits import (
    PriceLimits,
    advertised,
    bounded,
    floor_of,
    shown_cost,
)
from baton.commerce.pricing.lowest_price import PricePoint
from baton.commerce.pricing.quotes import (
    MOST_OF_A_LINE,
    PriceLine,
    PriceRequest,
    PriceStep,
    PriceStepKind,
)
from baton.commerce.pricing.rules import Asked, PriceRule, RuleKind, changed, fitting
from baton.commerce.pricing.scope import Buyer
from baton.commerce.pricing.tax import TaxRate, rates_for

ROUNDING = frozenset((RuleKind.ENDING, RuleKind.INCREMENT))

_TOO_MUCH = "this costs more than can be paid at once"


@dataclass(frozen=True, slots=True)
class Known:
    """What a quote is worked out from. ``day`` is today in the shop's zone. ``kept`` are unit prices
    that lines were ordered at, by their place: those have them, whatever the price is now. Promotions
    are those of ``promotions_at``, or of now.
    """

    book: PriceBook
    products: Mapping[Sku, Product]
    now: datetime
    day: date
    includes_tax: bool
    dynamic: Mapping[Sku, DynamicPrice] = field(default_factory=dict)
    history: Mapping[Sku, Sequence[PricePoint]] = field(default_factory=dict)
    used_up: frozenset[str] = frozenset()
    low: frozenset[Sku] = frozenset()
    """SKUs whose promotions pause"""
    is_new: bool = False
    zone: tzinfo = UTC
    kept: Mapping[int, int] = field(default_factory=dict)
    promotions_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Priced:
    """A line's unit price before promotions, with its limits, tax and decision record."""

    line: PriceLine
    product: Product
    unit_price: int
    limits: PriceLimits
    rates: tuple[TaxRate, ...]
    steps: tuple[PriceStep, ...]


def priced_line(line: PriceLine, request: PriceRequest, known: Known, buyer: Buyer) -> Priced:
    """One line before promotions. Raises ``ValueError`` that says why it cannot be sold."""
    product = known.products.get(line.sku)
    variant = product.variant(line.sku) if product else None
    if product is None or variant is None:
        raise ValueError("there is no such product")
    if not product.is_sold(line.sku, known.now):
        raise ValueError("this is not sold now")
    base = variant.list_price(request.currency, request.price_list, known.day)
    if base is None:
        raise ValueError(f"this has no price in {request.currency}")
    rates = _rates(variant, request, known)
    asked = Asked(
        sku=line.sku,
        product=product,
        quantity=line.quantity,
        currency=request.currency,
        buyer=buyer,
    )
    limits = limits_of(variant, rates, known, request.currency)
    price, steps = _decided(base.amount, asked, known, limits)
    if price * line.quantity > MOST_OF_A_LINE:
        raise ValueError(_TOO_MUCH)
    return Priced(line, product, price, limits, rates, steps)


def as_ordered(line: PriceLine, price: int, request: PriceRequest, known: Known) -> Priced:
    """A line at the price that it was ordered at, also if it is not sold any more."""
    product = known.products.get(line.sku)
    variant = product.variant(line.sku) if product else None
    if product is None or variant is None:
        raise ValueError("there is no such product any more")
    rates = _rates(variant, request, known)
    today = limits_of(variant, rates, known, request.currency)
    limits = PriceLimits(
        least=min(floor_of(today), price),
        minimum_advertised=min(today.minimum_advertised or 0, price),
    )
    step = price_step(PriceStepKind.BASE, "order", price, "as it was ordered")
    return Priced(line, product, price, limits, rates, (step,))


def _rates(variant: ProductVariant, request: PriceRequest, known: Known) -> tuple[TaxRate, ...]:
    tax_class, place = variant.tax_class, (request.country, request.region)
    rates = rates_for(known.book.rates, *place, tax_class, known.day)
    if rates is None:
        raise ValueError(f"no tax rate is known for {tax_class} in {request.country}: add one")
    return rates


def limits_of(
    variant: ProductVariant, rates: Sequence[TaxRate], known: Known, currency: str
) -> PriceLimits:
    """The limits of a SKU's price in a currency. What is known in another one limits nothing."""
    return PriceLimits(
        cost=shown_cost(variant, rates, currency, includes_tax=known.includes_tax),
        least_margin=known.book.policy.least_margin,
        minimum_advertised=advertised(variant, currency),
    )


def _decided(
    base: int, asked: Asked, known: Known, limits: PriceLimits
) -> tuple[int, tuple[PriceStep, ...]]:
    """The unit price before promotions, and the record of how it came about."""
    steps = [price_step(PriceStepKind.BASE, "list price", base, "as the catalogue has it")]
    price = base
    rules = fitting(known.book.rules, asked, known.now)
    for rule in rules:
        if rule.kind not in ROUNDING:
            price = _after(rule, price, PriceStepKind.RULE, steps)
    own = known.dynamic.get(asked.sku)
    fixed = any(rule.kind is RuleKind.PRICE for rule in rules)
    holds = own and own.currency == asked.currency and own.valid_until > known.now
    if own and holds and own.base == base and not fixed:
        # It was set for the list price: a rule for this buyer moves it as it moved that. What a rule
        # says the price is, it is.
        moved = Decimal(own.price) * price / base if base else Decimal(own.price)
        price = int(moved.to_integral_value(ROUND_CEILING))
        steps.append(price_step(PriceStepKind(own.kind), own.kind, price, own.why))
    for rule in rules:
        if rule.kind in ROUNDING:
            price = _after(rule, price, PriceStepKind.ROUNDING, steps)
    within = bounded(price, limits)
    if within.by:
        why = "kept within its limits"
        steps.append(price_step(PriceStepKind.LIMIT, ", ".join(within.by), within.price, why))
    price = rounded_up(within.price, charge_unit(asked.currency))
    if price != within.price:
        why = f"the next price that can be charged in {asked.currency}"
        steps.append(price_step(PriceStepKind.ROUNDING, asked.currency, price, why))
    return price, tuple(steps)


def _after(rule: PriceRule, price: int, kind: PriceStepKind, steps: list[PriceStep]) -> int:
    new = changed(price, rule)
    if new != price:
        steps.append(price_step(kind, rule.rule_id, new, rule.why))
    return new


def price_step(kind: PriceStepKind, by: str, price: int, why: str) -> PriceStep:
    """One step of the record. Raises ``ValueError`` for more than can be paid at once."""
    if price > MOST_OF_A_LINE:
        raise ValueError(_TOO_MUCH)
    return PriceStep(kind=kind, by=by[:100], unit_price=price, why=why[:300])
