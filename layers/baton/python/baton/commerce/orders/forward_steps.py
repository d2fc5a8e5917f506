"""The steps of an order on its way to the buyer: each does one thing, once, and says what is so then."""

from datetime import datetime, timedelta

from baton.commerce.effect_kinds import PAYMENT_CANCEL
from baton.commerce.inventory.stock import OutOfStock
from baton.commerce.orders.order import (
    Order,
    OrderPayment,
    OrderState,
    ShippingChoice,
    StockPart,
)
from baton.commerce.orders.placing import wanted_by
from baton.commerce.orders.step import (
    BY,
    LATER,
    PARCEL,
    Done,
    Later,
    Steps,
    captured,
    label_of,
    labelled,
    paid,
    seen_now,
    undoing,
)
from baton.commerce.payments.port import PaymentState
from baton.commerce.shipping.port import TrackingState
from baton.core.errors import InvalidInput, Unavailable

HELD_AGAIN = timedelta(minutes=15)
SPARE = timedelta(minutes=1)
"""So long before its stock is given back an order takes it."""


def pay(steps: Steps, order: Order) -> Done | Later:
    """Makes the payment out."""
    made = paid(steps, order)
    if isinstance(made, Later):
        return made
    now = steps.clock()
    if made.receipt is None:
        return Done(undoing(order, now, f"The payment was refused: {made.refused}"))
    payment = order.payment.model_copy(update={"payment_id": made.receipt})
    return Done(order.noted(now, BY, "The payment was made out.", payment=payment))


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


def look_again(steps: Steps, order: Order) -> Done | Later:
    """What became of a payment that was made: a bank may dispute it, and people may give money back at
    the provider.
    """
    payment = order.payment
    if payment.payment_id is None:
        return Later(0)
    there = steps.payments.get(payment.payment_id)
    now_so = {"captured": there.captured, "refunded": there.refunded, "disputed": there.disputed}
    seen = payment.model_copy(update=now_so)
    if seen == payment:
        return Later(0)
    newly = seen.disputed and not payment.disputed
    text = "The buyer's bank disputes the payment." if newly else "The payment was looked at anew."
    return Done(order.noted(steps.clock(), BY, text, payment=seen))


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
    """Takes the pieces out of stock for good, in the transaction that says so: a cancellation comes
    before it, or finds them taken.
    """
    now, kept = steps.clock(), steps.stock.reservation(order.reservation_id)
    if kept is None or not kept.state.takes:
        # It was held too long and given back; perhaps there still is enough.
        again, wanted = f"{order.reservation_id}.again", wanted_by(order.quote)
        try:
            kept = steps.stock.reserve(again, wanted, until=now + HELD_AGAIN)
        except OutOfStock as short:
            why = f"The stock was given back before it was paid. {short}"
            return Done(undoing(order, now, why, stock=StockPart.GIVEN_BACK))
        if not kept.state.takes:
            why = "The stock was given back twice before it was paid."
            return Done(undoing(order, now, why, stock=StockPart.GIVEN_BACK))
    held, changes = kept, {"stock": StockPart.TAKEN, "reservation_id": kept.reservation_id}
    taken = order.noted(now, BY, "The pieces were taken out of stock.", **changes)
    return Done(taken, lambda within: steps.stock.take(held, within))


def capture(steps: Steps, order: Order) -> Done | Later:
    """Has the bank pay what it holds."""
    made = captured(steps, order)
    if isinstance(made, Later):
        return made
    now, there = steps.clock(), steps.payments.get(str(order.payment.payment_id))
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
    if choice.rate_id is None:
        return _rated(steps, order, choice)
    made = labelled(steps, order, choice)
    if isinstance(made, Later):
        return made
    label = label_of(steps, order) if made.receipt else None
    if label is None:
        return Done(undoing(order, now, f"No label could be bought: {made.refused}"))
    text = f"{choice.carrier} takes it: {label.tracking_code}."
    return Done(order.noted(now, BY, text, label=label))


def _rated(steps: Steps, order: Order, choice: ShippingChoice) -> Done | Later:
    """Has a parcel rated that was not when it was ordered, since no carrier could be asked."""
    now = steps.clock()
    try:
        products = steps.catalogue.of_skus(frozenset(order.titles))
        found = steps.rating.rated(order, choice, products)
    except Unavailable:
        return Later(LATER)
    except InvalidInput as error:
        why = "; ".join(fault.detail for fault in error.faults)
        return Done(undoing(order, now, f"No carrier takes it: {why}"))
    text = f"{found.service_name} takes it, now that carriers can be asked."
    return Done(order.noted(now, BY, text, shipping=found))


def confirm(steps: Steps, order: Order) -> Done:
    """Says that the order is ready to be sent."""
    text, now = "The order is paid and ready to be sent.", steps.clock()
    return Done(order.noted(now, BY, text, state=OrderState.CONFIRMED, confirmed_at=now))


def follow_parcel(steps: Steps, order: Order) -> Done | Later:
    """Asks where the parcel is."""
    if order.shipping is None or not order.shipping.shipment_id or steps.carriers is None:
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
