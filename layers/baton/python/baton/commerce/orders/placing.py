"""Placing an order: price confirmed, stock held, uses counted and the order kept, in one transaction."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from baton.commerce.carts.cart import Cart
from baton.commerce.carts.ordering import CartOrdering
from baton.commerce.catalogue import Product
from baton.commerce.container import Commerce
from baton.commerce.events import ORDER_CHANGED, OrderChanged
from baton.commerce.ids import Sku
from baton.commerce.inventory.stock import OutOfStock, RequestedPieces, Stock
from baton.commerce.languages import language_in
from baton.commerce.order_records import tie_of
from baton.commerce.orders.new_order import NewOrder
from baton.commerce.orders.order import Order, OrderNote, OrderPayment, OrderState
from baton.commerce.orders.purchase import Purchase, Purchases, is_any
from baton.commerce.orders.repository import OrderRepository
from baton.commerce.orders.shipping_offers import ShippingOffers
from baton.commerce.pricing.quotes import Quote
from baton.commerce.pricing.redemption import UsedUp
from baton.commerce.pricing.service import PricingService
from baton.commerce.settings import CommerceSettings
from baton.core.clock import Clock, NewId
from baton.core.contract import Ulid, digest_of
from baton.core.errors import AlreadyExists, IdTaken, NotFound, Unprocessable
from baton.core.message import AgentName
from baton.messaging.announcements import announcement
from baton.messaging.entries import workflow_start
from baton.messaging.outbox import Outbox, OutboxEntry
from baton.persistence.transaction import Transaction
from baton.privacy.subject_repository import SubjectRepository

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

WORKFLOW = "order_saga"
ATTEMPTS = 8
"""How often an order is tried of which others used up a promotion or bought pieces meanwhile."""


class OrderPlacing:
    """Places orders. ``sender`` is who announces them."""

    def __init__(
        self,
        sender: AgentName,
        *,
        orders: OrderRepository,
        stock: Stock,
        pricing: PricingService,
        purchases: Purchases,
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
        self._purchases = purchases
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
            purchases=Purchases(area.pricing, area.catalogue, ShippingOffers.of(platform)),
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

        An order that allows it is placed for what there is. Who is overtaken by other buyers looks
        again, and is out of stock at last; so is an order of which there is nothing.
        """
        if kept := self._kept(new, order_id):
            return kept
        whole, there = self._purchases.whole(new, order_id, anew=False), dict[Sku, int]()
        for left in reversed(range(ATTEMPTS)):
            try:
                bought = self._purchases.part(whole, there, new, order_id) if there else whole
                self._reserved(self._made(new, bought, order_id, by), bought, correlation_id)
            except UsedUp:
                if new.quote_id or not left:
                    raise
                whole = self._purchases.whole(new, order_id, anew=True)
            except OutOfStock as error:
                there |= error.short
                if not (left and new.allow_partial and is_any(whole.quote, there)):
                    raise
            except AlreadyExists:
                # The same order, placed by another at once, may have been for other pieces.
                if kept := self._kept(new, order_id):
                    return kept
                raise
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

    def _made(self, new: NewOrder, bought: Purchase, order_id: Ulid, by: str) -> Order:
        now, quote = self._clock(), bought.quote
        note = OrderNote(at=now, state=OrderState.PLACED, by=by[:200], text=_said(bought))
        return Order(
            order_id=order_id,
            asked=digest_of(new),
            customer_id=quote.request.customer_id,
            email=new.email,
            language=new.language or language_in(new.ship_to.country),
            quote=quote,
            titles=titles_of(bought.products),
            left_out=bought.left_out,
            uses=self._pricing.uses_of(quote),
            ship_to=new.ship_to,
            shipping=bought.shipping,
            payment=OrderPayment(method=new.payment_method),
            reservation_id=order_id,
            history=(note,),
            placed_at=now,
            held_until=now + timedelta(minutes=self._settings.reservation_minutes),
            updated_at=now,
        )

    def _cart(self, order: Order) -> Cart | None:
        """The cart that is ordered, as it is to be kept."""
        quoted = order.quote.cart
        if quoted is None:
            return None
        if self._carts is None:
            raise Unprocessable("The quote is of a cart: place its order over the HTTP API.")
        return self._carts.ordered(quoted, order.order_id)

    def _reserved(self, order: Order, bought: Purchase, correlation_id: str) -> None:
        entries, cart = self._entries(order, correlation_id), self._cart(order)

        def along(within: Transaction) -> None:
            self._orders.add(order, within)
            self._subjects.tie(tie_of(order), asked_at=order.placed_at, within=within)
            self._pricing.redeem(order.uses, within)
            if cart and self._carts:
                self._carts.keep(cart, within)
            if bought.ends:
                self._pricing.end(bought.ends, within)
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


def _said(bought: Purchase) -> str:
    """What was placed, in words."""
    missing = ", ".join(f"{one.quantity} x {one.sku} ({one.why})" for one in bought.left_out)
    text = (
        f"A part of the order was placed, without {missing}" if missing else "The order was placed"
    )
    return f"{text[:299]}."


def titles_of(products: Mapping[Sku, Product]) -> dict[Sku, str]:
    """What SKUs are called."""
    return {sku: _title(product, sku) for sku, product in products.items()}


def wanted_by(quote: Quote) -> list[RequestedPieces]:
    """The pieces of a quote."""
    return [RequestedPieces(sku=line.sku, quantity=line.quantity) for line in quote.lines]


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
