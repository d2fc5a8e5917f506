"""What a purchase costs, worked out a second way: in exact fractions, from what the docs promise.

Nothing here calls the code that it checks: prices, promotions, tax and their division are written anew,
as plainly as can be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from baton.commerce.pricing.promotion import Promotion
from baton.commerce.pricing.quotes import PriceLine, PriceRequest
from baton.commerce.pricing.rules import PriceRule
from baton.commerce.pricing.unit_prices import Known

CHARGED_IN = {"BHD": 10, "KWD": 10, "JOD": 10, "OMR": 10, "TND": 10, "MGA": 100}
"""Minor units in which a currency is charged, where that is not 1 (docs.stripe.com/currencies)."""


@dataclass
class Line:
    """A line as it should be."""

    sku: str
    quantity: int
    price: int
    floor: int
    advertised: int
    unit: int
    off: dict[str, int]
    rates: list[Fraction]
    net: int = 0
    total: int = 0


@dataclass
class Purchase:
    """A purchase as it should be."""

    lines: list[Line]
    shipping: int
    total: int
    net: int


def half_up(exact: Fraction, unit: int = 1) -> int:
    """To a multiple of ``unit``, halves away from zero; of what is not negative."""
    return floor(exact / unit + Fraction(1, 2)) * unit


def parts(total: int, weights: Sequence[int], unit: int = 1) -> list[int]:
    """Largest remainders, one unit at a time."""
    whole = sum(weights)
    exact = [Fraction(total, unit) * Fraction(one, whole) for one in weights]
    given = [floor(one) for one in exact]
    order = sorted(range(len(weights)), key=lambda one: (given[one] - exact[one], one))
    for one in order[: total // unit - sum(given)]:
        given[one] += 1
    return [one * unit for one in given]


def purchase(request: PriceRequest, known: Known) -> Purchase:
    """The whole of it."""
    unit = CHARGED_IN.get(request.currency, 1)
    lines = [
        _line(one, request, known, unit, known.kept.get(place))
        for place, one in enumerate(request.lines)
    ]
    asked = ceil(Fraction(request.shipping, unit)) * unit
    plan, cut = _best(request, known, lines, asked)
    for number, line in enumerate(lines):
        line.off = {name: off[number] for name, off in plan.items() if off[number]}
        left = line.price * line.quantity - sum(line.off.values())
        line.net, line.total = _taxed(left, line.rates, request, known, unit)
    dearest = max(lines, key=lambda one: one.price * one.quantity)
    net, shipping = _taxed(asked - cut, dearest.rates, request, known, unit)
    return Purchase(
        lines,
        shipping,
        total=sum(one.total for one in lines) + shipping,
        net=sum(one.net for one in lines) + net,
    )


def unit_price(
    sku: str, quantity: int, request: PriceRequest, known: Known
) -> tuple[int, int, int, list[Fraction]]:
    """A piece's price before promotions, its floor, its supplier's minimum, and the tax rates of where
    it goes.
    """
    product = known.products[sku]
    variant = product.variant(sku)
    assert variant is not None
    rates = _rates(variant.tax_class, request, known)
    base = variant.list_price(request.currency, request.price_list, known.day)
    assert base is not None
    rules = _rules(sku, quantity, request, known)
    price = base.amount
    for rule in rules:
        if rule.kind in ("percent", "amount", "price"):
            price = _ruled(price, rule)
    own = known.dynamic.get(sku)
    made_for = (own.currency, own.base) if own and own.valid_until > known.now else None
    fixed = any(rule.kind == "price" for rule in rules)
    if own and made_for == (request.currency, base.amount) and not fixed:
        price = ceil(Fraction(own.price * price, base.amount)) if base.amount else own.price
    for rule in rules:
        if rule.kind in ("ending", "increment"):
            price = _ruled(price, rule)
    least = _least(variant, rates, request, known)
    told = variant.minimum_advertised
    advertised = told.amount if told and told.currency == request.currency else 0
    return max(price, least, advertised), least, advertised, rates


def _line(one: PriceLine, request: PriceRequest, known: Known, unit: int, kept: int | None) -> Line:
    """``kept`` is the price that it has already: no limit lifts that."""
    price, least, advertised, rates = unit_price(one.sku, one.quantity, request, known)
    price = ceil(Fraction(price, unit)) * unit
    if kept is not None:
        price, least, advertised = kept, min(least, kept), min(advertised, kept)
    return Line(one.sku, one.quantity, price, least, advertised, unit, {}, rates)


def _rates(tax_class: str, request: PriceRequest, known: Known) -> list[Fraction]:
    """All of these tests' tables: of the whole country, and of a region beside it."""
    return [
        Fraction(one.rate)
        for one in known.book.rates
        if (one.country, one.tax_class) == (request.country, tax_class)
        and one.region in (None, request.region)
    ]


def _rules(sku: str, quantity: int, request: PriceRequest, known: Known) -> list[PriceRule]:
    found: list[PriceRule] = []
    for rule in sorted(known.book.rules, key=lambda one: (one.priority, one.rule_id)):
        if (
            quantity >= rule.least_quantity
            and rule.currency in (None, request.currency)
            and (not rule.segments or set(rule.segments) & set(request.segments))
            and (not rule.countries or request.country in rule.countries)
            and _holds(rule, sku, known)
        ):
            found.append(rule)
            if rule.ends:
                break
    return found


def _holds(one: PriceRule | Promotion, sku: str, known: Known) -> bool:
    """Scope and window."""
    product, scope, window = known.products[sku], one.scope, one.window
    inside = not scope.categories or any(
        f"{own}/".startswith(f"{name}/") for own in product.categories for name in scope.categories
    )
    return (
        inside
        and (not scope.skus or sku in scope.skus)
        and (not scope.brands or product.brand in scope.brands)
        and not (window.since and known.now < window.since)
        and not (window.until and known.now >= window.until)
    )


def _ruled(price: int, rule: PriceRule) -> int:
    amount = rule.amount or 0
    if rule.kind == "percent":
        return half_up(Fraction(price * max(0, 10_000 + (rule.basis_points or 0)), 10_000))
    if rule.kind == "amount":
        return max(0, price + amount)
    if rule.kind == "price":
        return amount
    if rule.kind == "increment":
        return half_up(Fraction(price), amount)
    while not str(price).zfill(len(str(amount))).endswith(str(amount)):
        price += 1
    return price


def _least(variant: Any, rates: list[Fraction], request: PriceRequest, known: Known) -> int:
    """The cost with its margin, and with the tax where prices include it."""
    if variant.cost is None or variant.cost.currency != request.currency:
        return 0
    cost = ceil(variant.cost.amount * (1 + (sum(rates) if known.includes_tax else 0)))
    return ceil(Fraction(cost * 10_000, 10_000 - known.book.policy.least_margin))


def _taxed(
    left: int, rates: list[Fraction], request: PriceRequest, known: Known, unit: int
) -> tuple[int, int]:
    """Net and total."""
    rate = sum(rates, Fraction(0))
    if known.includes_tax:
        tax = half_up(left * rate / (1 + rate), unit if request.tax_exempt else 1)
        return left - tax, left - (tax if request.tax_exempt else 0)
    tax = half_up(left * rate, unit)
    return left, left + (0 if request.tax_exempt else tax)


Plan = Mapping[str, list[int]]


def _best(
    request: PriceRequest, known: Known, lines: list[Line], shipping: int
) -> tuple[Plan, int]:
    """The possibility that saves most, and what it takes off the shipping."""
    promotions = sorted(known.book.promotions, key=lambda one: (one.priority, one.promotion_id))
    usable = [one for one in promotions if _usable(one, request, known, lines)]

    def turn(plan: Sequence[Promotion]) -> tuple[int, Plan, int]:
        left, rest, taken = [one.price * one.quantity for one in lines], shipping, {}
        for one in plan:
            off, cut = _off(one, lines, left, rest, known)
            left, rest = [a - b for a, b in zip(left, off, strict=True)], rest - cut
            taken[one.promotion_id] = off
        saved = sum(map(sum, taken.values())) + shipping - rest
        return saved, taken, shipping - rest

    stacking = [one for one in usable if not one.exclusive]
    groups: dict[str, list[Promotion]] = {}
    for one in stacking:
        groups.setdefault(one.group or f"#{one.promotion_id}", []).append(one)
    chosen = {max(of, key=lambda one: turn([one])[0]).promotion_id for of in groups.values()}
    plans = [[one for one in stacking if one.promotion_id in chosen]]
    plans += [[one] for one in usable if one.exclusive]
    _, taken, cut = max(map(turn, plans), key=lambda found: found[0])
    return taken, cut


def _usable(one: Promotion, request: PriceRequest, known: Known, lines: list[Line]) -> bool:
    spent = sum(x.price * x.quantity for x in lines if _holds(one, x.sku, known))
    return (
        (not one.codes or bool(set(one.codes) & set(request.codes)))
        and (not one.segments or bool(set(one.segments) & set(request.segments)))
        and (not one.countries or request.country in one.countries)
        and one.currency in (None, request.currency)
        and not ({one.promotion_id, *one.codes} & known.used_up)
        and (known.is_new or not one.first_order_only)
        and not one.paused
        and spent > 0
        and spent >= one.least_spend
    )


def _off(
    one: Promotion, lines: list[Line], left: list[int], shipping: int, known: Known
) -> tuple[list[int], int]:
    unit = lines[0].unit
    share = Fraction(one.basis_points or 0, 10_000)
    if one.kind == "shipping":
        return [0] * len(lines), half_up(shipping * share, unit)
    mine = [_holds(one, line.sku, known) for line in lines]
    inside = [rest if own else 0 for rest, own in zip(left, mine, strict=True)]
    wanted, taken = _wanted(one, lines, inside, mine, unit), []
    for line, rest, want, own in zip(lines, left, wanted, mine, strict=True):
        most = rest if one.below_floor else max(0, rest - line.floor * line.quantity)
        if not one.codes:
            most = min(most, max(0, rest - line.advertised * line.quantity))
        taken.append(min(want, most) // unit * unit if own else 0)
    return taken, 0


def _wanted(
    one: Promotion, lines: list[Line], left: list[int], mine: list[bool], unit: int
) -> list[int]:
    """What it would take of each line, if nothing bounded it; ``left`` is 0 out of its scope."""
    amount = one.amount or 0
    if one.kind == "percent":
        return [half_up(rest * Fraction(one.basis_points or 0, 10_000), unit) for rest in left]
    if one.kind == "amount_each":
        return [amount * line.quantity for line in lines]
    if one.kind == "price_each":
        return [max(0, rest - amount * x.quantity) for rest, x in zip(left, lines, strict=True)]
    if one.kind == "amount":
        most = min(amount, sum(left)) // unit * unit
        return parts(most, left, unit) if sum(left) else [0] * len(left)
    return _free(one, lines, left, mine)


def _free(one: Promotion, lines: list[Line], left: list[int], mine: list[bool]) -> list[int]:
    """The cheapest pieces first, as many as there are whole groups of paid and free ones."""
    buy, free = one.buy or 1, one.free or 1
    every = sum(line.quantity for line, own in zip(lines, mine, strict=True) if own)
    still, off = every // (buy + free) * free, [0] * len(lines)
    cheapest = sorted(
        (Fraction(left[at], lines[at].quantity), at) for at, own in enumerate(mine) if own
    )
    for each, at in cheapest:
        pieces = min(still, lines[at].quantity)
        off[at], still = floor(each * pieces), still - pieces
    return off
