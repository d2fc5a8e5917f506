"""Changing an order before it is charged: other pieces, another address or another way to be sent.

What stays is priced as it was ordered, what is added as it is now. Stock is held for all of it, and
the price agreed to, before any money moves: the order, its stock and the uses of codes are one
transaction. What costs more is paid by a new payment, and the old one is let go; what costs less is
captured for less.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from baton.commerce.catalogue import Catalogue, Product
from baton.commerce.container import Commerce
from baton.commerce.ids import Sku
from baton.commerce.inventory.service import StockService
from baton.commerce.order_records import tie_of
from baton.commerce.orders.amended_lines import Amended, amended
from baton.commerce.orders.changing import MOST_ATTEMPTS, OrderChanges
from baton.commerce.orders.flow import may_change
from baton.commerce.orders.new_change import NewChange
from baton.commerce.orders.order import (
    Order,
    OrderChange,
    OrderState,
    ShippingChoice,
)
from baton.commerce.orders.placing import titles_of, wanted_by
from baton.commerce.orders.repository import OrderRepository, overtaken
from baton.commerce.orders.shipping_offers import ShippingOffers
from baton.commerce.places import PostalAddress
from baton.commerce.pricing.quotes import PriceChanged, PriceRequest, Quote
from baton.commerce.pricing.service import Ordered, PricingService
from baton.core.clock import Clock
from baton.core.contract import Ulid, digest_of
from baton.core.errors import BatonError, Conflict, IdTaken
from baton.core.message import AgentName
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.persistence.transaction import Transaction
from baton.privacy.subject_repository import SubjectRepository

if TYPE_CHECKING:
    from baton.runtime.platform import Platform


def _asked(order: Order, lines: Amended, to: PostalAddress) -> PriceRequest:
    """What is asked of pricing once it is changed, without its shipping."""
    changed = {"lines": lines.lines, "country": to.country, "region": to.region, "shipping": 0}
    return order.quote.request.model_copy(update=changed)


def payment_for(order: Order, total: int) -> Mapping[str, object]:
    """What becomes of the payment of an order with another total. One that the bank has agreed to is
    captured for less; any other makes room for a new one. Raises ``Conflict`` after too many.
    """
    payment = order.payment
    if total == order.quote.total:
        return {}
    if order.state is OrderState.AUTHORISED and 0 < total < order.quote.total:
        return {}
    if payment.attempt >= MOST_ATTEMPTS:
        raise Conflict("Too many payments were made out. Cancel it, and order anew.")
    return order.with_next_payment(payment.method)


class _Overtaken(BatonError):
    """The order was changed since it was read: not its stock is to be tried anew, but the order."""


class OrderAmendments:
    """Changes orders, each change once under its id."""

    def __init__(
        self,
        changes: OrderChanges,
        *,
        orders: OrderRepository,
        stock: StockService,
        pricing: PricingService,
        catalogue: Catalogue,
        offers: ShippingOffers,
        subjects: SubjectRepository,
        clock: Clock,
        held_for: timedelta,
    ) -> None:
        self._changes = changes
        self._orders = orders
        self._stock = stock
        self._pricing = pricing
        self._catalogue = catalogue
        self._offers = offers
        self._subjects = subjects
        self._clock = clock
        self._held_for = held_for

    @classmethod
    def of(cls, sender: AgentName, platform: "Platform") -> Self:
        """The service of a platform."""
        area = platform.area(Commerce)
        return cls(
            OrderChanges.of(sender, platform),
            orders=area.orders,
            stock=area.stock,
            pricing=area.pricing,
            catalogue=area.catalogue,
            offers=ShippingOffers.of(platform),
            subjects=platform.subjects,
            clock=platform.clock,
            held_for=timedelta(minutes=area.settings.reservation_minutes),
        )

    def change(
        self, order_id: Ulid, new: NewChange, change_id: Ulid, *, by: str, correlation_id: str
    ) -> Order:
        """The order as it is then. Raises ``InvalidInput`` with what cannot be sold or sent,
        ``Conflict`` that says why it cannot be changed any more, ``PriceChanged`` with the price as it
        would be, and ``OutOfStock``: then nothing is changed.
        """

        def attempt() -> Order:
            order = self._orders.get(order_id)
            done = next((one for one in order.changes if one.change_id == change_id), None)
            if done and done.asked != digest_of(new):
                raise IdTaken("a change", change_id)
            if done:
                return order
            if why := may_change(order, self._clock()):
                raise Conflict(why)
            changed = self._changed(order, new, change_id, by)
            self._kept(order, changed, correlation_id)
            return changed

        return retry_on_conflict(attempt)

    def _changed(self, order: Order, new: NewChange, change_id: Ulid, by: str) -> Order:
        lines, to = amended(order.quote, new.pieces), new.ship_to or order.ship_to
        products = self._catalogue.of_skus(frozenset(line.sku for line in lines.lines))
        asked = _asked(order, lines, to)
        before = order.shipping.service_name if order.shipping else None
        shipping = self._offers.best(
            asked, products, to, service=new.shipping_service or before, reference=order.order_id
        )
        quote = self._quoted(order, lines, asked, products, shipping)
        if quote.total != new.expected_total:
            text = f"It would cost {quote.total} {quote.currency}, and not {new.expected_total}."
            raise PriceChanged(text)
        now, text = self._clock(), _said(order, new, quote)
        change = OrderChange(
            change_id=change_id,
            asked=digest_of(new),
            at=now,
            by=by[:200],
            text=text,
            before=order.quote.total,
            after=quote.total,
        )
        return order.noted(
            now,
            by,
            text,
            quote=quote,
            titles={**order.titles, **titles_of(products)},
            left_out=tuple(one for one in order.left_out if one.sku not in new.pieces),
            uses=self._pricing.uses_of(quote),
            ship_to=to,
            shipping=shipping,
            reservation_id=f"{order.order_id}.{change_id}",
            held_until=max(order.held_until, now + self._held_for),
            changes=(*order.changes, change),
            **payment_for(order, quote.total),
        )

    def _quoted(
        self,
        order: Order,
        lines: Amended,
        asked: PriceRequest,
        products: Mapping[Sku, Product],
        shipping: ShippingChoice | None,
    ) -> Quote:
        costs = shipping.price.amount if shipping else 0
        request = asked.model_copy(update={"shipping": costs})
        ordered = Ordered(lines.kept, order.placed_at, order.uses, self._is_first(order))
        return self._pricing.worked_out(request, anew=True, products=products, ordered=ordered)

    def _is_first(self, order: Order) -> bool:
        """Whether its buyer has no other order."""
        if order.customer_id is None:
            return False
        found = self._orders.page(order.customer_id, limit=2).items
        return all(one.order_id == order.order_id for one in found)

    def _kept(self, before: Order, after: Order, correlation_id: str) -> None:
        gone = [one for one in before.uses if one not in after.uses]
        come = [one for one in after.uses if one not in before.uses]

        def along(within: Transaction) -> None:
            if self._orders.get(before.order_id).version != before.version:
                raise _Overtaken
            self._orders.replace(after, within)
            if after.ship_to != before.ship_to:
                self._subjects.tie(tie_of(after), asked_at=after.placed_at, within=within)
            self._pricing.give_back(gone, within)
            self._pricing.redeem(come, within)
            self._changes.tell(before, after, correlation_id, within)

        try:
            self._stock.exchange(
                before.reservation_id,
                after.reservation_id,
                wanted_by(after.quote),
                until=after.held_until,
                along=along,
            )
        except _Overtaken:
            raise overtaken(before) from None


def _said(order: Order, new: NewChange, quote: Quote) -> str:
    """The change in words, without what is personal."""
    parts = [f"{count} x {sku}" for sku, count in sorted(new.pieces.items())]
    if new.ship_to:
        parts.append("another address")
    if new.shipping_service:
        parts.append(f"sent by {new.shipping_service}")
    what, currency = ", ".join(parts) or "nothing", quote.currency
    text = f"Changed from {order.quote.total} to {quote.total} {currency}: {what}"
    return f"{text[:298]}."
