"""Payments as effects: carried out once under the effect's key, and looked up where nobody knows.

``parameters``   of ``payment_create``   order_id, amount, currency, method
                 of the others           order_id, payment_id, amount (but for ``payment_cancel``)
"""

from datetime import timedelta

from baton.commerce.effect_kinds import (
    PAYMENT_CANCEL,
    PAYMENT_CAPTURE,
    PAYMENT_CREATE,
    PAYMENT_REFUND,
)
from baton.commerce.payments.port import PaymentProvider, PaymentState
from baton.core.clock import Clock
from baton.core.errors import InvalidInput
from baton.core.money import Money
from baton.effects.effect import Effect
from baton.effects.sender import DeliveryReport, DeliveryStatus, OutboundMessage, Rejected

SEARCHED_IN = timedelta(minutes=5)
"""So long after a call the provider's search may not know of a payment: it is not absent before."""


class PaymentSender:
    """See ``baton.effects.sender.Sender``. A receipt is the provider's id of the payment or refund."""

    def __init__(self, provider: PaymentProvider, clock: Clock) -> None:
        self._provider = provider
        self._clock = clock

    def carry_out(self, effect: Effect, message: OutboundMessage) -> str:
        """See ``Sender``."""
        del message
        try:
            return self._carried_out(effect)
        except InvalidInput as error:
            faults = "; ".join(one.detail for one in error.faults)
            raise Rejected(f"It cannot be paid so: {faults}") from error

    def _carried_out(self, effect: Effect) -> str:
        given, key, provider = effect.parameters, effect.effect_id, self._provider
        payment, amount = str(given.get("payment_id", "")), int(given.get("amount", 0))
        match effect.kind:
            case "payment_create":
                whole = Money(amount=amount, currency=str(given["currency"]))
                method = str(given.get("method", "")) or None
                return provider.create(key, str(given["order_id"]), whole, method).payment_id
            case "payment_capture":
                return provider.capture(key, payment, amount).payment_id
            case "payment_cancel":
                return provider.cancel(key, payment).payment_id
            case "payment_refund":
                return provider.refund(key, payment, amount).refund_id
            case _:
                raise ValueError(f"{effect.kind} is no effect on a payment")

    def look_up(self, effect: Effect) -> DeliveryReport:
        """See ``Sender``: by what the provider has under our key, or by the payment's state."""
        payment_id = str(effect.parameters.get("payment_id", ""))
        if effect.kind == PAYMENT_CREATE:
            return self._created(effect)
        if effect.kind == PAYMENT_REFUND:
            mine = [r for r in self._provider.refunds(payment_id) if r.key == effect.effect_id]
            if mine:
                return _seen(mine[0].refund_id, "the refund with our key is there")
            return DeliveryReport(DeliveryStatus.ABSENT, "no refund has our key")
        there = self._provider.get(payment_id)
        done = {
            PAYMENT_CAPTURE: there.state is PaymentState.SUCCEEDED,
            PAYMENT_CANCEL: there.state is PaymentState.CANCELED,
        }[effect.kind]
        words = f"the payment is {there.state}"
        return (
            _seen(payment_id, words) if done else DeliveryReport(DeliveryStatus.REPEATABLE, words)
        )

    def _created(self, effect: Effect) -> DeliveryReport:
        order_id = str(effect.parameters["order_id"])
        for one in self._provider.of_order(order_id):
            if one.key == effect.effect_id:
                return _seen(one.payment_id, "the payment with our key is there")
        called = effect.reserved_at or effect.planned_at
        if self._clock() < called + SEARCHED_IN:
            return DeliveryReport(DeliveryStatus.UNSURE, "the provider's search is not yet sure")
        return DeliveryReport(DeliveryStatus.REPEATABLE, "no payment has our key")


def _seen(receipt: str, words: str) -> DeliveryReport:
    return DeliveryReport(DeliveryStatus.SEEN, words, receipt)
