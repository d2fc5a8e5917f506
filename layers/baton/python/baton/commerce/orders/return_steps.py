"""The steps of what comes back, and of what was not found and never left."""

from baton.commerce.inventory.stock import Movement, MovementReason
from baton.commerce.orders.flow import is_to_restock
from baton.commerce.orders.order import Order, OrderReturn
from baton.commerce.orders.step import BY, Done, Later, Steps, refunded, seen_now


def restock_return(steps: Steps, order: Order) -> Done:
    """Puts what came back in stock."""
    one = next(each for each in order.returns if is_to_restock(each))
    now, location = steps.clock(), _location(steps, order)
    for sku, count in one.pieces.items():
        steps.stock.move(
            Movement(
                movement_id=f"{order.order_id}:{one.return_id}:{location}",
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


def refund_return(steps: Steps, order: Order) -> Done | Later:
    """Gives back what a return is worth."""
    one = next(each for each in order.returns if each.refused is None and not each.refunded)
    now = steps.clock()
    if one.amount == 0:
        text = "There is nothing to give back."
        return Done(order.noted(now, BY, text, **_return(order, one, refunded=True)))
    made = refunded(steps, order, f"refund.{one.return_id}", one.amount)
    if isinstance(made, Later):
        return made
    if made.receipt is None:
        text = f"The refund was refused: {made.refused}"
        return Done(order.noted(now, BY, text, **_return(order, one, refused=text[:300])))
    paid = seen_now(order.payment, steps.payments.get(str(order.payment.payment_id)))
    done = _return(order, one, refunded=True)
    return Done(order.noted(now, BY, "The refund was made.", payment=paid, **done))


def _return(order: Order, one: OrderReturn, **changes: object) -> dict[str, object]:
    changed = one.model_copy(update=changes)
    return {"returns": tuple(changed if each is one else each for each in order.returns)}


def _location(steps: Steps, order: Order) -> str:
    """Where what comes back is put: from where most of it was sent."""
    lines = steps.stock.held(order.reservation_id)
    return max(lines, key=lambda line: (line.quantity, line.location)).location
