"""The steps of an order, forward and back: each does one thing, once, and says what is so then."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from baton.commerce.effect_kinds import (
    LABEL_BUY,
    LABEL_VOID,
    PAYMENT_CANCEL,
    PAYMENT_CAPTURE,
    PAYMENT_CREATE,
    PAYMENT_REFUND,
)
from baton.commerce.inventory.service import StockService
from baton.commerce.inventory.stock import Movement, MovementReason, OutOfStock
from baton.commerce.orders.flow import Action
from baton.commerce.orders.order import (
    Order,
    OrderLabel,
    OrderPayment,
    OrderReturn,
    OrderState,
    StockPart,
)
from baton.commerce.orders.placing import wanted_by
from baton.commerce.orders.repository import OrderRepository
from baton.commerce.payments.port import Payment, PaymentProvider, PaymentState
from baton.commerce.pricing.service import PricingService
from baton.commerce.shipping.port import CarrierProvider, TrackingState
from baton.core.clock import Clock
from baton.core.errors import Conflict, NotFound
from baton.effects.effect import Effect, EffectState, Purpose
from baton.effects.ledger import EffectLedger, SendContext
from baton.persistence.transaction import Transaction

OWNER = "commerce"
BY = "order"
SOON, LATER, PARCEL = 5, 60, 3_600
"""Seconds until an order is looked at again: an effect that is under way, a service that is down, a
parcel that travels."""

HELD_AGAIN = timedelta(minutes=15)


class Done(NamedTuple):
    """What is true now, with what else is written with it."""

    order: Order
    writes: Callable[[Transaction], None] | None = None


class Later(NamedTuple):
    """Nothing changed; it is to be tried again."""

    seconds: int


class _Settled(NamedTuple):
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
    clock: Clock
    correlation_id: str = ""

    def take(self, action: Action, order: Order) -> Done | Later:
        """Takes one step. Raises ``Unavailable``, or ``Conflict`` if the order was changed meanwhile."""
        return _STEPS[action](self, order)

    def effect(
        self, order: Order, kind: str, what: str, parameters: Mapping[str, str | int]
    ) -> _Settled | Later:
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
            return _Settled(found.receipt, None)
        if found.state.settled:
            return _Settled(None, found.reason or "it was refused")
        wait = (found.due_at - now).total_seconds() if found.due_at else SOON
        return Later(max(1, min(int(wait) + 1, PARCEL)))


def _undoing(
    order: Order, now: datetime, why: str, ends_as: OrderState = OrderState.FAILED, **more: object
) -> Order:
    return order.noted(
        now, BY, why, state=OrderState.UNDOING, ends_as=ends_as, why=why[:300], **more
    )


def _pay(steps: Steps, order: Order) -> Done | Later:
    payment = order.payment
    given: dict[str, str | int] = {"amount": order.quote.total, "currency": order.quote.currency}
    if payment.method:
        given["method"] = payment.method
    made = steps.effect(order, PAYMENT_CREATE, f"pay.{payment.attempt}", given)
    if isinstance(made, Later):
        return made
    now = steps.clock()
    if made.receipt is None:
        return Done(_undoing(order, now, f"The payment was refused: {made.refused}"))
    paid = payment.model_copy(update={"payment_id": made.receipt})
    return Done(order.noted(now, BY, "The payment was made out.", payment=paid))


def _skip_payment(steps: Steps, order: Order) -> Done:
    return Done(
        order.noted(steps.clock(), BY, "There is nothing to pay.", state=OrderState.AUTHORISED)
    )


def _cancel_abandoned(steps: Steps, order: Order) -> Done | Later:
    first = order.abandoned[0]
    made = steps.effect(order, PAYMENT_CANCEL, f"cancel.{first}", {"payment_id": first})
    if isinstance(made, Later):
        return made
    rest = order.abandoned[1:]
    return Done(order.noted(steps.clock(), BY, "An earlier payment was let go.", abandoned=rest))


def look_at_payment(steps: Steps, order: Order) -> Done | Later:
    """What the provider says of the payment: its word counts, not a webhook's."""
    payment_id = order.payment.payment_id
    if payment_id is None:
        return Later(LATER)
    there = steps.payments.get(payment_id)
    seen = _seen(order.payment, there)
    now, state = steps.clock(), order.state
    if there.amount != order.total:
        return Done(_undoing(order, now, "The payment is not of the order's amount.", payment=seen))
    match there.state:
        case PaymentState.REQUIRES_CAPTURE | PaymentState.SUCCEEDED:
            text = "The bank holds the amount."
            return Done(order.noted(now, BY, text, state=OrderState.AUTHORISED, payment=seen))
        case PaymentState.CANCELED:
            return Done(_undoing(order, now, "The payment was canceled.", payment=seen))
    if state is OrderState.AWAITING_BUYER and seen == order.payment:
        return Later(0)
    text = f"The payment was declined: {seen.declined}." if seen.declined else "The buyer must act."
    return Done(order.noted(now, BY, text, state=OrderState.AWAITING_BUYER, payment=seen))


def _take_stock(steps: Steps, order: Order) -> Done | Later:
    now, reservation = steps.clock(), order.reservation_id
    try:
        steps.stock.confirm(reservation)
    except (Conflict, NotFound):
        # It was held too long and given back; perhaps there still is enough.
        reservation = f"{order.order_id}.again"
        try:
            wanted = wanted_by(order.quote)
            steps.stock.reserve(reservation, wanted, until=now + HELD_AGAIN)
            steps.stock.confirm(reservation)
        except (OutOfStock, Conflict) as short:
            why = f"The stock was given back before it was paid. {short}"
            return Done(_undoing(order, now, why, stock=StockPart.GIVEN_BACK))
    changes = {"stock": StockPart.TAKEN, "reservation_id": reservation}
    return Done(order.noted(now, BY, "The pieces were taken out of stock.", **changes))


def _capture(steps: Steps, order: Order) -> Done | Later:
    payment_id = str(order.payment.payment_id)
    given: dict[str, str | int] = {"payment_id": payment_id, "amount": order.quote.total}
    made = steps.effect(order, PAYMENT_CAPTURE, "capture", given)
    if isinstance(made, Later):
        return made
    now, there = steps.clock(), steps.payments.get(payment_id)
    seen = _seen(order.payment, there)
    if there.captured < order.quote.total:
        why = f"The amount could not be captured: {made.refused or there.state}"
        return Done(_undoing(order, now, why, payment=seen))
    return Done(order.noted(now, BY, "The amount was captured.", payment=seen))


def _buy_label(steps: Steps, order: Order) -> Done | Later:
    choice, now = order.shipping, steps.clock()
    if choice is None or steps.carriers is None:
        return Done(_undoing(order, now, "No carrier is connected any more."))
    given = {"shipment_id": choice.shipment_id, "rate_id": choice.rate_id}
    made = steps.effect(order, LABEL_BUY, "label", given)
    if isinstance(made, Later):
        return made
    label = steps.carriers.label_of(choice.shipment_id) if made.receipt else None
    if label is None:
        return Done(_undoing(order, now, f"No label could be bought: {made.refused}"))
    kept = OrderLabel(
        tracking_code=label.tracking_code,
        tracking_url=label.tracking_url,
        label_url=label.label_url,
    )
    return Done(
        order.noted(now, BY, f"{label.carrier} takes it: {label.tracking_code}.", label=kept)
    )


def _confirm(steps: Steps, order: Order) -> Done:
    text = "The order is paid and ready to be sent."
    return Done(order.noted(steps.clock(), BY, text, state=OrderState.CONFIRMED))


def _follow_parcel(steps: Steps, order: Order) -> Done | Later:
    if order.shipping is None or steps.carriers is None:
        return Later(0)
    events = steps.carriers.tracking(order.shipping.shipment_id)
    last = events[-1] if events else None
    if last is None:
        return Later(PARCEL)
    now = steps.clock()
    if last.state is TrackingState.DELIVERED:
        return Done(order.noted(now, BY, "The parcel was delivered.", state=OrderState.DELIVERED))
    moving = last.state not in (TrackingState.UNKNOWN, TrackingState.PRE_TRANSIT)
    if moving and order.state is OrderState.CONFIRMED:
        return Done(order.noted(now, BY, "The parcel is on its way.", state=OrderState.SHIPPED))
    return Later(PARCEL)


def _restock_return(steps: Steps, order: Order) -> Done:
    one = next(each for each in order.returns if each.refused is None and not each.restocked)
    now, location = steps.clock(), _location(steps, order)
    for sku, count in one.pieces.items():
        steps.stock.move(
            Movement(
                movement_id=f"{one.return_id}:{location}",
                sku=sku,
                location=location,
                on_hand=count,
                reason=MovementReason.RETURNED,
                by=order.order_id,
                at=now,
            )
        )
    return Done(
        order.noted(now, BY, "What came back is in stock.", **_return(order, one, restocked=True))
    )


def _refund_return(steps: Steps, order: Order) -> Done | Later:
    one = next(each for each in order.returns if each.refused is None and not each.refunded)
    now = steps.clock()
    if one.amount == 0:
        text = "There is nothing to give back."
        return Done(order.noted(now, BY, text, **_return(order, one, refunded=True)))
    made = _refunded(steps, order, f"refund.{one.return_id}", one.amount)
    if isinstance(made, Later):
        return made
    if made.receipt is None:
        text = f"The refund was refused: {made.refused}"
        return Done(order.noted(now, BY, text, **_return(order, one, refused=text[:300])))
    paid = _seen(order.payment, steps.payments.get(str(order.payment.payment_id)))
    done = _return(order, one, refunded=True)
    return Done(order.noted(now, BY, "The refund was made.", payment=paid, **done))


def _give_up(steps: Steps, order: Order) -> Done:
    return Done(_undoing(order, steps.clock(), "It was not paid in time."))


def _void_label(steps: Steps, order: Order) -> Done | Later:
    shipment = order.shipping.shipment_id if order.shipping else ""
    made = steps.effect(order, LABEL_VOID, "void", {"shipment_id": shipment})
    if isinstance(made, Later):
        return made
    label = order.label.model_copy(update={"voided": True}) if order.label else None
    text = "The label was given back." if made.receipt else f"The label stays: {made.refused}"
    return Done(order.noted(steps.clock(), BY, text, label=label))


def _refund_all(steps: Steps, order: Order) -> Done | Later:
    made = _refunded(steps, order, "refund.all", order.refundable)
    if isinstance(made, Later):
        return made
    if made.receipt is None:
        # A person must look: nothing is said to be given back that was not.
        return Later(PARCEL)
    paid = _seen(order.payment, steps.payments.get(str(order.payment.payment_id)))
    return Done(order.noted(steps.clock(), BY, "The amount was given back.", payment=paid))


def _cancel_payment(steps: Steps, order: Order) -> Done | Later:
    payment_id = str(order.payment.payment_id)
    made = steps.effect(order, PAYMENT_CANCEL, "cancel", {"payment_id": payment_id})
    if isinstance(made, Later):
        return made
    there = steps.payments.get(payment_id)
    paid = _seen(order.payment, there)
    if there.state is PaymentState.SUCCEEDED:
        return Done(order.noted(steps.clock(), BY, "It was captured already.", payment=paid))
    over = paid.model_copy(update={"canceled": True})
    return Done(order.noted(steps.clock(), BY, "The amount was let go.", payment=over))


def _restock(steps: Steps, order: Order) -> Done:
    now = steps.clock()
    for line in steps.stock.held(order.reservation_id):
        steps.stock.move(
            Movement(
                movement_id=f"{order.order_id}:undo:{line.location}",
                sku=line.sku,
                location=line.location,
                on_hand=line.quantity,
                reason=MovementReason.RETURNED,
                by=order.order_id,
                at=now,
            )
        )
    return Done(order.noted(now, BY, "The pieces are back in stock.", stock=StockPart.GIVEN_BACK))


def _release(steps: Steps, order: Order) -> Done:
    now = steps.clock()
    try:
        steps.stock.release(order.reservation_id)
    except Conflict:
        return Done(order.noted(now, BY, "The pieces had been taken.", stock=StockPart.TAKEN))
    text = "The pieces are free again."
    return Done(order.noted(now, BY, text, stock=StockPart.GIVEN_BACK))


def _give_promotions_back(steps: Steps, order: Order) -> Done:
    changed = order.noted(steps.clock(), BY, "Codes can be used again.", promotions_given_back=True)
    return Done(changed, lambda within: steps.pricing.give_back(order.uses, within))


def _end(steps: Steps, order: Order) -> Done:
    state = order.ends_as or OrderState.FAILED
    return Done(order.noted(steps.clock(), BY, f"The order is {state}.", state=state))


def _refunded(steps: Steps, order: Order, what: str, amount: int) -> _Settled | Later:
    given: dict[str, str | int] = {
        "payment_id": str(order.payment.payment_id),
        "amount": amount,
    }
    return steps.effect(order, PAYMENT_REFUND, what, given)


def _seen(payment: OrderPayment, there: Payment) -> OrderPayment:
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


def _return(order: Order, one: OrderReturn, **changes: object) -> dict[str, object]:
    changed = one.model_copy(update=changes)
    return {"returns": tuple(changed if each is one else each for each in order.returns)}


def _location(steps: Steps, order: Order) -> str:
    """Where what comes back is put: from where most of it was sent."""
    lines = steps.stock.held(order.reservation_id)
    return max(lines, key=lambda line: (line.quantity, line.location)).location


_STEPS: Mapping[Action, Callable[[Steps, Order], Done | Later]] = {
    Action.PAY: _pay,
    Action.SKIP_PAYMENT: _skip_payment,
    Action.CANCEL_ABANDONED: _cancel_abandoned,
    Action.LOOK_AT_PAYMENT: look_at_payment,
    Action.TAKE_STOCK: _take_stock,
    Action.CAPTURE: _capture,
    Action.BUY_LABEL: _buy_label,
    Action.CONFIRM: _confirm,
    Action.FOLLOW_PARCEL: _follow_parcel,
    Action.RESTOCK_RETURN: _restock_return,
    Action.REFUND_RETURN: _refund_return,
    Action.GIVE_UP: _give_up,
    Action.VOID_LABEL: _void_label,
    Action.REFUND_ALL: _refund_all,
    Action.CANCEL_PAYMENT: _cancel_payment,
    Action.RESTOCK: _restock,
    Action.RELEASE: _release,
    Action.GIVE_PROMOTIONS_BACK: _give_promotions_back,
    Action.END: _end,
}
