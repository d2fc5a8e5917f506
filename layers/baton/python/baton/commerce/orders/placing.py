"""Placing an order: price confirmed, stock held, uses counted and the order kept, in one transaction."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field

from baton.commerce.catalogue import Catalogue, Product
from baton.commerce.container import Commerce
from baton.commerce.events import ORDER_CHANGED, OrderChanged
from baton.commerce.ids import MOST_LINES, CustomerId, Sku
from baton.commerce.inventory.stock import Stock, Wanted
from baton.commerce.languages import LanguageTag, language_in
from baton.commerce.order_records import tie_of
from baton.commerce.orders.order import Order, OrderNote, OrderPayment, OrderState
from baton.commerce.orders.repository import OrderRepository
from baton.commerce.orders.shipping_ways import ShippingWays
from baton.commerce.places import PostalAddress
from baton.commerce.pricing.quotes import PriceLine, PriceRequest, Quote
from baton.commerce.pricing.redemption import UsedUp
from baton.commerce.pricing.service import PricingService
from baton.commerce.settings import CommerceSettings
from baton.core.clock import Clock, NewId
from baton.core.contract import Contract, Ulid
from baton.core.errors import Conflict, NotFound
from baton.core.message import AgentName
from baton.core.money import Currency
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


class NewOrder(Contract):
    """What is bought, by whom, and where it goes."""

    lines: tuple[PriceLine, ...] = Field(min_length=1, max_length=MOST_LINES)
    currency: Currency
    customer_id: CustomerId | None = None
    email: str = Field(min_length=3, max_length=320, pattern=r"^[^@\s]+@[^@\s]+$")
    language: LanguageTag | None = Field(
        default=None, description="of mails and papers; that of the country by default"
    )
    ship_to: PostalAddress
    shipping_service: str | None = Field(
        default=None, max_length=100, description="as Post/Ground; the cheapest by default"
    )
    codes: tuple[Annotated[str, Field(pattern=r"^[A-Z0-9-]{1,40}$")], ...] = Field(
        default=(), max_length=5
    )
    segments: tuple[str, ...] = Field(default=(), max_length=20)
    payment_method: str | None = Field(
        default=None, max_length=200, description="the payment provider's token of a card"
    )
    expected_total: int | None = Field(
        default=None, ge=0, description="what the buyer was shown: another price is refused"
    )


class PriceChanged(Conflict):
    """The price is not what the buyer was shown."""


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
        ways: ShippingWays,
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
        self._ways = ways
        self._outbox = outbox
        self._subjects = subjects
        self._settings = settings
        self._clock = clock
        self._new_id = new_id

    @classmethod
    def of(cls, sender: AgentName, platform: "Platform") -> Self:
        """The service of a platform."""
        area = platform.area(Commerce)
        return cls(
            sender,
            orders=area.orders,
            stock=area.stock,
            pricing=area.pricing,
            catalogue=area.catalogue,
            ways=ShippingWays(area.catalogue, area.carriers, area.settings),
            outbox=platform.outbox,
            subjects=platform.subjects,
            settings=area.settings,
            clock=platform.clock,
            new_id=platform.new_id,
        )

    def place(self, new: NewOrder, order_id: Ulid, *, by: str, correlation_id: str) -> Order:
        """Places an order, once under its id. Raises ``InvalidInput`` with the lines that cannot be sold
        or sent, ``OutOfStock``, and ``PriceChanged`` if the price is not what the buyer was shown.
        """
        try:
            return self._orders.get(order_id)
        except NotFound:
            pass
        for attempt in range(1, ATTEMPTS + 1):
            order = self._made(new, order_id, by, anew=attempt > 1)
            try:
                self._reserved(order, correlation_id)
            except UsedUp:
                if attempt == ATTEMPTS:
                    raise
            else:
                return self._orders.get(order_id)
        raise AssertionError("the last attempt returns or raises")

    def _made(self, new: NewOrder, order_id: Ulid, by: str, *, anew: bool) -> Order:
        now = self._clock()
        shipping = self._ways.chosen(
            order_id, new.lines, new.ship_to, new.currency, new.shipping_service
        )
        quote = self._pricing.worked_out(
            PriceRequest(
                lines=new.lines,
                currency=new.currency,
                country=new.ship_to.country,
                region=new.ship_to.region,
                customer_id=new.customer_id,
                segments=new.segments,
                codes=new.codes,
                shipping=shipping.price.amount if shipping else 0,
            ),
            anew=anew,
        )
        if new.expected_total is not None and new.expected_total != quote.total:
            raise PriceChanged(
                f"The price is {quote.total} {quote.currency} now, and not {new.expected_total}."
            )
        note = OrderNote(at=now, state=OrderState.PLACED, by=by[:200], text="The order was placed.")
        return Order(
            order_id=order_id,
            customer_id=new.customer_id,
            email=new.email,
            language=new.language or language_in(new.ship_to.country),
            quote=quote,
            titles=titles_of(self._catalogue, quote),
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

    def _reserved(self, order: Order, correlation_id: str) -> None:
        entries = self._entries(order, correlation_id)

        def along(within: Transaction) -> None:
            self._orders.add(order, within)
            self._subjects.tie(tie_of(order), asked_at=order.placed_at, within=within)
            self._pricing.redeem(order.uses, within)
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


def titles_of(catalogue: Catalogue, quote: Quote) -> dict[Sku, str]:
    """What the SKUs of a quote are called."""
    products = catalogue.of_skus(frozenset(line.sku for line in quote.lines))
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
