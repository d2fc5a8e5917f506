"""The steps that number what the buyer gets in writing."""

from baton.commerce.orders.documents import DocumentKind
from baton.commerce.orders.order import Order
from baton.commerce.orders.step import BY, Done, Steps
from baton.core.contract import Ulid


def issue_invoice(steps: Steps, order: Order) -> Done:
    """Gives the order its invoice."""
    return _issued(steps, order, DocumentKind.INVOICE)


def issue_credit_note(steps: Steps, order: Order) -> Done:
    """Gives a return that was paid back its credit note, or what is left of an order that is undone."""
    return _issued(steps, order, DocumentKind.CREDIT_NOTE, order.uncredited_return)


def _issued(steps: Steps, order: Order, kind: DocumentKind, return_id: Ulid | None = None) -> Done:
    now = steps.clock()
    document, take = steps.issuing.next(kind, now, return_id)
    text = f"The {kind.replace('_', ' ')} {document.number} was issued."
    return Done(order.noted(now, BY, text, documents=(*order.documents, document)), take)
