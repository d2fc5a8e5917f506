"""A quote, worked out from the catalogue and the price book. Pure: the same in gives the same out.

Of each line: list price ─► rules ─► competitors or demand ─► rounding ─► limits ─► promotions ─► tax
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
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
from baton.commerce.pricing.lowest_price import PricePoint, prior_price
from baton.commerce.pricing.promotions import Applied, Cart, CartLine, applied, paused
from baton.commerce.pricing.quotes import (
    Discount,
    PriceLine,
    PriceRequest,
    PriceStep,
    PriceStepKind,
    Quote,
    QuotedLine,
    TaxPart,
)
from baton.commerce.pricing.rules import Asked, PriceRule, RuleKind, changed, fitting
from baton.commerce.pricing.scope import Buyer
from baton.commerce.pricing.tax import Taxed, TaxRate, rates_for, taxed
from baton.core.errors import FieldError, InvalidInput

ROUNDING = frozenset((RuleKind.ENDING, RuleKind.INCREMENT))

MOST_OF_A_LINE = 10**13
"""Minor units of all pieces of a line, before promotions and tax: forty of them can be added up."""

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


def quoted(request: PriceRequest, known: Known, quote_id: str, holds: timedelta) -> Quote:
    """The quote. Raises ``InvalidInput`` that names every line that has no price or cannot be sold."""
    buyer = Buyer(segments=request.segments, country=request.country, is_new=known.is_new)
    priced = _all_priced(request, known, buyer)
    cart = Cart(
        lines=[_in_cart(one, known) for one in priced],
        currency=request.currency,
        shipping=rounded_up(request.shipping, charge_unit(request.currency)),
        buyer=buyer,
        codes=request.codes,
        used_up=known.used_up,
    )
    found = applied(known.book.promotions, cart, known.promotions_at or known.now)
    lines = tuple(_line(one, index, found, known, request) for index, one in enumerate(priced))
    shipping = _shipping(cart, found, priced, known, exempt=request.tax_exempt)
    return Quote(
        quote_id=quote_id,
        request=request,
        lines=lines,
        shipping_net=shipping.net,
        shipping_tax=shipping.parts,
        shipping_promotions=tuple(
            one.promotion.promotion_id for one in found.savings if one.shipping
        ),
        net=sum(line.net for line in lines) + shipping.net,
        tax=sum(part.amount for part in _taxes(lines, shipping)),
        total=sum(line.total for line in lines) + shipping.total,
        currency=request.currency,
        prices_include_tax=known.includes_tax,
        refused_codes=dict(found.refused),
        made_at=known.now,
        valid_until=known.now + holds,
        version=known.book.mark,
    )


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


def _as_ordered(line: PriceLine, price: int, request: PriceRequest, known: Known) -> Priced:
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
    step = _step(PriceStepKind.BASE, "order", price, "as it was ordered")
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


def _all_priced(request: PriceRequest, known: Known, buyer: Buyer) -> list[Priced]:
    faults, priced = [], []
    for index, line in enumerate(request.lines):
        try:
            price = known.kept.get(index)
            priced.append(
                priced_line(line, request, known, buyer)
                if price is None
                else _as_ordered(line, price, request, known)
            )
        except ValueError as error:
            faults.append(FieldError(f"/lines/{index}/sku", str(error), "not_for_sale"))
    if faults:
        raise InvalidInput(faults, "Not everything in it can be priced.")
    return priced


def _decided(
    base: int, asked: Asked, known: Known, limits: PriceLimits
) -> tuple[int, tuple[PriceStep, ...]]:
    """The unit price before promotions, and the record of how it came about."""
    steps = [_step(PriceStepKind.BASE, "list price", base, "as the catalogue has it")]
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
        steps.append(_step(PriceStepKind(own.kind), own.kind, price, own.why))
    for rule in rules:
        if rule.kind in ROUNDING:
            price = _after(rule, price, PriceStepKind.ROUNDING, steps)
    within = bounded(price, limits)
    if within.by:
        why = "kept within its limits"
        steps.append(_step(PriceStepKind.LIMIT, ", ".join(within.by), within.price, why))
    price = rounded_up(within.price, charge_unit(asked.currency))
    if price != within.price:
        why = f"the next price that can be charged in {asked.currency}"
        steps.append(_step(PriceStepKind.ROUNDING, asked.currency, price, why))
    return price, tuple(steps)


def _after(rule: PriceRule, price: int, kind: PriceStepKind, steps: list[PriceStep]) -> int:
    new = changed(price, rule)
    if new != price:
        steps.append(_step(kind, rule.rule_id, new, rule.why))
    return new


def _step(kind: PriceStepKind, by: str, price: int, why: str) -> PriceStep:
    if price > MOST_OF_A_LINE:
        raise ValueError(_TOO_MUCH)
    return PriceStep(kind=kind, by=by[:100], unit_price=price, why=why[:300])


def _in_cart(priced: Priced, known: Known) -> CartLine:
    line, limits = priced.line, priced.limits
    return CartLine(
        line.sku,
        priced.product,
        line.quantity,
        priced.unit_price,
        floor=floor_of(limits),
        advertised=limits.minimum_advertised or 0,
        is_low=line.sku in known.low,
    )


def _line(
    priced: Priced, index: int, found: Applied, known: Known, request: PriceRequest
) -> QuotedLine:
    discounts = tuple(
        Discount(promotion_id=one.promotion.promotion_id, code=one.code, amount=one.lines[index])
        for one in found.savings
        if one.lines[index]
    )
    line, quantity = priced.line, priced.line.quantity
    amount = priced.unit_price * quantity - sum(one.amount for one in discounts)
    with_tax = taxed(
        amount,
        priced.rates,
        included=known.includes_tax,
        exempt=request.tax_exempt,
        unit=charge_unit(request.currency),
    )
    names = {one.promotion.promotion_id: one.promotion.name for one in found.savings}
    left, steps = priced.unit_price * quantity, [*priced.steps, *_paused(priced, known)]
    for one in discounts:
        left -= one.amount
        by, why = one.promotion_id, names[one.promotion_id]
        steps.append(_step(PriceStepKind.PROMOTION, by, left // quantity, why))
    return QuotedLine(
        sku=line.sku,
        quantity=quantity,
        unit_price=priced.unit_price,
        lowest_in_30_days=prior_price(known.history.get(line.sku, ()), known.now, known.zone),
        discounts=discounts,
        net=with_tax.net,
        taxes=with_tax.parts,
        total=with_tax.total,
        steps=tuple(steps),
    )


def _paused(priced: Priced, known: Known) -> list[PriceStep]:
    """That promotions leave it out, since it is low in stock."""
    price, line = priced.unit_price, _in_cart(priced, known)
    why = "paused while there is little of it in stock"
    return [
        _step(PriceStepKind.PROMOTION, one.promotion_id, price, why)
        for one in paused(known.book.promotions, line, known.now)
    ]


def _shipping(
    cart: Cart, found: Applied, priced: Sequence[Priced], known: Known, *, exempt: bool
) -> Taxed:
    """Shipping is taxed as the dearest line is: it goes with the goods."""
    amount = cart.shipping - sum(one.shipping for one in found.savings)
    dearest = max(priced, key=lambda one: one.unit_price * one.line.quantity)
    included = known.includes_tax
    return taxed(amount, dearest.rates, included=included, exempt=exempt, unit=cart.unit)


def _taxes(lines: Sequence[QuotedLine], shipping: Taxed) -> list[TaxPart]:
    return [part for line in lines for part in line.taxes] + list(shipping.parts)
