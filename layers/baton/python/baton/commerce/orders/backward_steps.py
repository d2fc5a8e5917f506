"""The steps that undo an order, each the opposite of one before."""

from baton.commerce.effect_kinds import LABEL_VOID, PAYMENT_CANCEL
from baton.commerce.ids import Sku
from baton.commerce.inventory.stock import Movement, MovementReason
from baton.commerce.orders.forward_steps import made_out
from baton.commerce.orders.order import Order, OrderState, StockPart
from baton.commerce.orders.step import (
    BY,
    PARCEL,
    Done,
    Later,
    Steps,
    refunded,
    seen_now,
    undoing,
)
from baton.commerce.payments.port import PaymentState
from baton.core.errors import Conflict, NotFound
from baton.effects.effect import EffectState


def give_up(steps: Steps, order: Order) -> Done:
    """Begins the way back of what nobody paid."""
    return Done(undoing(order, steps.clock(), "It was not paid in time."))


def void_label(steps: Steps, order: Order) -> Done | Later:
    """Gives the label back."""
    shipment = order.shipping.shipment_id if order.shipping else ""
    made = steps.effect(order, LABEL_VOID, "void", {"shipment_id": shipment})
    if isinstance(made, Later):
        return made
    label = order.label.model_copy(update={"voided": True}) if order.label else None
    text = "The label was given back." if made.receipt else f"The label stays: {made.refused}"
    return Done(order.noted(steps.clock(), BY, text, label=label))


def refund_all(steps: Steps, order: Order) -> Done | Later:
    """Gives back what was captured."""
    made = refunded(steps, order, "refund.all", order.refundable)
    if isinstance(made, Later):
        return made
    if made.receipt is None:
        # A person must look: nothing is said to be given back that was not.
        return Later(PARCEL)
    paid = seen_now(order.payment, steps.payments.get(str(order.payment.payment_id)))
    return Done(order.noted(steps.clock(), BY, "The amount was given back.", payment=paid))


def find_payment(steps: Steps, order: Order) -> Done | Later:
    """Finds a payment that was being made out when the order was changed; one that was only planned is
    not made any more.
    """
    payment, now = order.payment, steps.clock()
    none = order.noted(
        now, BY, "No payment was made out.", payment=payment.model_copy(update={"canceled": True})
    )
    try:
        kept = steps.ledger.cancel(order.effect_id(f"pay.{payment.attempt}"), "it is undone")
    except NotFound:
        return Done(none)
    made = made_out(steps, order) if kept.state is not EffectState.REFUSED else None
    if isinstance(made, Later):
        return made
    if made is None or made.receipt is None:
        return Done(none)
    found = payment.model_copy(update={"payment_id": made.receipt})
    return Done(order.noted(now, BY, "A payment had been made out.", payment=found))


def cancel_payment(steps: Steps, order: Order) -> Done | Later:
    """Lets go what the bank holds."""
    payment_id = str(order.payment.payment_id)
    made = steps.effect(order, PAYMENT_CANCEL, "cancel", {"payment_id": payment_id})
    if isinstance(made, Later):
        return made
    there = steps.payments.get(payment_id)
    paid = seen_now(order.payment, there)
    if there.state is PaymentState.SUCCEEDED:
        return Done(order.noted(steps.clock(), BY, "It was captured already.", payment=paid))
    over = paid.model_copy(update={"canceled": True})
    return Done(order.noted(steps.clock(), BY, "The amount was let go.", payment=over))


def restock(steps: Steps, order: Order) -> Done:
    """Puts pieces that were taken in stock again."""
    now, back = steps.clock(), _in_stock_again(order)
    for line in steps.stock.held(order.reservation_id):
        came = min(back.get(line.sku, 0), line.quantity)
        back[line.sku] = back.get(line.sku, 0) - came
        if came == line.quantity:
            continue
        steps.stock.move(
            Movement(
                movement_id=f"{order.order_id}:undo:{line.location}",
                sku=line.sku,
                location=line.location,
                on_hand=line.quantity - came,
                reason=MovementReason.RETURNED,
                by=order.order_id,
                at=now,
            )
        )
    return Done(order.noted(now, BY, "The pieces are back in stock.", stock=StockPart.GIVEN_BACK))


def _in_stock_again(order: Order) -> dict[Sku, int]:
    """Pieces that came back before, by SKU."""
    found: dict[Sku, int] = {}
    for one in order.returns:
        if one.restocked:
            for sku, count in one.pieces.items():
                found[sku] = found.get(sku, 0) + count
    return found


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
