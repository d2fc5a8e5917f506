"""The steps of an order on its way to the buyer: each does one thing, once, and says what is so then."""

from datetime import datetime, timedelta

from baton.commerce.effect_kinds import LABEL_BUY, PAYMENT_CANCEL, PAYMENT_CAPTURE, PAYMENT_CREATE
from baton.commerce.inventory.stock import OutOfStock
from baton.commerce.orders.order import Order, OrderLabel, OrderPayment, OrderState, StockPart
from baton.commerce.orders.placing import wanted_by
from baton.commerce.orders.step import (
    BY,
    LATER,
    PARCEL,
    Done,
    Later,
    Settled,
    Steps,
    seen_now,
    undoing,
)
from baton.commerce.payments.port import PaymentState
from baton.commerce.shipping.port import TrackingState
from baton.core.errors import Conflict, NotFound

HELD_AGAIN = timedelta(minutes=15)
SPARE = timedelta(minutes=1)
"""So long before its stock is given back an order takes it."""


def pay(steps: Steps, order: Order) -> Done | Later:
    """Makes the payment out."""
    payment, made = order.payment, made_out(steps, order)
    if isinstance(made, Later):
        return made
    now = steps.clock()
    if made.receipt is None:
        return Done(undoing(order, now, f"The payment was refused: {made.refused}"))
    paid = payment.model_copy(update={"payment_id": made.receipt})
    return Done(order.noted(now, BY, "The payment was made out.", payment=paid))


def made_out(steps: Steps, order: Order) -> Settled | Later:
    """The payment of this attempt, made out now or before."""
    payment = order.payment
    given: dict[str, str | int] = {"amount": order.quote.total, "currency": order.quote.currency}
    if payment.method:
        given["method"] = payment.method
    return steps.effect(order, PAYMENT_CREATE, f"pay.{payment.attempt}", given)


def skip_payment(steps: Steps, order: Order) -> Done:
    """Goes on where nothing is to be paid."""
    return Done(
        order.noted(steps.clock(), BY, "There is nothing to pay.", state=OrderState.AUTHORISED)
    )


def cancel_abandoned(steps: Steps, order: Order) -> Done | Later:
    """Lets a payment go that another took the place of."""
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
    seen = seen_now(order.payment, there)
    now, state = steps.clock(), order.state
    if there.amount != order.total:
        return Done(undoing(order, now, "The payment is not of the order's amount.", payment=seen))
    match there.state:
        case PaymentState.REQUIRES_CAPTURE | PaymentState.SUCCEEDED:
            return Done(_authorised(order, now, seen, steps.grace))
        case PaymentState.CANCELED:
            return Done(undoing(order, now, "The payment was canceled.", payment=seen))
    if state is OrderState.AWAITING_BUYER and seen == order.payment:
        return Later(0)
    text = f"The payment was declined: {seen.declined}." if seen.declined else "The buyer must act."
    return Done(order.noted(now, BY, text, state=OrderState.AWAITING_BUYER, payment=seen))


def _authorised(order: Order, now: datetime, seen: OrderPayment, grace: timedelta) -> Order:
    """A paid order waits for its buyer's changes once, and no longer than its stock is held."""
    until = order.changeable_until or min(now + grace, order.held_until - SPARE)
    return order.noted(
        now,
        BY,
        "The bank holds the amount.",
        state=OrderState.AUTHORISED,
        payment=seen,
        changeable_until=until if grace else None,
    )


def take_stock(steps: Steps, order: Order) -> Done | Later:
    """Takes the pieces out of stock for good."""
    now, reservation = steps.clock(), order.reservation_id
    try:
        steps.stock.confirm(reservation)
    except (Conflict, NotFound):
        # It was held too long and given back; perhaps there still is enough.
        reservation = f"{reservation}.again"
        try:
            wanted = wanted_by(order.quote)
            steps.stock.reserve(reservation, wanted, until=now + HELD_AGAIN)
            steps.stock.confirm(reservation)
        except (OutOfStock, Conflict) as short:
            why = f"The stock was given back before it was paid. {short}"
            return Done(undoing(order, now, why, stock=StockPart.GIVEN_BACK))
    changes = {"stock": StockPart.TAKEN, "reservation_id": reservation}
    return Done(order.noted(now, BY, "The pieces were taken out of stock.", **changes))


def capture(steps: Steps, order: Order) -> Done | Later:
    """Has the bank pay what it holds."""
    payment_id = str(order.payment.payment_id)
    given: dict[str, str | int] = {"payment_id": payment_id, "amount": order.quote.total}
    made = steps.effect(order, PAYMENT_CAPTURE, "capture", given)
    if isinstance(made, Later):
        return made
    now, there = steps.clock(), steps.payments.get(payment_id)
    seen = seen_now(order.payment, there)
    if there.captured < order.quote.total:
        why = f"The amount could not be captured: {made.refused or there.state}"
        return Done(undoing(order, now, why, payment=seen))
    return Done(order.noted(now, BY, "The amount was captured.", payment=seen))


def buy_label(steps: Steps, order: Order) -> Done | Later:
    """Buys the parcel's label."""
    choice, now = order.shipping, steps.clock()
    if choice is None or steps.carriers is None:
        return Done(undoing(order, now, "No carrier is connected any more."))
    given = {"shipment_id": choice.shipment_id, "rate_id": choice.rate_id}
    made = steps.effect(order, LABEL_BUY, "label", given)
    if isinstance(made, Later):
        return made
    label = steps.carriers.label_of(choice.shipment_id) if made.receipt else None
    if label is None:
        return Done(undoing(order, now, f"No label could be bought: {made.refused}"))
    kept = OrderLabel(
        tracking_code=label.tracking_code,
        tracking_url=label.tracking_url,
        label_url=label.label_url,
    )
    return Done(
        order.noted(now, BY, f"{label.carrier} takes it: {label.tracking_code}.", label=kept)
    )


def confirm(steps: Steps, order: Order) -> Done:
    """Says that the order is ready to be sent."""
    text, now = "The order is paid and ready to be sent.", steps.clock()
    return Done(order.noted(now, BY, text, state=OrderState.CONFIRMED, confirmed_at=now))


def follow_parcel(steps: Steps, order: Order) -> Done | Later:
    """Asks where the parcel is."""
    if order.shipping is None or steps.carriers is None:
        return Later(0)
    events = steps.carriers.tracking(order.shipping.shipment_id)
    last = events[-1] if events else None
    if last is None:
        return Later(PARCEL)
    now = steps.clock()
    if last.state is TrackingState.DELIVERED:
        there = {"state": OrderState.DELIVERED, "label": None if order.erased else order.label}
        return Done(order.noted(now, BY, "The parcel was delivered.", **there))
    moving = last.state not in (TrackingState.UNKNOWN, TrackingState.PRE_TRANSIT)
    if moving and order.state is OrderState.CONFIRMED:
        return Done(order.noted(now, BY, "The parcel is on its way.", state=OrderState.SHIPPED))
    return Later(PARCEL)
