"""What is in a cart, as it is now: each line with its price, and whether it can be bought."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from pydantic import Field

from baton.commerce.carts.cart import Cart, CartLine, CartState
from baton.commerce.catalogue import Catalogue, Product
from baton.commerce.container import Commerce
from baton.commerce.customers.customer import Customer, CustomerRepository
from baton.commerce.ids import ProductId, Sku
from baton.commerce.inventory.stock import Stock
from baton.commerce.pricing.quotes import (
    Discount,
    MinorUnits,
    PriceLine,
    PriceRequest,
    Quote,
    QuotedLine,
)
from baton.commerce.pricing.service import PricingService
from baton.core.clock import Clock
from baton.core.contract import Contract, UtcDatetime
from baton.core.errors import FieldError, InvalidInput
from baton.core.money import Money

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


class LineState(StrEnum):
    """Whether a line can be ordered, and if not, why."""

    AVAILABLE = "available"
    SHORT = "short"
    """fewer pieces are available than it has"""
    UNPRICED = "unpriced"
    """there is no price or tax rate for it here"""
    ENDED = "ended"
    """it is not sold now"""
    UNKNOWN = "unknown"
    """there is no such product any more"""


class PricedLine(Contract):
    """A line as it is now. One that is ``ended``, ``unknown`` or ``unpriced`` has no price."""

    sku: Sku
    quantity: int
    added_at: UtcDatetime
    state: LineState
    why: str | None = None
    product_id: ProductId | None = None
    title: str | None = None
    available: int = Field(description="pieces that can be bought, of all buyers")
    unit_price: MinorUnits | None = None
    price_then: Money | None = Field(default=None, description="when the line was put as it is")
    price_changed: bool = Field(default=False, description="since then")
    discounts: tuple[Discount, ...] = ()
    total: MinorUnits | None = Field(default=None, description="with tax, after discounts")


class PricedCart(Contract):
    """A cart with its prices now. ``net``, ``tax`` and ``total`` are of the lines that have a price,
    without shipping."""

    cart: Cart
    lines: tuple[PricedLine, ...]
    net: MinorUnits = 0
    tax: MinorUnits = 0
    total: MinorUnits = 0
    prices_include_tax: bool | None = None
    refused_codes: dict[str, str] = Field(default={}, description="why, by code")
    can_be_ordered: bool = Field(description="all of its lines, as it is")


@dataclass(frozen=True, slots=True)
class CartPricing:
    """Has pricing work carts out, for whom they are of."""

    pricing: PricingService
    catalogue: Catalogue
    stock: Stock
    customers: CustomerRepository
    clock: Clock

    @classmethod
    def of(cls, platform: "Platform") -> Self:
        """The service of a platform."""
        area = platform.area(Commerce)
        return cls(area.pricing, area.catalogue, area.stock, area.customers, platform.clock)

    def request(self, cart: Cart, lines: Sequence[PriceLine]) -> PriceRequest:
        """What is asked of pricing for lines of a cart: by its customer's price list and segments."""
        found = self.customers.find(cart.customer_id) if cart.customer_id else None
        known = _buyer(found) if found else {}
        return PriceRequest.model_validate(
            {
                "lines": _asked_lines(lines),
                "currency": cart.currency,
                "country": cart.country,
                "region": cart.region,
                "customer_id": cart.customer_id,
                "codes": cart.codes,
                **known,
            }
        )

    def unit_prices(
        self, cart: Cart, wanted: Sequence[PriceLine], added: Sequence[PriceLine]
    ) -> Mapping[Sku, Money]:
        """What a piece of each of the ``added`` lines costs, which are among those ``wanted``. Raises
        ``InvalidInput`` that names those that are not sold, or have no price.
        """
        if not added:
            return {}
        try:
            quote = self.pricing.worked_out(self.request(cart, added))
        except InvalidInput as error:
            places = {line.sku: index for index, line in enumerate(wanted)}
            raise InvalidInput([_placed(one, places, added) for one in error.faults]) from error
        return {
            line.sku: Money(amount=line.unit_price, currency=quote.currency) for line in quote.lines
        }

    def quoted(
        self, cart: Cart, products: Mapping[Sku, Product] | None = None
    ) -> tuple[Quote | None, Mapping[Sku, str]]:
        """What the cart costs, and why lines of it have no price; no quote if none has. ``products`` are
        those of its SKUs, if whoever asks has just read them.
        """
        left, why = list(cart.lines), dict[Sku, str]()
        request = self.request(cart, left) if left else None
        while request and left:
            try:
                return self.pricing.worked_out(request, products=products), why
            except InvalidInput as error:
                why |= {left[_index(fault)].sku: fault.detail for fault in error.faults}
                left = [line for line in left if line.sku not in why]
                request = request.model_copy(update={"lines": _asked_lines(left)})
        return None, why

    def view(self, cart: Cart) -> PricedCart:
        """The cart as it is now. Raises ``Unavailable``."""
        skus = frozenset(line.sku for line in cart.lines)
        products, available = self.catalogue.of_skus(skus), self.stock.available(skus)
        now = self.clock()
        quote, why = self.quoted(cart, products)
        priced = {line.sku: line for line in quote.lines} if quote else {}
        lines = tuple(
            priced_line(
                line, products.get(line.sku), priced.get(line.sku), available[line.sku], now
            )
            for line in cart.lines
        )
        lines = tuple(
            line.model_copy(update={"why": why[line.sku]}) if line.sku in why else line
            for line in lines
        )
        every = all(line.state is LineState.AVAILABLE for line in lines)
        return PricedCart(
            cart=cart,
            lines=lines,
            net=quote.net if quote else 0,
            tax=quote.tax if quote else 0,
            total=quote.total if quote else 0,
            prices_include_tax=quote.prices_include_tax if quote else None,
            refused_codes=quote.refused_codes if quote else {},
            can_be_ordered=bool(lines) and every and cart.state is CartState.OPEN,
        )


def priced_line(
    line: CartLine,
    product: Product | None,
    priced: QuotedLine | None,
    available: int,
    now: datetime,
) -> PricedLine:
    """A line as it is now. Pure."""
    variant = product.variant(line.sku) if product else None
    now_costs = priced.unit_price if priced else None
    then = line.price_then.amount if line.price_then else None
    return PricedLine(
        sku=line.sku,
        quantity=line.quantity,
        added_at=line.added_at,
        state=_state(line, product, priced, available, now),
        product_id=product.product_id if product else None,
        title=f"{product.title}, {variant.title}"[:600] if product and variant else None,
        available=available,
        unit_price=now_costs,
        price_then=line.price_then,
        price_changed=None not in (now_costs, then) and now_costs != then,
        discounts=priced.discounts if priced else (),
        total=priced.total if priced else None,
    )


def _state(
    line: CartLine,
    product: Product | None,
    priced: QuotedLine | None,
    available: int,
    now: datetime,
) -> LineState:
    if product is None:
        return LineState.UNKNOWN
    if not product.is_sold(line.sku, now):
        return LineState.ENDED
    if priced is None:
        return LineState.UNPRICED
    return LineState.AVAILABLE if available >= line.quantity else LineState.SHORT


def _asked_lines(lines: Sequence[PriceLine]) -> tuple[PriceLine, ...]:
    return tuple(PriceLine(sku=line.sku, quantity=line.quantity) for line in lines)


def _index(fault: FieldError) -> int:
    """Which line pricing finds fault with: ``/lines/3/sku``."""
    return int(fault.pointer.split("/")[2])


def _placed(fault: FieldError, places: Mapping[Sku, int], added: Sequence[PriceLine]) -> FieldError:
    place = places[added[_index(fault)].sku]
    return FieldError(f"/lines/{place}/sku", fault.detail, fault.code)


def _buyer(customer: Customer) -> dict[str, object]:
    return {
        "price_list": customer.price_list,
        "segments": customer.segments,
        "tax_exempt": customer.tax_exempt,
    }
