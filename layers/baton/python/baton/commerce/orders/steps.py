"""The steps of an order, by what is to be done."""

from collections.abc import Callable, Mapping

from baton.commerce.orders import backward_steps, document_steps, forward_steps, return_steps
from baton.commerce.orders.flow import Action
from baton.commerce.orders.order import Order
from baton.commerce.orders.step import Done, Later, Steps

STEPS: Mapping[Action, Callable[[Steps, Order], Done | Later]] = {
    Action.PAY: forward_steps.pay,
    Action.SKIP_PAYMENT: forward_steps.skip_payment,
    Action.CANCEL_ABANDONED: forward_steps.cancel_abandoned,
    Action.LOOK_AT_PAYMENT: forward_steps.look_at_payment,
    Action.TAKE_STOCK: forward_steps.take_stock,
    Action.CAPTURE: forward_steps.capture,
    Action.BUY_LABEL: forward_steps.buy_label,
    Action.CONFIRM: forward_steps.confirm,
    Action.ISSUE_INVOICE: document_steps.issue_invoice,
    Action.ISSUE_CREDIT_NOTE: document_steps.issue_credit_note,
    Action.FOLLOW_PARCEL: forward_steps.follow_parcel,
    Action.RESTOCK_RETURN: return_steps.restock_return,
    Action.REFUND_RETURN: return_steps.refund_return,
    Action.GIVE_UP: backward_steps.give_up,
    Action.VOID_LABEL: backward_steps.void_label,
    Action.REFUND_ALL: backward_steps.refund_all,
    Action.FIND_PAYMENT: backward_steps.find_payment,
    Action.CANCEL_PAYMENT: backward_steps.cancel_payment,
    Action.RESTOCK: backward_steps.restock,
    Action.RELEASE: backward_steps.release,
    Action.GIVE_PROMOTIONS_BACK: backward_steps.give_promotions_back,
    Action.END: backward_steps.end,
}
"""None of them waits; each can be repeated. They raise ``Unavailable``, or ``Conflict`` if the order was
changed meanwhile."""
