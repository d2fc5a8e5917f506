"""What a buyer orders, at which price and sent in which way: all of it, or what there is of it.

All of it costs what the buyer was shown, or is refused. What there is of it is priced anew by pricing:
its unit prices stay, as do the promotions of that moment; whether they apply to fewer pieces, what they
take off, the shipping and the tax are worked out for what is sent. It never costs more than all of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from baton.commerce.catalogue import Catalogue, Product
from baton.commerce.ids import Sku
from baton.commerce.orders.amended_lines import amended, pieces_of
from baton.commerce.orders.new_order import NewOrder
from baton.commerce.orders.order import LeftOutLine, ShippingChoice
from baton.commerce.orders.shipping_offers import ShippingOffers
from baton.commerce.pricing.quotes import PriceChanged, PriceRequest, Quote
from baton.commerce.pricing.service import Ordered, PricingService
from baton.core.contract import Ulid
from baton.core.errors import FieldError, InvalidInput


@dataclass(frozen=True, slots=True)
class Purchase:
    """What is ordered. ``products`` are those of all that was asked for; ``ends`` is the quote of all of
    it, which cannot be ordered again once a part of it was.
    """

    quote: Quote
    products: Mapping[Sku, Product]
    shipping: ShippingChoice | None
    left_out: tuple[LeftOutLine, ...] = ()
    ends: Quote | None = None


class _Delivery(NamedTuple):
    """A request with the price of its way, and that way."""

    request: PriceRequest
    choice: ShippingChoice | None


def left_out(quote: Quote, there: Mapping[Sku, int]) -> Iterator[LeftOutLine]:
    """What of a quote is left out if ``there`` are fewer pieces of some SKUs than it is for."""
    for sku, asked in pieces_of(quote).items():
        found = min(there.get(sku, asked), asked)
        if found < asked:
            why = f"only {found} of {asked} were available" if found else "none was available"
            yield LeftOutLine(sku=sku, quantity=asked - found, why=why)


def is_any(quote: Quote, there: Mapping[Sku, int]) -> bool:
    """Whether anything of a quote is left then."""
    return any(there.get(line.sku, line.quantity) for line in quote.lines)


@dataclass(frozen=True, slots=True)
class Purchases:
    """Prices what buyers order."""

    pricing: PricingService
    catalogue: Catalogue
    offers: ShippingOffers

    def whole(self, new: NewOrder, order_id: Ulid, *, anew: bool) -> Purchase:
        """All that is asked for; ``anew`` from the price book as it is this moment. Raises
        ``InvalidInput`` with the lines that cannot be sold or sent, and ``PriceChanged`` if the price is
        not what the buyer was shown.
        """
        quoted = self._quoted(new)
        asked = quoted.request if quoted else new.request
        products = self.catalogue.of_skus(frozenset(line.sku for line in asked.lines))
        if quoted:
            self.pricing.honour(quoted, products)
        sent = self._sent(asked, products, new, order_id)
        quote = quoted or self.pricing.worked_out(sent.request, anew=anew, products=products)
        if sent.request.shipping != quote.request.shipping:
            raise PriceChanged(
                f"Sending costs {sent.request.shipping} {quote.currency} now, and not "
                f"{quote.request.shipping}: check out again."
            )
        if new.expected_total is not None and new.expected_total != quote.total:
            raise PriceChanged(
                f"The price is {quote.total} {quote.currency} now, and not {new.expected_total}."
            )
        return Purchase(quote, products, sent.choice)

    def part(
        self, whole: Purchase, there: Mapping[Sku, int], new: NewOrder, order_id: Ulid
    ) -> Purchase:
        """What there is of all that is asked for. Promotions and codes that all of it uses are taken
        to be its own: whether they are left is decided when it is placed. Raises ``PriceChanged`` if it
        would cost more than all of it.
        """
        quote, missing = whole.quote, tuple(left_out(whole.quote, there))
        lines = amended(quote, {one.sku: there[one.sku] for one in missing})
        asked = quote.request.model_copy(update={"lines": lines.lines, "shipping": 0})
        sent = self._sent(asked, whole.products, new, order_id)
        kept = Ordered(lines.kept, quote.made_at, self.pricing.uses_of(quote))
        priced = self.pricing.worked_out(sent.request, products=whole.products, ordered=kept)
        if priced.total > quote.total:
            raise PriceChanged(
                f"What is available of it costs {priced.total} {quote.currency}, which is more than "
                f"the {quote.total} that all of it would cost: nothing was ordered."
            )
        part = priced.model_copy(update={"cart": quote.cart})
        ends = quote if new.quote_id else None
        return Purchase(part, whole.products, sent.choice, missing, ends)

    def _sent(
        self, asked: PriceRequest, products: Mapping[Sku, Product], new: NewOrder, order_id: Ulid
    ) -> _Delivery:
        choice = self.offers.best(
            asked, products, new.ship_to, service=new.shipping_service, reference=order_id
        )
        costs = choice.price.amount if choice else 0
        return _Delivery(asked.model_copy(update={"shipping": costs}), choice)

    def _quoted(self, new: NewOrder) -> Quote | None:
        """The quote that is named. Raises ``NotFound``, and ``InvalidInput`` for another place."""
        quote = self.pricing.quoted(new.quote_id) if new.quote_id else None
        to = (new.ship_to.country, new.ship_to.region)
        if quote and to != (quote.request.country, quote.request.region):
            detail = "the quote is for another country or region, whose tax it has"
            raise InvalidInput([FieldError("/ship_to/country", detail, "not_as_quoted")])
        return quote
