"""Changing carts: the one place that writes them, but for the order that ends one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from baton.commerce.carts.cart import (
    Cart,
    CartState,
    checked_lines,
    checked_open,
    merged_codes,
    merged_lines,
    new_lines,
    set_line,
    with_code,
    with_lines,
    without_line,
)
from baton.commerce.carts.pricing import CartPricing
from baton.commerce.carts.records import tie_of
from baton.commerce.carts.repository import CartRepository
from baton.commerce.container import Commerce
from baton.commerce.ids import CustomerId, Sku
from baton.commerce.places import CountryCode, RegionCode
from baton.commerce.pricing.quotes import CouponCode, PriceLine
from baton.core.clock import Clock
from baton.core.contract import Contract, Ulid
from baton.core.errors import Conflict, FieldError, InvalidInput, NotFound
from baton.core.money import Currency
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.persistence.transaction import Transaction, Transactions
from baton.privacy.subject_repository import SubjectRepository

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class NewCart(Contract):
    """A cart to begin: anonymous, or of a customer."""

    currency: Currency
    country: CountryCode
    region: RegionCode | None = None
    customer_id: CustomerId | None = None


@dataclass(frozen=True, slots=True)
class CartService:
    """Begins and changes carts, and merges them when somebody signs in. A change is made to the version
    that is given: if another is kept meanwhile, it raises ``StaleVersion`` and nothing is changed.
    """

    carts: CartRepository
    pricing: CartPricing
    subjects: SubjectRepository
    transactions: Transactions
    clock: Clock
    keeps: timedelta

    @classmethod
    def of(cls, platform: "Platform") -> Self:
        """The service of a platform."""
        area = platform.area(Commerce)
        return cls(
            area.carts,
            CartPricing.of(platform),
            platform.subjects,
            platform.transactions,
            platform.clock,
            timedelta(days=area.settings.cart_days),
        )

    def get(self, cart_id: Ulid) -> Cart:
        """The cart, whatever its state. Raises ``NotFound``, also for one that expired."""
        found = self.carts.find(cart_id)
        if found is None or found.expires_at <= self.clock():
            raise NotFound("cart", cart_id)
        return found

    def of_customer(self, customer_id: CustomerId) -> Cart:
        """The open cart of a customer. Raises ``NotFound``."""
        found = self._current(customer_id)[1]
        if found is None:
            raise NotFound("open cart of a customer", customer_id)
        return found

    def begin(self, cart_id: Ulid, new: NewCart) -> Cart:
        """A new cart under this id, or the open one that the customer has already: a customer has one at
        a time. Doing it again changes nothing.
        """

        def attempt() -> Cart:
            if (there := self.carts.find(cart_id)) is not None:
                return there
            before, current = self._current(new.customer_id) if new.customer_id else (None, None)
            if current is not None:
                return current
            now = self.clock()
            cart = Cart(
                cart_id=cart_id,
                created_at=now,
                updated_at=now,
                expires_at=now + self.keeps,
                **new.model_dump(),
            )
            with self.transactions.begin() as within:
                self.carts.add(cart, within)
                if cart.customer_id:
                    self._give(cart, before, within)
            return cart

        return retry_on_conflict(attempt)

    def put_lines(self, cart: Cart, wanted: Sequence[PriceLine]) -> Cart:
        """The cart with these lines, and no others. Raises ``InvalidInput`` that names each line that is
        there twice, or new and not for sale.
        """
        checked_open(cart)
        checked_lines(wanted)
        prices = self.pricing.unit_prices(cart, wanted, new_lines(cart, wanted))
        return self._kept(cart, lines=with_lines(cart, wanted, prices, self.clock()))

    def put_line(self, cart: Cart, line: PriceLine) -> Cart:
        """The cart with a line, in the place of the one with its SKU. Raises ``InvalidInput`` for one
        that is new and not for sale.
        """
        try:
            return self.put_lines(cart, set_line(checked_open(cart), line))
        except InvalidInput as error:
            raise InvalidInput(
                [replace(one, pointer="path:sku") for one in error.faults]
            ) from error

    def remove_line(self, cart: Cart, sku: Sku) -> Cart:
        """The cart without a line. Raises ``NotFound``."""
        return self._kept(cart, lines=without_line(checked_open(cart), sku))

    def add_code(self, cart: Cart, code: CouponCode) -> Cart:
        """The cart with a coupon code. Raises ``InvalidInput`` that says why, if it takes nothing off
        this cart as it is.
        """
        codes = with_code(checked_open(cart), code)
        quote, _ = self.pricing.quoted(cart.model_copy(update={"codes": codes}))
        if quote is None:
            raise Conflict("Nothing in the cart can be bought, so no code takes anything off.")
        if code in quote.refused_codes:
            raise InvalidInput([FieldError("/code", quote.refused_codes[code], "refused")])
        return self._kept(cart, codes=codes)

    def remove_code(self, cart: Cart, code: CouponCode) -> Cart:
        """The cart without a code. Raises ``NotFound``."""
        left = tuple(one for one in checked_open(cart).codes if one != code)
        if len(left) == len(cart.codes):
            raise NotFound("code", code)
        return self._kept(cart, codes=left)

    def sign_in(self, cart_id: Ulid, customer_id: CustomerId) -> Cart:
        """Merges an anonymous cart into the open one of who signed in, once; it becomes theirs if they
        have none. Gives their cart. Raises ``Conflict`` for a cart that is another's, or was ordered.
        """

        def attempt() -> Cart:
            cart = self.get(cart_id)
            if cart.state is CartState.MERGED and cart.merged_into:
                into = self.get(cart.merged_into)
                if into.customer_id == customer_id:
                    return into
            if checked_open(cart).customer_id == customer_id:
                return cart
            if cart.customer_id is not None:
                raise Conflict("The cart is another customer's.")
            before, current = self._current(customer_id)
            if current is None:
                return self._given(cart, customer_id, before)
            return self._merged(cart, current)

        return retry_on_conflict(attempt)

    def _given(self, cart: Cart, customer_id: CustomerId, before: Ulid | None) -> Cart:
        theirs = self._next(cart, customer_id=customer_id)
        with self.transactions.begin() as within:
            self.carts.replace(theirs, within)
            self._give(theirs, before, within)
        return theirs

    def _merged(self, cart: Cart, current: Cart) -> Cart:
        lines, codes = merged_lines(current, cart), merged_codes(current, cart)
        into = self._next(current, lines=lines, codes=codes)
        over = self._next(cart, state=CartState.MERGED, merged_into=current.cart_id, lines=())
        with self.transactions.begin() as within:
            self.carts.replace(into, within)
            self.carts.replace(over, within)
        return into

    def _give(self, cart: Cart, before: Ulid | None, within: Transaction) -> None:
        """Makes the cart its customer's, found with them for export and erasure."""
        tie = tie_of(cart)
        if tie is None or cart.customer_id is None:
            return
        self.carts.make_current(cart.customer_id, cart.cart_id, before, within)
        self.subjects.tie(tie, asked_at=cart.updated_at, within=within)

    def _current(self, customer_id: CustomerId) -> tuple[Ulid | None, Cart | None]:
        """The cart that the customer had last, and the same if it is open."""
        cart_id = self.carts.current(customer_id)
        found = self.carts.find(cart_id) if cart_id else None
        is_open = found and found.state is CartState.OPEN and found.expires_at > self.clock()
        return cart_id, found if is_open else None

    def _kept(self, cart: Cart, **changes: object) -> Cart:
        """The cart's next version, if anything changes in it."""
        if all(getattr(cart, name) == value for name, value in changes.items()):
            return cart
        changed = self._next(cart, **changes)
        with self.transactions.begin() as within:
            self.carts.replace(changed, within)
        return changed

    def _next(self, cart: Cart, **changes: object) -> Cart:
        now = self.clock()
        return cart.next_version(now, expires_at=now + self.keeps, **changes)
