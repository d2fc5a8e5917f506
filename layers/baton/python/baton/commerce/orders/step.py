"""What the steps of an order are taken with, and what they share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from baton.commerce.effect_kinds import PAYMENT_REFUND
from baton.commerce.inventory.service import StockService
from baton.commerce.orders.issuing import Issuing
from baton.commerce.orders.order import Order, OrderPayment, OrderState
from baton.commerce.orders.repository import OrderRepository
from baton.commerce.payments.port import Payment, PaymentProvider
from baton.commerce.pricing.service import PricingService
from baton.commerce.shipping.port import CarrierProvider
from baton.core.clock import Clock
from baton.effects.effect import Effect, EffectState, Purpose
from baton.effects.ledger import EffectLedger, SendContext
from baton.persistence.transaction import Transaction

OWNER = "commerce"
BY = "order"
SOON, LATER, PARCEL = 5, 60, 3_600
"""Seconds until an order is looked at again: an effect that is under way, a service that is down, a
parcel that travels."""


class Done(NamedTuple):
    """What is true now, with what else is written with it."""

    order: Order
    writes: Callable[[Transaction], None] | None = None


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
    clock: Clock
    grace: timedelta = timedelta()
    """how long a paid order waits for its buyer's changes"""
    correlation_id: str = ""

    def effect(
        self, order: Order, kind: str, what: str, parameters: Mapping[str, str | int]
    ) -> Settled | Later:
        """Carries an effect of the order out, if the order still is as it was read."""
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
        found = self.ledger.carry_out(effect, lambda: context)
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


def refunded(steps: Steps, order: Order, what: str, amount: int) -> Settled | Later:
    """Has an amount of what was captured given back, once under ``what``."""
    given: dict[str, str | int] = {
        "payment_id": str(order.payment.payment_id),
        "amount": amount,
    }
    return steps.effect(order, PAYMENT_REFUND, what, given)


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
