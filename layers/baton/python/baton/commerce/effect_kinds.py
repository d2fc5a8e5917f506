"""The kinds of effects that commerce adds."""

from importlib import import_module
from typing import TYPE_CHECKING

from baton.core.settings import Settings
from baton.effects.kind import RegisteredKind, SenderParts

if TYPE_CHECKING:
    from baton.effects.sender import Sender

PAYMENT_CREATE = "payment_create"
PAYMENT_CAPTURE = "payment_capture"
PAYMENT_CANCEL = "payment_cancel"
PAYMENT_REFUND = "payment_refund"

LABEL_BUY = "label_buy"
LABEL_VOID = "label_void"

PAYMENT_KINDS = (PAYMENT_CREATE, PAYMENT_CAPTURE, PAYMENT_CANCEL, PAYMENT_REFUND)
LABEL_KINDS = (LABEL_BUY, LABEL_VOID)

_PAYMENTS, _SHIPPING = "baton.commerce.payments.wiring", "baton.commerce.shipping.wiring"
"""Loaded by their names: of all functions that know these kinds, only those that carry them out are told
of the accounts.
"""


def payments_closed(settings: Settings) -> str | None:
    """Why no payment is made, for an operator; ``None`` if they are."""
    del settings
    return _closed(_PAYMENTS)


def shipping_closed(settings: Settings) -> str | None:
    """Why no label is bought, for an operator; ``None`` if they are."""
    del settings
    return _closed(_SHIPPING)


def _closed(wiring: str) -> str | None:
    why: str | None = import_module(wiring).closed()
    return why


def _payment_sender(parts: SenderParts) -> "Sender":
    made: Sender = import_module(_PAYMENTS).sender(parts)
    return made


def _label_sender(parts: SenderParts) -> "Sender":
    made: Sender = import_module(_SHIPPING).sender(parts)
    return made


EFFECT_KINDS = (
    *(RegisteredKind(kind, payments_closed, _payment_sender) for kind in PAYMENT_KINDS),
    *(RegisteredKind(kind, shipping_closed, _label_sender) for kind in LABEL_KINDS),
)
