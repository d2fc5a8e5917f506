"""What is to be done next for an order. Pure: the same order gives the same answer, whoever asks."""

from datetime import datetime
from enum import StrEnum

from baton.commerce.orders.order import MOST_CHANGES, Order, OrderState, StockPart
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
    VOID_LABEL = "void_label"
    REFUND_ALL = "refund_all"
    FIND_PAYMENT = "find_payment"
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
    """What was done last is undone first."""
    if order.label and not order.label.voided:
        return Action.VOID_LABEL
    if order.refundable > 0:
        return Action.REFUND_ALL
    if action := _let_go(order):
        return action
    if order.stock is not StockPart.GIVEN_BACK:
        return Action.RESTOCK if order.stock is StockPart.TAKEN else Action.RELEASE
    return _given_back(order)


def _let_go(order: Order) -> Action | None:
    """What is to be done about payments that were not captured. One of which the order does not know
    yet may have been made out all the same.
    """
    payment = order.payment
    if order.abandoned:
        return Action.CANCEL_ABANDONED
    if payment.canceled or not order.quote.total or payment.state is PaymentState.SUCCEEDED:
        return None
    return Action.CANCEL_PAYMENT if payment.payment_id else Action.FIND_PAYMENT


def _given_back(order: Order) -> Action:
    """What is left once money and goods are back: codes, and an invoice to be taken back."""
    if order.uses and not order.promotions_given_back:
        return Action.GIVE_PROMOTIONS_BACK
    whole = any(one.return_id is None for one in order.credit_notes)
    return Action.ISSUE_CREDIT_NOTE if order.invoice and not whole else Action.END


def _after(order: Order) -> Action:
    if order.invoice is None:
        return Action.ISSUE_INVOICE
    for one in order.returns:
        if one.refused is None and not one.restocked:
            return Action.RESTOCK_RETURN
        if one.refused is None and not one.refunded:
            return Action.REFUND_RETURN
    if order.uncredited_return:
        return Action.ISSUE_CREDIT_NOTE
    if order.label and order.state is not OrderState.DELIVERED:
        return Action.FOLLOW_PARCEL
    return Action.WAIT


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
    return None
