"""Which promotions apply to a cart, and what each takes off which line. Pure: what was used before is an
argument.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from baton.commerce.catalogue import Product
from baton.commerce.division import divided_by, rounded
from baton.commerce.ids import Sku
from baton.commerce.payments.units import charge_unit
from baton.commerce.pricing.promotion import Code, Promotion, PromotionId, PromotionKind
from baton.commerce.pricing.scope import Buyer
from baton.core.money import Currency

MOST_AT_ONCE = 20
"""Promotions that apply together; of more those of the first priority."""


@dataclass(frozen=True, slots=True)
class CartLine:
    """A line with its unit price as it is shown, and the lowest that may be left of it."""

    sku: Sku
    product: Product
    quantity: int
    unit_price: int
    floor: int = 0
    advertised: int = 0
    """The supplier's minimum, which holds for what is advertised: not for a code that a buyer has."""

    is_low: bool = False
    """there is too little in stock to sell it for less"""

    def least(self, promotion: Promotion) -> int:
        """What a promotion must leave of a piece."""
        by_supplier = 0 if promotion.codes else self.advertised
        return max(by_supplier, 0 if promotion.below_floor else self.floor)

    @property
    def amount(self) -> int:
        """Of all its pieces."""
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True)
class Cart:
    """What promotions are tried on. ``used_up`` says of promotions and codes that nobody, or not this
    buyer, may use them any more.
    """

    lines: Sequence[CartLine]
    currency: Currency
    shipping: int
    buyer: Buyer
    codes: Sequence[Code] = ()
    used_up: frozenset[PromotionId | Code] = frozenset()

    @property
    def unit(self) -> int:
        """What every saving is a multiple of."""
        return charge_unit(self.currency)


@dataclass(frozen=True, slots=True)
class Saving:
    """What one promotion takes off: of each line, and of the shipping."""

    promotion: Promotion
    code: Code | None
    lines: tuple[int, ...]
    shipping: int = 0

    @property
    def total(self) -> int:
        """Off everything."""
        return sum(self.lines) + self.shipping


@dataclass(frozen=True, slots=True)
class Applied:
    """The savings in their order, and why a code brought none."""

    savings: tuple[Saving, ...] = ()
    refused: Mapping[Code, str] = field(default_factory=dict)


def applied(promotions: Iterable[Promotion], cart: Cart, now: datetime) -> Applied:
    """The promotions that save the buyer most."""
    ordered = sorted(promotions, key=lambda one: (one.priority, one.promotion_id))
    refused: dict[Code, str] = dict.fromkeys(cart.codes, "This code is not known.")
    usable: list[tuple[Promotion, Code | None]] = []
    for promotion in ordered:
        code = next((one for one in cart.codes if one in promotion.codes), None)
        if promotion.codes and code is None:
            continue
        why = _why_not(promotion, code, cart, now)
        if why is None and len(usable) < MOST_AT_ONCE:
            usable.append((promotion, code))
        if code is not None:
            refused[code] = why or "Another promotion saves you more."
    best = max(_plans(usable, cart), key=lambda plan: sum(one.total for one in plan), default=())
    used = {saving.code for saving in best}
    return Applied(best, {code: why for code, why in refused.items() if code not in used})


def _why_not(promotion: Promotion, code: Code | None, cart: Cart, now: datetime) -> str | None:
    """Why a promotion does not apply, as a buyer may read it; ``None`` if it does."""
    window, buyer = promotion.window, cart.buyer
    spent = sum(line.amount for line in cart.lines if _in_scope(promotion, line))
    used_up = promotion.promotion_id in cart.used_up or code in cart.used_up
    checks = (
        (promotion.paused, "This offer is paused."),
        (not window.has_begun(now), "This offer has not begun yet."),
        (window.is_over(now), "This offer is over."),
        (used_up, "This code was used already."),
        (
            promotion.currency not in (None, cart.currency),
            f"This offer is for purchases in {promotion.currency}.",
        ),
        (
            bool(promotion.countries) and buyer.country not in promotion.countries,
            "This offer does not hold where this is sent to.",
        ),
        (
            bool(promotion.segments) and not set(promotion.segments) & set(buyer.segments),
            "This offer is for other customers.",
        ),
        (promotion.first_order_only and not buyer.is_new, "This offer is for a first order."),
        (
            not spent and any(_pauses(promotion, line) for line in cart.lines),
            "This offer is paused while there is little of it.",
        ),
        (not spent, "This offer is for other products."),
        (spent < promotion.least_spend, "This offer is for larger purchases."),
    )
    return next((why for fails, why in checks if fails), None)


def _plans(usable: Sequence[tuple[Promotion, Code | None]], cart: Cart) -> list[tuple[Saving, ...]]:
    """The possibilities: all that stack, then every exclusive one alone."""
    alone = [(one,) for one in usable if one[0].exclusive]
    stacking = [one for one in usable if not one[0].exclusive]
    return [_in_turn(plan, cart) for plan in (_best_of_groups(stacking, cart), *alone)]


def _best_of_groups(
    usable: Sequence[tuple[Promotion, Code | None]], cart: Cart
) -> list[tuple[Promotion, Code | None]]:
    """Of each group the one that alone saves most, of equal ones the first."""

    def group(one: tuple[Promotion, Code | None]) -> str:
        return one[0].group or f"#{one[0].promotion_id}"

    best = [
        max(members, key=lambda one: sum(saving.total for saving in _in_turn([one], cart)))
        for _, members in groupby(sorted(usable, key=group), group)
    ]
    return [one for one in usable if one in best]


def _in_turn(plan: Iterable[tuple[Promotion, Code | None]], cart: Cart) -> tuple[Saving, ...]:
    """What each takes off of what the ones before left; those that take nothing off are left out."""
    left = [line.amount for line in cart.lines]
    shipping, savings = cart.shipping, []
    for promotion, code in plan:
        lines, of_shipping = _taken(promotion, cart, left, shipping)
        saving = Saving(promotion, code, lines, of_shipping)
        if saving.total:
            savings.append(saving)
            left = [amount - off for amount, off in zip(left, lines, strict=True)]
            shipping -= of_shipping
    return tuple(savings)


def _taken(
    promotion: Promotion, cart: Cart, left: Sequence[int], shipping: int
) -> tuple[tuple[int, ...], int]:
    """What a promotion takes off each line, never below what it must leave, and off the shipping."""
    lines, unit = cart.lines, cart.unit
    if promotion.kind is PromotionKind.SHIPPING:
        return (0,) * len(lines), _share(shipping, promotion, unit)
    room = [
        max(0, amount - line.least(promotion) * line.quantity) if _in_scope(promotion, line) else 0
        for line, amount in zip(lines, left, strict=True)
    ]
    wanted = _wanted(promotion, lines, left, unit)
    return tuple(min(one, most) // unit * unit for one, most in zip(wanted, room, strict=True)), 0


def _wanted(
    promotion: Promotion, lines: Sequence[CartLine], left: Sequence[int], unit: int
) -> Sequence[int]:
    amount = promotion.amount or 0
    mine = [_in_scope(promotion, line) for line in lines]
    pairs = list(zip(lines, left, mine, strict=True))
    match promotion.kind:
        case PromotionKind.PERCENT:
            return [_share(rest, promotion, unit) if own else 0 for _, rest, own in pairs]
        case PromotionKind.AMOUNT_EACH:
            return [amount * line.quantity if own else 0 for line, _, own in pairs]
        case PromotionKind.PRICE_EACH:
            return [
                max(0, rest - amount * line.quantity) if own else 0 for line, rest, own in pairs
            ]
        case PromotionKind.FREE_PIECES:
            return _free_pieces(promotion, pairs)
        case _:
            weights = [rest if own else 0 for _, rest, own in pairs]
            return divided_by(unit, min(amount, sum(weights)), weights)


def _free_pieces(
    promotion: Promotion, pairs: Sequence[tuple[CartLine, int, bool]]
) -> Sequence[int]:
    """The cheapest pieces, at what is left of their prices, are free: rounded down a line."""
    buy, free = promotion.buy or 1, promotion.free or 1
    mine = [(rest / line.quantity, index) for index, (line, rest, own) in enumerate(pairs) if own]
    pieces = sum(pairs[index][0].quantity for _, index in mine)
    given = pieces // (buy + free) * free
    off = [0] * len(pairs)
    for _, index in sorted(mine):
        line, rest, _ = pairs[index]
        taken = min(given, line.quantity)
        off[index] = rest * taken // line.quantity
        given -= taken
    return off


def _share(amount: int, promotion: Promotion, unit: int) -> int:
    return rounded(Decimal(amount) * (promotion.basis_points or 0) / 10_000, unit)


def paused(promotions: Iterable[Promotion], line: CartLine, now: datetime) -> tuple[Promotion, ...]:
    """The promotions that would apply to a line by themselves, were there more of it in stock."""
    return tuple(
        one for one in promotions if not one.paused and one.window.holds(now) and _pauses(one, line)
    )


def _pauses(promotion: Promotion, line: CartLine) -> bool:
    """Whether it leaves out a line since that is low. A code is a promise that somebody has, and
    shipping is of the whole parcel: both hold.
    """
    automatic = not promotion.codes and promotion.kind is not PromotionKind.SHIPPING
    held = line.is_low and automatic and not promotion.while_low
    return held and promotion.scope.holds(line.sku, line.product)


def _in_scope(promotion: Promotion, line: CartLine) -> bool:
    return promotion.scope.holds(line.sku, line.product) and not _pauses(promotion, line)
