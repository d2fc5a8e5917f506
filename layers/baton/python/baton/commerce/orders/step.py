"""What the steps of an order are taken with, and what they share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from baton.commerce.catalogue import Catalogue
from baton.commerce.effect_kinds import (
    LABEL_BUY,
    PAYMENT_CAPTURE,
    PAYMENT_CREATE,
    PAYMENT_REFUND,
)
from baton.commerce.inventory.service import StockService
from baton.commerce.orders.issuing import Issuing
from baton.commerce.orders.order import (
    Order,
    OrderLabel,
    OrderPayment,
    OrderState,
    ShippingChoice,
)
from baton.commerce.orders.parcel_rating import ParcelRating
from baton.commerce.orders.repository import OrderRepository
from baton.commerce.payments.port import Payment, PaymentProvider
from baton.commerce.pricing.service import PricingService
from baton.commerce.shipping.port import CarrierProvider
from baton.core.clock import Clock
from baton.effects.effect import Effect, EffectState, Purpose
from baton.effects.ledger import EffectLedger, SendContext
from baton.effects.policy import ended
from baton.persistence.transaction import Transaction

OWNER = "commerce"
UNDONE = "the order is undone"
BY = "order"
SOON, LATER, PARCEL = 5, 60, 3_600
"""Seconds until an order is looked at again: an effect that is under way, a service that is down, a
parcel that travels."""


class Done(NamedTuple):
    """What is true now, with what else is written with it."""

    order: Order
    writes: Callable[[Transaction], object] | None = None


class Later(NamedTuple):
    """Nothing changed; it is to be tried again."""

    seconds: int


class Settled(NamedTuple):
    """What an effect came to: its receipt, or why it was refused."""

    receipt: str | None
    refused: str | None


@dataclass(frozen=True, slots=True)
class Steps:
    """What an order's steps are taken with."""

    orders: OrderRepository
    stock: StockService
    pricing: PricingService
    payments: PaymentProvider
    carriers: CarrierProvider | None
    ledger: EffectLedger
    issuing: Issuing
    rating: ParcelRating
    catalogue: Catalogue
    clock: Clock
    grace: timedelta = timedelta()
    """how long a paid order waits for its buyer's changes"""
    correlation_id: str = ""

    def effect(
        self,
        order: Order,
        kind: str,
        what: str,
        parameters: Mapping[str, str | int],
        *,
        begun: bool = False,
    ) -> Settled | Later:
        """Carries an effect of the order out, if the order still is as it was read. If it is to be
        ``begun`` already, it is only looked up: what nobody began, nobody will.
        """
        now = self.clock()
        effect = Effect(
            effect_id=order.effect_id(what),
            kind=kind,
            purpose=Purpose.INTERNAL,
            owner=OWNER,
            subject_id=order.order_id,
            parameters={"order_id": order.order_id, **parameters},
            correlation_id=self.correlation_id,
            planned_at=now,
            due_at=now,
        )
        context = SendContext(conditions=(lambda within: self.orders.hold(order, within),))
        if begun:
            context = SendContext(rule=ended(UNDONE))
        found = self.ledger.carry_out(effect, lambda: context)
        if begun and found.state is EffectState.PLANNED:
            found = self.ledger.cancel(found.effect_id, UNDONE)
        if found.state is EffectState.DONE:
            return Settled(found.receipt, None)
        if found.state.settled:
            return Settled(None, found.reason or "it was refused")
        wait = (found.due_at - now).total_seconds() if found.due_at else SOON
        return Later(max(1, min(int(wait) + 1, PARCEL)))


def undoing(
    order: Order, now: datetime, why: str, ends_as: OrderState = OrderState.FAILED, **more: object
) -> Order:
    """The order on its way back, with why."""
    return order.noted(
        now, BY, why, state=OrderState.UNDOING, ends_as=ends_as, why=why[:300], **more
    )


def paid(steps: Steps, order: Order, *, begun: bool = False) -> Settled | Later:
    """The payment of this attempt made out; its receipt is the provider's id."""
    given: dict[str, str | int] = {"amount": order.quote.total, "currency": order.quote.currency}
    if order.payment.method:
        given["method"] = order.payment.method
    return steps.effect(order, PAYMENT_CREATE, f"pay.{order.payment.attempt}", given, begun=begun)


def captured(steps: Steps, order: Order, *, begun: bool = False) -> Settled | Later:
    """What the bank holds taken."""
    payment_id = str(order.payment.payment_id)
    given: dict[str, str | int] = {"payment_id": payment_id, "amount": order.quote.total}
    return steps.effect(order, PAYMENT_CAPTURE, "capture", given, begun=begun)


def labelled(
    steps: Steps, order: Order, choice: ShippingChoice, *, begun: bool = False
) -> Settled | Later:
    """The label of the chosen way bought."""
    given = {"shipment_id": choice.shipment_id or "", "rate_id": choice.rate_id or ""}
    return steps.effect(order, LABEL_BUY, "label", given, begun=begun)


def label_of(steps: Steps, order: Order) -> OrderLabel | None:
    """The label as its carrier has it."""
    if order.shipping is None or not order.shipping.shipment_id or steps.carriers is None:
        return None
    label = steps.carriers.label_of(order.shipping.shipment_id)
    if label is None:
        return None
    return OrderLabel(
        tracking_code=label.tracking_code,
        tracking_url=label.tracking_url,
        label_url=label.label_url,
        voided=label.voided,
    )


def refunded(
    steps: Steps, order: Order, what: str, amount: int, *, begun: bool = False
) -> Settled | Later:
    """Has an amount of what was captured given back, once under ``what``."""
    given: dict[str, str | int] = {
        "payment_id": str(order.payment.payment_id),
        "amount": amount,
    }
    return steps.effect(order, PAYMENT_REFUND, what, given, begun=begun)


def seen_now(payment: OrderPayment, there: Payment) -> OrderPayment:
    """The payment as its provider tells it."""
    return payment.model_copy(
        update={
            "state": there.state,
            "captured": there.captured,
            "refunded": there.refunded,
            "action_url": there.action_url,
            "client_secret": there.client_secret,
            "declined": there.declined,
            "disputed": there.disputed,
        }
    )
