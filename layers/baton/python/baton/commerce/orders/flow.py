"""What is to be done next for an order. Pure: the same order gives the same answer, whoever asks."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from baton.commerce.orders.order import (
    MOST_CHANGES,
    Order,
    OrderReturn,
    OrderState,
    StockPart,
)
from baton.commerce.payments.port import PaymentState


class Action(StrEnum):
    """One thing to do. All can be repeated: each is found again by its key."""

    PAY = "pay"
    SKIP_PAYMENT = "skip_payment"
    CANCEL_ABANDONED = "cancel_abandoned"
    LOOK_AT_PAYMENT = "look_at_payment"
    TAKE_STOCK = "take_stock"
    CAPTURE = "capture"
    BUY_LABEL = "buy_label"
    CONFIRM = "confirm"
    ISSUE_INVOICE = "issue_invoice"
    ISSUE_CREDIT_NOTE = "issue_credit_note"
    FOLLOW_PARCEL = "follow_parcel"
    RESTOCK_RETURN = "restock_return"
    REFUND_RETURN = "refund_return"
    GIVE_UP = "give_up"
    LOOK_UP_BEGUN = "look_up_begun"
    VOID_LABEL = "void_label"
    REFUND_ALL = "refund_all"
    CANCEL_PAYMENT = "cancel_payment"
    RESTOCK = "restock"
    RELEASE = "release"
    GIVE_PROMOTIONS_BACK = "give_promotions_back"
    END = "end"
    WAIT = "wait"


def next_action(order: Order, now: datetime) -> Action:
    """The next step, forward or back."""
    match order.state:
        case OrderState.PLACED:
            return _to_pay(order)
        case OrderState.AWAITING_BUYER:
            return Action.GIVE_UP if order.held_until <= now else Action.WAIT
        case OrderState.AUTHORISED:
            return _forward(order, now)
        case OrderState.UNDOING:
            return _backward(order)
        case OrderState.CONFIRMED | OrderState.SHIPPED | OrderState.DELIVERED:
            return _after(order)
        case _:
            return Action.WAIT


def _to_pay(order: Order) -> Action:
    if order.abandoned:
        return Action.CANCEL_ABANDONED
    if not order.quote.total:
        return Action.SKIP_PAYMENT
    return Action.PAY if order.payment.payment_id is None else Action.LOOK_AT_PAYMENT


def _forward(order: Order, now: datetime) -> Action:
    if next_look(order, now):
        return Action.WAIT
    if order.stock is StockPart.HELD:
        return Action.TAKE_STOCK
    if order.payment.captured < order.quote.total:
        return Action.CAPTURE
    if order.shipping and order.label is None:
        return Action.BUY_LABEL
    return Action.CONFIRM


def _backward(order: Order) -> Action:
    """What was done last is undone first, once it is known what had been begun: a return that had is
    brought to its end, and what is left then is undone.
    """
    if not order.begun_is_known:
        return Action.LOOK_UP_BEGUN
    if open_return := _returning(order):
        return open_return
    if order.uncredited_return:
        return Action.ISSUE_CREDIT_NOTE
    return next((action for due, action in _to_undo(order) if due), Action.END)


def _to_undo(order: Order) -> Iterator[tuple[bool, Action]]:
    payment, stock = order.payment, order.stock
    open_ = payment.payment_id is not None and payment.state is not PaymentState.SUCCEEDED
    yield order.label is not None and not order.label.voided, Action.VOID_LABEL
    yield order.refundable > 0 and not payment.disputed, Action.REFUND_ALL
    yield open_ and not payment.canceled, Action.CANCEL_PAYMENT
    yield bool(order.abandoned), Action.CANCEL_ABANDONED
    yield stock is StockPart.TAKEN, Action.RESTOCK
    yield stock is StockPart.HELD, Action.RELEASE
    yield bool(order.uses) and not order.promotions_given_back, Action.GIVE_PROMOTIONS_BACK
    whole = any(one.return_id is None for one in order.credit_notes)
    yield order.invoice is not None and not whole, Action.ISSUE_CREDIT_NOTE


def _after(order: Order) -> Action:
    if order.invoice is None:
        return Action.ISSUE_INVOICE
    if open_return := _returning(order):
        return open_return
    if order.uncredited_return:
        return Action.ISSUE_CREDIT_NOTE
    if order.label and order.state is not OrderState.DELIVERED:
        return Action.FOLLOW_PARCEL
    return Action.WAIT


def _returning(order: Order) -> Action | None:
    for one in order.returns:
        if is_to_restock(one):
            return Action.RESTOCK_RETURN
        if one.refused is None and not one.refunded:
            return Action.REFUND_RETURN
    return None


def is_to_restock(one: OrderReturn) -> bool:
    """Whether pieces that come back are still to be put in stock: not those that never left."""
    return one.refused is None and not one.restocked and not one.missing


def waits_for_payment(order: Order) -> bool:
    """Whether what the payment provider tells could bring the order on: not once it is paid and taken
    out of stock, or over, unless something is being given back.
    """
    if order.state in (OrderState.CONFIRMED, OrderState.SHIPPED, OrderState.DELIVERED):
        return any(one.refused is None and not one.refunded for one in order.returns)
    return not order.state.has_ended


def next_look(order: Order, now: datetime) -> datetime | None:
    """When an order that waits goes on by itself: with its stock's time, or once its buyer can change it
    no more. ``None`` if it does not wait for a time.
    """
    if order.state is OrderState.AWAITING_BUYER:
        return order.held_until
    paid = order.state is OrderState.AUTHORISED and order.stock is StockPart.HELD
    until = order.changeable_until
    return until if paid and until and until > now else None


def may_change(order: Order, now: datetime) -> str | None:
    """Why an order cannot be changed any more, or not just now; ``None`` if it can."""
    if order.erased:
        return "Who ordered it was erased."
    if order.state.has_ended or order.state is OrderState.UNDOING:
        return f"The order is {order.state}."
    unpaid = (OrderState.PLACED, OrderState.AWAITING_BUYER, OrderState.AUTHORISED)
    if order.state not in unpaid or order.stock is not StockPart.HELD or order.payment.captured:
        return "It is being sent: send back what is not wanted, and order what is missing."
    return _not_now(order, now)


def _not_now(order: Order, now: datetime) -> str | None:
    if order.state is OrderState.AWAITING_BUYER and order.held_until <= now:
        return "It was not paid in time."
    if order.state is OrderState.PLACED and order.quote.total and not order.payment.payment_id:
        return "Its payment is just being made out. Try again in a moment."
    if len(order.changes) >= MOST_CHANGES:
        return f"It was changed {MOST_CHANGES} times. Cancel it, and order anew."
    return None


def may_cancel(order: Order) -> str | None:
    """Why an order cannot be canceled any more; ``None`` if it can."""
    if order.state in (OrderState.SHIPPED, OrderState.DELIVERED):
        return "The parcel is on its way or there: send it back instead."
    if order.state.has_ended or order.state is OrderState.UNDOING:
        return f"The order is {order.state} already."
    if order.payment.disputed:
        return (
            "The buyer's bank disputes the payment, and has the amount already: it cannot be given back "
            "a second time. Keep the parcel, and answer the dispute at the payment provider."
        )
    return None


def may_be_short(order: Order) -> str | None:
    """Why pieces of an order cannot be told to be missing; ``None`` while it is packed."""
    if order.state in (OrderState.SHIPPED, OrderState.DELIVERED):
        return "The carrier has the parcel: take back what its buyer misses."
    if order.state is not OrderState.CONFIRMED:
        return f"It is not being packed: the order is {order.state}."
    return None
