"""A cart: what somebody may buy. It holds no prices of its own, and is worked with as a value. Pure.

state    what is true                                   what comes next
───────  ─────────────────────────────────────────────  ─────────────────────────────
open     lines and codes may be changed                 merged, ordered, or it expires
merged   its lines are in the cart of who signed in     -
ordered  an order was placed with it                    -
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from baton.commerce.ids import MOST_LINES, MOST_PIECES, CustomerId, Sku
from baton.commerce.places import CountryCode, RegionCode
from baton.commerce.pricing.quotes import CouponCode, PriceLine
from baton.core.contract import Ulid, UtcDatetime, Versioned
from baton.core.errors import Conflict, FieldError, InvalidInput, NotFound
from baton.core.money import Currency, Money

MOST_CODES = 5


class CartState(StrEnum):
    """See the table of this module."""

    OPEN = "open"
    MERGED = "merged"
    ORDERED = "ordered"


class CartLine(PriceLine):
    """Pieces of a SKU. ``price_then`` is what one cost when the line was put as it is: it is compared
    with the price now, and sells nothing.
    """

    added_at: UtcDatetime
    price_then: Money | None = None


class Cart(Versioned):
    """One cart. ``left_at`` is when it was told that its customer left it."""

    cart_id: Ulid
    state: CartState = CartState.OPEN
    customer_id: CustomerId | None = None
    currency: Currency
    country: CountryCode
    region: RegionCode | None = None
    lines: tuple[CartLine, ...] = Field(default=(), max_length=MOST_LINES)
    codes: tuple[CouponCode, ...] = Field(default=(), max_length=MOST_CODES)
    merged_into: Ulid | None = None
    order_id: Ulid | None = None
    left_at: UtcDatetime | None = None
    created_at: UtcDatetime
    updated_at: UtcDatetime
    expires_at: UtcDatetime

    @property
    def may_be_left(self) -> bool:
        """Whether its customer can still be told that they left it."""
        is_open = self.state is CartState.OPEN
        return bool(is_open and self.customer_id and self.lines and self.left_at is None)


def checked_open(cart: Cart) -> Cart:
    """The cart if it can be changed. Raises ``Conflict`` that says why not."""
    if cart.state is CartState.ORDERED:
        raise Conflict(f"The cart {cart.cart_id} was ordered already, as {cart.order_id}.")
    if cart.state is CartState.MERGED:
        raise Conflict(f"The cart {cart.cart_id} was merged into {cart.merged_into}: use that one.")
    return cart


def checked_lines(lines: Sequence[PriceLine]) -> None:
    """Raises ``InvalidInput`` that names each line whose SKU stands in one before it."""
    seen: set[Sku] = set()
    faults = []
    for index, line in enumerate(lines):
        if line.sku in seen:
            detail = f"{line.sku} is in a line before: add the quantities up"
            faults.append(FieldError(f"/lines/{index}/sku", detail, "duplicate"))
        seen.add(line.sku)
    if faults:
        raise InvalidInput(faults)


def new_lines(cart: Cart, wanted: Sequence[PriceLine]) -> tuple[PriceLine, ...]:
    """Those of the wanted lines that do not stand in the cart as they are."""
    there = {(line.sku, line.quantity) for line in cart.lines}
    return tuple(line for line in wanted if (line.sku, line.quantity) not in there)


def with_lines(
    cart: Cart, wanted: Sequence[PriceLine], prices: Mapping[Sku, Money], now: datetime
) -> tuple[CartLine, ...]:
    """The wanted lines, in their order. One that stands in the cart as it is stays; others have the
    price of ``prices``.
    """
    there = {(line.sku, line.quantity): line for line in cart.lines}
    return tuple(
        there.get((line.sku, line.quantity))
        or CartLine(
            sku=line.sku, quantity=line.quantity, added_at=now, price_then=prices.get(line.sku)
        )
        for line in wanted
    )


def set_line(cart: Cart, line: PriceLine) -> tuple[PriceLine, ...]:
    """The cart's lines with one of them set, or a new one at the end. Raises ``Conflict`` if there are
    too many then.
    """
    others = [one for one in cart.lines if one.sku != line.sku]
    if len(others) == len(cart.lines):
        if len(others) == MOST_LINES:
            raise Conflict(f"A cart has at most {MOST_LINES} lines.")
        return (*cart.lines, line)
    return tuple(line if one.sku == line.sku else one for one in cart.lines)


def without_line(cart: Cart, sku: Sku) -> tuple[CartLine, ...]:
    """The cart's lines without a SKU. Raises ``NotFound``."""
    left = tuple(one for one in cart.lines if one.sku != sku)
    if len(left) == len(cart.lines):
        raise NotFound("line", sku)
    return left


def with_code(cart: Cart, code: CouponCode) -> tuple[CouponCode, ...]:
    """The cart's codes with one more. Raises ``Conflict`` if there are too many then."""
    if code not in cart.codes and len(cart.codes) == MOST_CODES:
        raise Conflict(f"A cart has at most {MOST_CODES} codes.")
    return tuple(dict.fromkeys((*cart.codes, code)))


def merged_lines(into: Cart, other: Cart) -> tuple[CartLine, ...]:
    """The lines of both, quantities added up, at most 100,000 pieces of a SKU; a SKU that both have
    keeps the price it had in ``into``. Raises ``Conflict`` if there are too many lines then.
    """
    lines = {line.sku: line for line in into.lines}
    for line in other.lines:
        there = lines.get(line.sku)
        if there:
            together = min(there.quantity + line.quantity, MOST_PIECES)
            lines[line.sku] = there.model_copy(update={"quantity": together})
        else:
            lines[line.sku] = line
    if len(lines) > MOST_LINES:
        raise Conflict(
            f"The carts have {len(lines)} SKUs together, and a cart has at most {MOST_LINES} lines: "
            "remove some of one first."
        )
    return tuple(lines.values())


def merged_codes(into: Cart, other: Cart) -> tuple[CouponCode, ...]:
    """The codes of both, those of ``into`` first, as many as a cart may have."""
    return tuple(dict.fromkeys((*into.codes, *other.codes)))[:MOST_CODES]
