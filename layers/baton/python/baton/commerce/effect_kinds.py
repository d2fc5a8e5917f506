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

PAYMENT_KINDS = (PAYMENT_CREATE, PAYMENT_CAPTURE, PAYMENT_CANCEL, PAYMENT_REFUND)

_PAYMENTS = "baton.commerce.payments.wiring"
"""Loaded by its name: of all functions that know these kinds, only those that carry them out are told of
the account.
"""


def payments_closed(settings: Settings) -> str | None:
    """Why no payment is made, for an operator; ``None`` if they are."""
    del settings
    why: str | None = import_module(_PAYMENTS).closed()
    return why


def _payment_sender(parts: SenderParts) -> "Sender":
    made: Sender = import_module(_PAYMENTS).sender(parts)
    return made


EFFECT_KINDS = tuple(
    RegisteredKind(kind, payments_closed, _payment_sender) for kind in PAYMENT_KINDS
)
