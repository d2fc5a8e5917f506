"""The steps that undo an order, each the opposite of one before."""

from baton.commerce.effect_kinds import LABEL_VOID, PAYMENT_CANCEL
from baton.commerce.inventory.stock import Movement, MovementReason
from baton.commerce.orders.order import Order, OrderState, StockPart
from baton.commerce.orders.refunding import returned, without
from baton.commerce.orders.step import (
    BY,
    PARCEL,
    Done,
    Later,
    Steps,
    captured,
    label_of,
    labelled,
    paid,
    refunded,
    seen_now,
    undoing,
)
from baton.commerce.payments.port import PaymentState
from baton.core.errors import Conflict


def give_up(steps: Steps, order: Order) -> Done:
    """Begins the way back of what nobody paid."""
    return Done(undoing(order, steps.clock(), "It was not paid in time."))


def look_up_begun(steps: Steps, order: Order) -> Done | Later:
    """Finds by its key what was begun for the order as it was before: an undoing comes at any moment,
    also between an act and its being written down. What nobody began cannot begin any more.
    """
    payment, label = order.payment, order.label
    if order.quote.total and payment.payment_id is None:
        made = paid(steps, order, begun=True)
        if isinstance(made, Later):
            return made
        payment = payment.model_copy(update={"payment_id": made.receipt})
    elif order.stock is StockPart.TAKEN and not payment.captured and payment.payment_id:
        if isinstance(made := captured(steps, order, begun=True), Later):
            return made
        payment = seen_now(payment, steps.payments.get(payment.payment_id))
    elif order.shipping and label is None and payment.captured >= order.quote.total:
        made = labelled(steps, order, order.shipping, begun=True)
        if isinstance(made, Later):
            return made
        label = label_of(steps, order) if made.receipt else None
    text, more = "What had been begun is known.", {"payment": payment, "label": label}
    return Done(order.noted(steps.clock(), BY, text, begun_is_known=True, **more))


def void_label(steps: Steps, order: Order) -> Done | Later:
    """Gives the label back."""
    shipment = (order.shipping.shipment_id if order.shipping else None) or ""
    made = steps.effect(order, LABEL_VOID, "void", {"shipment_id": shipment})
    if isinstance(made, Later):
        return made
    label = order.label.model_copy(update={"voided": True}) if order.label else None
    text = "The label was given back." if made.receipt else f"The label stays: {made.refused}"
    return Done(order.noted(steps.clock(), BY, text, label=label))


def refund_all(steps: Steps, order: Order) -> Done | Later:
    """Gives back what was captured."""
    payment_id = str(order.payment.payment_id)
    left = seen_now(order.payment, steps.payments.get(payment_id))
    amount = left.captured - left.refunded
    if isinstance(made := refunded(steps, order, "refund.all", amount, begun=not amount), Later):
        return made
    left = seen_now(left, steps.payments.get(payment_id))
    if left.captured > left.refunded and left.disputed:
        text = "The buyer's bank disputes the payment, and has the amount: it was not given back again."
        return Done(order.noted(steps.clock(), BY, text, payment=left))
    if left.captured > left.refunded:
        # A person must look: nothing is said to be given back that was not.
        return Later(PARCEL)
    return Done(order.noted(steps.clock(), BY, "The amount was given back.", payment=left))


def cancel_payment(steps: Steps, order: Order) -> Done | Later:
    """Lets go what the bank holds."""
    payment_id = str(order.payment.payment_id)
    made = steps.effect(order, PAYMENT_CANCEL, "cancel", {"payment_id": payment_id})
    if isinstance(made, Later):
        return made
    there = steps.payments.get(payment_id)
    seen = seen_now(order.payment, there)
    if there.state is PaymentState.SUCCEEDED:
        return Done(order.noted(steps.clock(), BY, "It was captured already.", payment=seen))
    if there.state is not PaymentState.CANCELED:
        # A person must look: nothing is said to be let go that may still be taken.
        return Later(PARCEL)
    over = seen.model_copy(update={"canceled": True})
    return Done(order.noted(steps.clock(), BY, "The amount was let go.", payment=over))


def restock(steps: Steps, order: Order) -> Done:
    """Puts pieces that were taken in stock again, but for those that came back before."""
    now = steps.clock()
    for line in without(steps.stock.held(order.reservation_id), returned(order)):
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


def release(steps: Steps, order: Order) -> Done:
    """Frees pieces that were held."""
    now = steps.clock()
    try:
        steps.stock.release(order.reservation_id)
    except Conflict:
        return Done(order.noted(now, BY, "The pieces had been taken.", stock=StockPart.TAKEN))
    text = "The pieces are free again."
    return Done(order.noted(now, BY, text, stock=StockPart.GIVEN_BACK))


def give_promotions_back(steps: Steps, order: Order) -> Done:
    """Lets codes be used again."""
    changed = order.noted(steps.clock(), BY, "Codes can be used again.", promotions_given_back=True)
    return Done(changed, lambda within: steps.pricing.give_back(order.uses, within))


def end(steps: Steps, order: Order) -> Done:
    """Says that nothing is left to undo."""
    state = order.ends_as or OrderState.FAILED
    return Done(order.noted(steps.clock(), BY, f"The order is {state}.", state=state))
