"""Prices worked out for whoever asks, and kept as quotes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from baton.commerce.catalogue import Catalogue
from baton.commerce.ids import CustomerId
from baton.commerce.pricing.book import PriceBook
from baton.commerce.pricing.lowest_price import DAYS
from baton.commerce.pricing.quotes import PriceRequest, Quote
from baton.commerce.pricing.quoting import Known, quoted
from baton.commerce.pricing.redemption import Redemptions, Use, uses_in, uses_of
from baton.commerce.pricing.repository import PriceRepository
from baton.commerce.settings import CommerceSettings
from baton.core.clock import Clock, NewId
from baton.core.contract import Ulid
from baton.persistence.transaction import Transaction

BOOK_AGE = timedelta(seconds=20)
"""How old a price book may be that quotes are made from. An order reads it anew."""

HISTORY = DAYS + timedelta(days=60)
"""Before now, for reductions that have been on for a while."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """What a purchase that is changed keeps: unit prices by the lines' places, the promotions of the
    moment ``at`` which it was priced, the ``uses`` that are its own, and whether its buyer was new then.
    """

    prices: Mapping[int, int]
    at: datetime
    uses: Sequence[Use]
    is_new: bool = False


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

    def quote(self, request: PriceRequest) -> Quote:
        """See ``Pricing``."""
        quote = self.worked_out(request)
        self._prices.keep_quote(quote)
        return quote

    def quoted(self, quote_id: Ulid) -> Quote:
        """See ``Pricing``."""
        return self._prices.quote(quote_id)

    def worked_out(
        self, request: PriceRequest, *, anew: bool = False, ordered: Ordered | None = None
    ) -> Quote:
        """A quote that is not kept; ``anew`` from the price book as it is this moment. A purchase that
        was ``ordered`` keeps what that says.
        """
        own = frozenset((one.subject, one.part) for one in ordered.uses) if ordered else frozenset()
        book = self._read_book(anew=anew)
        skus = frozenset(line.sku for line in request.lines)
        now, currency = self._clock(), request.currency
        every = uses_of(book.promotions, request.codes, request.customer_id)
        uses = [one for one in every if (one.subject, one.part) not in own]
        asks_for_new = any(one.first_order_only for one in book.promotions)
        customer = request.customer_id
        known = Known(
            book=book,
            products=self._catalogue.of_skus(skus),
            now=now,
            day=now.astimezone(ZoneInfo(self._settings.shop_time_zone)).date(),
            includes_tax=self._settings.prices_include_tax,
            dynamic=self._prices.dynamic(skus, currency) if book.policy.is_dynamic else {},
            history=self._prices.shown(skus, currency, now - HISTORY),
            used_up=self._redemptions.used_up(uses) if uses else frozenset(),
            is_new=bool(asks_for_new and customer and not self._has_ordered(customer))
            if ordered is None
            else ordered.is_new,
            kept=ordered.prices if ordered else {},
            promotions_at=ordered.at if ordered else None,
        )
        holds = timedelta(minutes=self._settings.quote_minutes)
        return quoted(request, known, self._new_id(), holds)

    def redeem(self, uses: Sequence[Use], within: Transaction) -> None:
        """Counts what an order uses. The commit raises ``UsedUp`` if a promotion or code of it is used
        up: then the order is priced anew.
        """
        self._redemptions.use(uses, within)

    def uses_of(self, quote: Quote) -> tuple[Use, ...]:
        """What an order with this quote uses."""
        return uses_in(quote, self._read_book().promotions)

    def give_back(self, uses: Sequence[Use], within: Transaction) -> None:
        """Takes back what an order that was cancelled used."""
        self._redemptions.give_back(uses, within)

    def _read_book(self, *, anew: bool = False) -> PriceBook:
        now = self._clock()
        if anew or self._book is None or not now - BOOK_AGE < self._book[0] <= now:
            self._book = (now, self._prices.book())
        return self._book[1]
