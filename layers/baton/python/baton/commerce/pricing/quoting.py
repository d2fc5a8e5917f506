"""A quote, worked out from the catalogue and the price book. Pure: the same in gives the same out.

Of each line: list price ─► rules ─► competitors or demand ─► rounding ─► limits ─► promotions ─► tax
"""

from collections.abc import Sequence
from datetime import timedelta

from baton.commerce.division import rounded_up
from baton.commerce.payments.units import charge_unit
from baton.commerce.pricing.limits import floor_of
from baton.commerce.pricing.lowest_price import prior_price
from baton.commerce.pricing.promotions import Applied, Cart, CartLine, applied, paused
from baton.commerce.pricing.quotes import (
    Discount,
    PriceRequest,
    PriceStep,
    PriceStepKind,
    Quote,
    QuotedLine,
    TaxPart,
)
from baton.commerce.pricing.scope import Buyer
from baton.commerce.pricing.tax import Taxed, taxed
from baton.commerce.pricing.unit_prices import (
    Known,
    Priced,
    as_ordered,
    price_step,
    priced_line,
)
from baton.core.errors import FieldError, InvalidInput


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


def _all_priced(request: PriceRequest, known: Known, buyer: Buyer) -> list[Priced]:
    faults, priced = [], []
    for index, line in enumerate(request.lines):
        try:
            price = known.kept.get(index)
            priced.append(
                priced_line(line, request, known, buyer)
                if price is None
                else as_ordered(line, price, request, known)
            )
        except ValueError as error:
            faults.append(FieldError(f"/lines/{index}/sku", str(error), "not_for_sale"))
    if faults:
        raise InvalidInput(faults, "Not everything in it can be priced.")
    return priced


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
        steps.append(price_step(PriceStepKind.PROMOTION, by, left // quantity, why))
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
        price_step(PriceStepKind.PROMOTION, one.promotion_id, price, why)
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
