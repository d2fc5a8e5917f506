"""Placing an order: price confirmed, stock held, uses counted and the order kept, in one transaction."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from baton.commerce.carts.cart import Cart
from baton.commerce.carts.ordering import CartOrdering
from baton.commerce.catalogue import Catalogue, Product
from baton.commerce.container import Commerce
from baton.commerce.events import ORDER_CHANGED, OrderChanged
from baton.commerce.ids import Sku
from baton.commerce.inventory.stock import Stock, Wanted
from baton.commerce.languages import language_in
from baton.commerce.order_records import tie_of
from baton.commerce.orders.new_order import NewOrder
from baton.commerce.orders.order import Order, OrderNote, OrderPayment, OrderState
from baton.commerce.orders.repository import OrderRepository
from baton.commerce.orders.shipping_offers import ShippingOffers
from baton.commerce.pricing.quotes import PriceChanged, Quote
from baton.commerce.pricing.redemption import UsedUp
from baton.commerce.pricing.service import PricingService
from baton.commerce.settings import CommerceSettings
from baton.core.clock import Clock, NewId
from baton.core.contract import Ulid, digest_of
from baton.core.errors import FieldError, IdTaken, InvalidInput, NotFound, Unprocessable
from baton.core.message import AgentName
from baton.messaging.announcements import announcement
from baton.messaging.entries import workflow_start
from baton.messaging.outbox import Outbox, OutboxEntry
from baton.persistence.transaction import Transaction
from baton.privacy.subject_repository import SubjectRepository

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

WORKFLOW = "order_saga"
ATTEMPTS = 3
"""How often an order is priced anew because a promotion was used up meanwhile."""


class OrderPlacing:
    """Places orders. ``sender`` is who announces them."""

    def __init__(
        self,
        sender: AgentName,
        *,
        orders: OrderRepository,
        stock: Stock,
        pricing: PricingService,
        catalogue: Catalogue,
        offers: ShippingOffers,
        carts: CartOrdering | None,
        outbox: Outbox,
        subjects: SubjectRepository,
        settings: CommerceSettings,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._sender = sender
        self._orders = orders
        self._stock = stock
        self._pricing = pricing
        self._catalogue = catalogue
        self._offers = offers
        self._carts = carts
        self._outbox = outbox
        self._subjects = subjects
        self._settings = settings
        self._clock = clock
        self._new_id = new_id

    @classmethod
    def of(cls, sender: AgentName, platform: "Platform", carts: CartOrdering | None = None) -> Self:
        """The service of a platform. Without ``carts`` it takes no quotes of carts."""
        area = platform.area(Commerce)
        return cls(
            sender,
            orders=area.orders,
            stock=area.stock,
            pricing=area.pricing,
            catalogue=area.catalogue,
            offers=ShippingOffers.of(platform),
            carts=carts,
            outbox=platform.outbox,
            subjects=platform.subjects,
            settings=area.settings,
            clock=platform.clock,
            new_id=platform.new_id,
        )

    def place(self, new: NewOrder, order_id: Ulid, *, by: str, correlation_id: str) -> Order:
        """Places an order, once under its id. Raises ``InvalidInput`` with the lines that cannot be sold
        or sent, ``OutOfStock``, ``PriceChanged`` if the price is not what the buyer was shown,
        ``UsedUp`` for a quote with a promotion that is, and ``Conflict`` for a cart that was changed
        or ordered since it was quoted, and ``IdTaken`` if something else was ordered under the id.
        """
        if kept := self._kept(new, order_id):
            return kept
        for attempt in range(1, ATTEMPTS + 1):
            order = self._made(new, order_id, by, anew=attempt > 1)
            try:
                self._reserved(order, correlation_id)
            except UsedUp:
                if attempt == ATTEMPTS or new.quote_id:
                    raise
            else:
                if kept := self._kept(new, order_id):
                    return kept
        raise IdTaken("a reservation", order_id)

    def _kept(self, new: NewOrder, order_id: Ulid) -> Order | None:
        """The order that was placed like this under the id. Raises ``IdTaken`` for another one."""
        try:
            order = self._orders.get(order_id)
        except NotFound:
            return None
        if order.asked != digest_of(new):
            raise IdTaken("an order", order_id)
        return order

    def _made(self, new: NewOrder, order_id: Ulid, by: str, *, anew: bool) -> Order:
        now, quoted = self._clock(), self._quoted(new)
        asked = quoted.request if quoted else new.request
        products = self._catalogue.of_skus(frozenset(line.sku for line in asked.lines))
        if quoted:
            self._pricing.honour(quoted, products)
        shipping = self._offers.best(
            asked, products, new.ship_to, service=new.shipping_service, reference=order_id
        )
        priced = asked.model_copy(update={"shipping": shipping.price.amount if shipping else 0})
        quote = quoted or self._pricing.worked_out(priced, anew=anew, products=products)
        if priced.shipping != quote.request.shipping:
            raise PriceChanged(
                f"Sending costs {priced.shipping} {quote.currency} now, and not "
                f"{quote.request.shipping}: check out again."
            )
        if new.expected_total is not None and new.expected_total != quote.total:
            raise PriceChanged(
                f"The price is {quote.total} {quote.currency} now, and not {new.expected_total}."
            )
        note = OrderNote(at=now, state=OrderState.PLACED, by=by[:200], text="The order was placed.")
        return Order(
            order_id=order_id,
            asked=digest_of(new),
            customer_id=quote.request.customer_id,
            email=new.email,
            language=new.language or language_in(new.ship_to.country),
            quote=quote,
            titles=titles_of(products),
            uses=self._pricing.uses_of(quote),
            ship_to=new.ship_to,
            shipping=shipping,
            payment=OrderPayment(method=new.payment_method),
            reservation_id=order_id,
            history=(note,),
            placed_at=now,
            held_until=now + timedelta(minutes=self._settings.reservation_minutes),
            updated_at=now,
        )

    def _quoted(self, new: NewOrder) -> Quote | None:
        """The quote that is named. Raises ``NotFound``, and ``InvalidInput`` for another place."""
        quote = self._pricing.quoted(new.quote_id) if new.quote_id else None
        to = (new.ship_to.country, new.ship_to.region)
        if quote and to != (quote.request.country, quote.request.region):
            detail = "the quote is for another country or region, whose tax it has"
            raise InvalidInput([FieldError("/ship_to/country", detail, "not_as_quoted")])
        return quote

    def _cart(self, order: Order) -> Cart | None:
        """The cart that is ordered, as it is to be kept."""
        quoted = order.quote.cart
        if quoted is None:
            return None
        if self._carts is None:
            raise Unprocessable("The quote is of a cart: place its order over the HTTP API.")
        return self._carts.ordered(quoted, order.order_id)

    def _reserved(self, order: Order, correlation_id: str) -> None:
        entries, cart = self._entries(order, correlation_id), self._cart(order)

        def along(within: Transaction) -> None:
            self._orders.add(order, within)
            self._subjects.tie(tie_of(order), asked_at=order.placed_at, within=within)
            self._pricing.redeem(order.uses, within)
            if cart and self._carts:
                self._carts.keep(cart, within)
            for entry in entries:
                self._outbox.add(entry, within)

        wanted = wanted_by(order.quote)
        self._stock.reserve(order.order_id, wanted, until=order.held_until, along=along)

    def _entries(self, order: Order, correlation_id: str) -> tuple[OutboxEntry, OutboxEntry]:
        given = {"order_id": order.order_id, "correlation_id": correlation_id}
        now, order_id = order.placed_at, order.order_id
        start = workflow_start(WORKFLOW, order_id, given, correlation_id=correlation_id, now=now)
        return start, order_changed(
            order, self._sender, message_id=self._new_id(), correlation_id=correlation_id
        )


def titles_of(products: Mapping[Sku, Product]) -> dict[Sku, str]:
    """What SKUs are called."""
    return {sku: _title(product, sku) for sku, product in products.items()}


def wanted_by(quote: Quote) -> list[Wanted]:
    """The pieces of a quote."""
    return [Wanted(sku=line.sku, quantity=line.quantity) for line in quote.lines]


def order_changed(
    order: Order, sender: AgentName, *, message_id: str, correlation_id: str
) -> OutboxEntry:
    """The entry that announces the order's state."""
    payload = OrderChanged(
        order_id=order.order_id,
        customer_id=order.customer_id,
        state=order.state,
        version=order.version,
        total=order.total,
        why=order.why,
    )
    return announcement(
        ORDER_CHANGED,
        payload,
        sender=sender,
        message_id=message_id,
        subject_id=order.order_id,
        correlation_id=correlation_id,
        now=order.updated_at,
    )


def _title(product: Product, sku: Sku) -> str:
    variant = product.variant(sku)
    return f"{product.title}, {variant.title}" if variant else product.title
