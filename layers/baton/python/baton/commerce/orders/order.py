"""An order: what was bought at which price, and how far it is.

    state            what is true                                    what comes next
    ───────────────  ──────────────────────────────────────────────  ──────────────────────────────
    placed           stock is held, the price is fixed               the payment is made
    awaiting_buyer   the buyer must confirm, or give another card    authorised; or failed, out of time
    authorised       the bank holds the amount                       stock, capture, label, in turn;
                                                                     placed, if a change costs more
    confirmed        paid, out of stock, with label and invoice;     shipped
                     what is not found then is paid back
    shipped          the carrier has it                              delivered
    delivered        the buyer has it                                -
    undoing          what was done is undone, the last first         canceled or failed, as ``ends_as``
    canceled         somebody wanted it so; nothing is left of it    -
    failed           it could not be done; nothing is left of it     -

Whatever is done outside is an effect with a key of its own, written down here once it is known to have
happened: whoever dies in between, or is overtaken by a cancellation, finds it by that key. So an undoing
begins with looking up what had been begun.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from baton.commerce.ids import MOST_LINES, CustomerId, Quantity, Sku
from baton.commerce.languages import LanguageTag
from baton.commerce.orders.documents import DocumentKind, IssuedDocument
from baton.commerce.payments.port import PaymentState
from baton.commerce.places import PostalAddress
from baton.commerce.pricing.quotes import Quote
from baton.commerce.pricing.redemption import Use
from baton.core.contract import Contract, Ulid, UtcDatetime, Versioned
from baton.core.money import Money

MOST_NOTES = 60
MOST_RETURNS = 50
MOST_CHANGES = 8

Amount = Annotated[int, Field(ge=0, le=10**15, description="minor units of the order's currency")]


class OrderState(StrEnum):
    """See the table of this module."""

    PLACED = "placed"
    AWAITING_BUYER = "awaiting_buyer"
    AUTHORISED = "authorised"
    CONFIRMED = "confirmed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    UNDOING = "undoing"
    CANCELED = "canceled"
    FAILED = "failed"

    @property
    def has_ended(self) -> bool:
        """Whether nothing more becomes of it, but for what is sent back."""
        return self in (OrderState.DELIVERED, OrderState.CANCELED, OrderState.FAILED)


class StockPart(StrEnum):
    """Where the pieces of an order are."""

    HELD = "held"
    TAKEN = "taken"
    GIVEN_BACK = "given_back"


class OrderPayment(Contract):
    """The payment of an order. ``attempt`` counts the cards that were tried."""

    attempt: int = Field(default=1, ge=1, le=20)
    method: str | None = Field(default=None, max_length=200, description="the provider's token")
    payment_id: str | None = None
    state: PaymentState | None = None
    captured: Amount = 0
    refunded: Amount = 0
    canceled: bool = False
    action_url: str | None = None
    client_secret: str | None = Field(default=None, repr=False)
    declined: str | None = None
    disputed: bool = False


class ShippingChoice(Contract):
    """The way that the buyer chose, as the carrier offered it. Without a rate it is what the carrier
    offered before, or the shop's flat rate, since no carrier could be asked: it is rated once one can.
    """

    shipment_id: str | None = None
    rate_id: str | None = None
    carrier: str
    service: str
    price: Money

    @property
    def service_name(self) -> str:
        """As buyers name it: ``Post/Ground``."""
        return f"{self.carrier}/{self.service}"


class OrderLabel(Contract):
    """The label of the parcel."""

    tracking_code: str
    tracking_url: str | None = None
    label_url: str
    voided: bool = False


class OrderReturn(Contract):
    """Pieces that come back, or were never sent, and what is given back for them."""

    return_id: Ulid
    pieces: dict[Sku, int]
    amount: Amount
    reason: str = Field(max_length=500)
    missing: bool = Field(
        default=False, description="they were not found when it was packed: they are lost to stock"
    )
    restocked: bool = Field(default=False, description="they came back, and are in stock again")
    refunded: bool = False
    refused: str | None = None
    at: UtcDatetime


class LeftOutLine(Contract):
    """Pieces that were asked for and were not there when the order was placed: they are not sold."""

    sku: Sku
    quantity: Quantity
    why: str = Field(max_length=100)


class OrderChange(Contract):
    """A change that the buyer made before the order was charged, and the totals before and after it."""

    change_id: Ulid
    asked: str = Field(default="", max_length=64, description="by which a repeat is known")
    at: UtcDatetime
    by: str = Field(max_length=200)
    text: str = Field(max_length=300)
    before: Amount
    after: Amount


class OrderNote(Contract):
    """A line of an order's story."""

    at: UtcDatetime
    state: OrderState
    by: str = Field(max_length=200)
    text: str = Field(max_length=300)


class Order(Versioned):
    """One order. ``held_until`` is when unpaid stock is given back."""

    order_id: Ulid
    state: OrderState = OrderState.PLACED
    ends_as: OrderState | None = Field(default=None, description="what an undoing comes to")
    why: str | None = Field(default=None, max_length=300)
    asked: str = Field(
        default="", max_length=64, description="of what was ordered, by which a repeat is known"
    )
    customer_id: CustomerId | None = None
    email: str = Field(max_length=320)
    language: LanguageTag = "en"
    quote: Quote
    titles: dict[Sku, str]
    left_out: tuple[LeftOutLine, ...] = Field(
        default=(),
        max_length=MOST_LINES,
        description="what the buyer asked for and did not get, but for what a change asks for since",
    )
    uses: tuple[Use, ...] = ()
    ship_to: PostalAddress
    shipping: ShippingChoice | None = None
    payment: OrderPayment = OrderPayment()
    abandoned: tuple[str, ...] = Field(
        default=(), description="payments that another took the place of"
    )
    reservation_id: str = Field(description="that of the stock it has")
    stock: StockPart = StockPart.HELD
    label: OrderLabel | None = None
    returns: tuple[OrderReturn, ...] = Field(default=(), max_length=MOST_RETURNS)
    changes: tuple[OrderChange, ...] = Field(default=(), max_length=MOST_CHANGES)
    documents: tuple[IssuedDocument, ...] = Field(default=(), max_length=MOST_RETURNS + 2)
    promotions_given_back: bool = False
    begun_is_known: bool = Field(
        default=False, description="undoing: what somebody had begun meanwhile was looked up"
    )
    history: tuple[OrderNote, ...] = ()
    placed_at: UtcDatetime
    confirmed_at: UtcDatetime | None = None
    erased: bool = Field(default=False, description="who bought it was taken out")
    held_until: UtcDatetime
    changeable_until: UtcDatetime | None = Field(
        default=None, description="until when a paid order waits for its buyer's changes"
    )
    updated_at: UtcDatetime

    @property
    def total(self) -> Money:
        """What the buyer pays."""
        return Money(amount=self.quote.total, currency=self.quote.currency)

    @property
    def refundable(self) -> int:
        """Of what was captured, what was not given back."""
        return self.payment.captured - self.payment.refunded

    @property
    def invoice(self) -> IssuedDocument | None:
        """Its invoice, once it was confirmed."""
        kind = DocumentKind.INVOICE
        return next((one for one in self.documents if one.kind is kind), None)

    @property
    def credit_notes(self) -> tuple[IssuedDocument, ...]:
        """Those for what was given back, the first first."""
        kind = DocumentKind.CREDIT_NOTE
        return tuple(one for one in self.documents if one.kind is kind)

    @property
    def uncredited_return(self) -> Ulid | None:
        """A return that was paid back, and has no credit note yet."""
        noted = {one.return_id for one in self.credit_notes}
        due = (one.return_id for one in self.returns if one.refunded)
        return next((one for one in due if one not in noted), None)

    def with_next_payment(self, method: str | None) -> dict[str, object]:
        """The changes by which another payment takes the place of this one, which is let go."""
        before = (self.payment.payment_id,) if self.payment.payment_id else ()
        return {
            "state": OrderState.PLACED,
            "payment": OrderPayment(attempt=self.payment.attempt + 1, method=method),
            "abandoned": (*self.abandoned, *before),
        }

    def effect_id(self, what: str) -> str:
        """The key of one of its effects: always the same for the same act."""
        return f"order.{self.order_id}.{what}"

    def noted(self, now: UtcDatetime, by: str, text: str, **changes: object) -> "Order":
        """The order as it is to be kept next, with a line in its story."""
        state = changes.get("state", self.state)
        note = OrderNote(at=now, state=OrderState(str(state)), by=by[:200], text=text[:300])
        history = (*self.history, note)[-MOST_NOTES:]
        return self.next_version(now, history=history, **changes)
