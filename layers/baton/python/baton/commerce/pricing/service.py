"""Prices worked out for whoever asks, and kept as quotes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from baton.commerce.catalogue import STANDARD_LIST, Catalogue, Product
from baton.commerce.ids import CustomerId, Sku
from baton.commerce.pricing.book import PriceBook
from baton.commerce.pricing.lowest_price import PricePoint, first_moment
from baton.commerce.pricing.quotes import PriceChanged, PriceRequest, Quote, QuotedCart
from baton.commerce.pricing.quoting import quoted
from baton.commerce.pricing.redemption import (
    Redemptions,
    Use,
    promotions_in,
    uses_in,
    uses_of,
)
from baton.commerce.pricing.repository import PriceRepository
from baton.commerce.pricing.unit_prices import Known
from baton.commerce.settings import CommerceSettings
from baton.core.clock import Clock, NewId
from baton.core.contract import Ulid
from baton.core.errors import FieldError, InvalidInput
from baton.persistence.transaction import Transaction

BOOK_AGE = timedelta(seconds=20)
"""How old a price book may be that quotes are made from. An order reads it anew."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """What a purchase that is changed keeps: unit prices by the lines' places, the promotions of the
    moment ``at`` which it was priced, the ``uses`` that are its own, and whether its buyer was new then.
    A purchase that was not ordered yet keeps nothing.
    """

    prices: Mapping[int, int] = field(default_factory=dict)
    at: datetime | None = None
    uses: Sequence[Use] = ()
    is_new: bool | None = None


NOT_ORDERED = Ordered()


class PricingService:
    """Implements ``Pricing``, and counts what orders use of promotions."""

    def __init__(
        self,
        *,
        prices: PriceRepository,
        redemptions: Redemptions,
        catalogue: Catalogue,
        settings: CommerceSettings,
        clock: Clock,
        new_id: NewId,
        has_ordered: Callable[[CustomerId], bool],
    ) -> None:
        self._prices = prices
        self._redemptions = redemptions
        self._catalogue = catalogue
        self._settings = settings
        self._clock = clock
        self._new_id = new_id
        self._has_ordered = has_ordered
        self._book: tuple[datetime, PriceBook] | None = None

    def quote(
        self,
        request: PriceRequest,
        cart: QuotedCart | None = None,
        products: Mapping[Sku, Product] | None = None,
    ) -> Quote:
        """See ``Pricing``. It is of a ``cart``, if one is named; ``products`` as for ``worked_out``."""
        quote = self.worked_out(request, products=products).model_copy(update={"cart": cart})
        self._prices.keep_quote(quote)
        return quote

    def honour(self, quote: Quote, products: Mapping[Sku, Product]) -> None:
        """Lets a quote pass that an order may be placed with; ``products`` are those of its SKUs. Raises
        ``PriceChanged`` if it holds no more, and ``InvalidInput`` with the lines that are not sold any
        more.
        """
        now = self._clock()
        if quote.valid_until <= now:
            raise PriceChanged(f"The quote held until {quote.valid_until:%Y-%m-%d %H:%M} UTC only.")
        faults = [
            FieldError(f"/lines/{index}/sku", f"{line.sku} is not sold any more", "not_for_sale")
            for index, line in enumerate(quote.lines)
            if (product := products.get(line.sku)) is None or not product.is_sold(line.sku, now)
        ]
        if faults:
            raise InvalidInput(faults, "Not everything in the quote can be sold.")
        applied = promotions_in(quote)
        asks = any(
            one.first_order_only for one in self.book().promotions if one.promotion_id in applied
        )
        customer = quote.request.customer_id
        if asks and customer and self._has_ordered(customer):
            raise PriceChanged("The quote is for a first order, and this is another.")

    def quoted(self, quote_id: Ulid) -> Quote:
        """See ``Pricing``."""
        return self._prices.quote(quote_id)

    def end(self, quote: Quote, within: Transaction) -> None:
        """Lets a quote hold no more. The commit raises ``PriceChanged`` if it was ended before."""
        self._prices.end_quote(quote, self._clock(), within)

    def worked_out(
        self,
        request: PriceRequest,
        *,
        anew: bool = False,
        at: datetime | None = None,
        products: Mapping[Sku, Product] | None = None,
        ordered: Ordered = NOT_ORDERED,
    ) -> Quote:
        """A quote that is not kept; ``anew`` from the price book as it is this moment. ``at`` another
        moment it is what that book says of it. ``products`` are those of its SKUs, if whoever asks has
        just read them. A purchase that was ``ordered`` keeps what that says.
        """
        was = frozenset(request.lines[place].sku for place in ordered.prices)
        own = frozenset((one.subject, one.part) for one in ordered.uses)
        book = self.book(anew=anew)
        skus = frozenset(line.sku for line in request.lines)
        now, currency = at or self._clock(), request.currency
        zone = ZoneInfo(self._settings.shop_time_zone)
        every = uses_of(book.promotions, request.codes, request.customer_id)
        uses = [one for one in every if (one.subject, one.part) not in own]
        known = Known(
            book=book,
            products=self._catalogue.of_skus(skus) if products is None else products,
            now=now,
            day=now.astimezone(zone).date(),
            zone=zone,
            includes_tax=self._settings.prices_include_tax,
            dynamic=self._prices.dynamic(skus, currency) if book.policy.is_dynamic else {},
            history=self._history(request, skus, first_moment(now, zone)),
            used_up=self._redemptions.used_up(uses) if uses else frozenset(),
            low=self.low(skus - was) if _may_pause(book) else frozenset(),
            is_new=self._is_new(request, book) if ordered.is_new is None else ordered.is_new,
            kept=ordered.prices,
            promotions_at=ordered.at,
        )
        holds = timedelta(minutes=self._settings.quote_minutes)
        return quoted(request, known, self._new_id(), holds)

    def _is_new(self, request: PriceRequest, book: PriceBook) -> bool:
        """Whether its buyer never ordered; looked up only where a promotion asks for that."""
        asks, customer = any(one.first_order_only for one in book.promotions), request.customer_id
        return bool(asks and customer and not self._has_ordered(customer))

    def _history(
        self, request: PriceRequest, skus: frozenset[Sku], since: datetime
    ) -> Mapping[Sku, Sequence[PricePoint]]:
        """What everybody was shown. Of another price list that says nothing."""
        if request.price_list != STANDARD_LIST:
            return {}
        shown = self._prices.shown(skus, request.currency)
        return {sku: one.since(since) for sku, one in shown.items()}

    def low(self, skus: frozenset[Sku]) -> frozenset[Sku]:
        """Those of up to 100 SKUs of which inventory says that there is too little."""
        kept = self._prices.shortages(skus)
        return frozenset(sku for sku, one in kept.items() if one.is_on)

    def redeem(self, uses: Sequence[Use], within: Transaction) -> None:
        """Counts what an order uses. The commit raises ``UsedUp`` if a promotion or code of it is used
        up: then the order is priced anew.
        """
        self._redemptions.use(uses, within)

    def uses_of(self, quote: Quote) -> tuple[Use, ...]:
        """What an order with this quote uses."""
        return uses_in(quote, self.book().promotions)

    def give_back(self, uses: Sequence[Use], within: Transaction) -> None:
        """Takes back what an order that was cancelled used."""
        self._redemptions.give_back(uses, within)

    def book(self, *, anew: bool = False) -> PriceBook:
        """The price book, at most 20 seconds old; ``anew`` as it is this moment."""
        now = self._clock()
        if anew or self._book is None or not now - BOOK_AGE < self._book[0] <= now:
            self._book = (now, self._prices.book())
        return self._book[1]


def _may_pause(book: PriceBook) -> bool:
    """Whether there is a promotion that stock makes pause, so that who has none reads no stock."""
    return book.policy.pauses_promotions and any(
        not (one.codes or one.while_low or one.paused) for one in book.promotions
    )
