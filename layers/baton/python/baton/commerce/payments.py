"""Payments as the payment provider has them, behind one port. Amounts are in minor units."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from pydantic import Field

from baton.core.contract import Contract, Ulid
from baton.core.errors import BatonError
from baton.core.money import Money


class PaymentState(StrEnum):
    """requires_method ─► requires_action ─► requires_capture ─► succeeded; canceled from all but the
    last. A refund or a dispute is beside the state."""

    REQUIRES_METHOD = "requires_payment_method"
    REQUIRES_ACTION = "requires_action"
    PROCESSING = "processing"
    REQUIRES_CAPTURE = "requires_capture"
    SUCCEEDED = "succeeded"
    CANCELED = "canceled"


class Payment(Contract):
    """A payment as the provider reports it."""

    payment_id: str = Field(min_length=1, max_length=200)
    order_id: Ulid
    amount: Money
    captured: int = Field(ge=0)
    refunded: int = Field(ge=0)
    state: PaymentState
    client_secret: str | None = Field(default=None, repr=False, description="for the buyer's page")
    action_url: str | None = Field(
        default=None, description="where the buyer confirms (3-D Secure)"
    )
    declined: str | None = Field(default=None, description="the provider's code, as card_declined")
    disputed: bool = False


class Refund(Contract):
    """A refund as the provider reports it."""

    refund_id: str
    payment_id: str
    amount: int = Field(ge=1)
    state: str = Field(description="pending, succeeded, failed")


class Declined(BatonError):
    """The buyer's bank or the provider refuses. ``code`` is the provider's."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class PaymentProvider(Protocol):
    """The payment provider. Everything that changes something takes a key: the same key again changes
    nothing and gives the same. All raise ``Unavailable`` if it is not known to have happened; then
    ``of_order`` or the same call again tells."""

    def create(
        self,
        key: str,
        order_id: Ulid,
        amount: Money,
        *,
        method: str | None,
        facts: Mapping[str, str],
    ) -> Payment:
        """An intent for the amount, confirmed if a method (a token of the provider's) is given, captured
        later. Raises ``Declined``."""
        ...

    def capture(self, key: str, payment_id: str, amount: int) -> Payment:
        """Takes at most what was authorised; what is left is let go. Raises ``Declined``."""
        ...

    def cancel(self, key: str, payment_id: str) -> Payment:
        """Lets an authorisation go."""
        ...

    def refund(self, key: str, payment_id: str, amount: int) -> Refund:
        """Gives back part of what was captured. Raises ``Rejected`` if it is more than is left."""
        ...

    def get(self, payment_id: str) -> Payment:
        """As the provider has it now. Raises ``NotFound``."""
        ...

    def of_order(self, order_id: Ulid) -> tuple[Payment, ...]:
        """All payments of an order, the latest first."""
        ...
