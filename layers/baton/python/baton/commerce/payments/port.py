"""Payments as the payment provider has them, behind one port. Amounts are in minor units."""

from enum import StrEnum
from typing import Protocol

from pydantic import Field

from baton.core.contract import Contract, Ulid
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
    key: str = Field(description="with which it was created")
    amount: Money
    capturable: int = Field(ge=0, description="authorised, and not captured yet")
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
    key: str = Field(description="with which it was made")
    amount: int = Field(ge=1)
    state: str = Field(description="pending, succeeded, failed")


class PaymentProvider(Protocol):
    """The payment provider. Whatever changes something takes a key: with it the same call changes
    nothing a second time, for a day at least. Raises ``Unavailable`` if nobody knows whether it
    happened: what is there under the key then tells. ``ProviderUnavailable`` and ``Rejected`` say that
    it did not.
    """

    def create(self, key: str, order_id: Ulid, amount: Money, method: str | None = None) -> Payment:
        """An intent to take the amount, confirmed if ``method`` (the provider's token of a card) is
        given, and captured later. A bank that refuses is no error: the payment has ``declined``.
        """
        ...

    def capture(self, key: str, payment_id: str, amount: int) -> Payment:
        """Takes at most what was authorised; the rest is let go."""
        ...

    def cancel(self, key: str, payment_id: str) -> Payment:
        """Lets an authorisation go. What is canceled stays so."""
        ...

    def refund(self, key: str, payment_id: str, amount: int) -> Refund:
        """Gives back part of what was captured. Raises ``Rejected`` if it is more than is left."""
        ...

    def get(self, payment_id: str) -> Payment:
        """As the provider has it now. Raises ``NotFound``."""
        ...

    def refunds(self, payment_id: str) -> tuple[Refund, ...]:
        """The refunds of a payment, the latest first, up to 100."""
        ...

    def of_order(self, order_id: Ulid) -> tuple[Payment, ...]:
        """All payments of an order that the provider's search knows, which is up to a minute behind."""
        ...
