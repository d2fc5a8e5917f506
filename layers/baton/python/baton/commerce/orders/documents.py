"""The numbered documents of an order: its invoice, and a credit note for whatever was given back. Pure.

A number is the next of its series and year, in the shop's zone. It is taken in the transaction that
writes the document into its order, right after the order is confirmed or something is paid back: so no
crash leaves a gap, and an order that fails takes none. What a document says of the seller is kept with
it; the rest is in the order, and does not change from then on.
"""

from datetime import date
from enum import StrEnum

from pydantic import Field

from baton.core.contract import Contract, Ulid


class DocumentKind(StrEnum):
    """A series of numbers."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


_FORMS = {DocumentKind.INVOICE: "{}-{:06}", DocumentKind.CREDIT_NOTE: "CN-{}-{:06}"}


class IssuedDocument(Contract):
    """A document that was issued. ``return_id`` is what a credit note is for; without one it is for all
    that was not credited before.
    """

    kind: DocumentKind
    number: str = Field(max_length=30, description="as 2026-000042, or CN-2026-000007")
    issued_on: date = Field(description="in the shop's zone")
    seller: tuple[str, ...] = Field(
        max_length=10, description="its address and tax number, by line"
    )
    return_id: Ulid | None = None


def number_text(kind: DocumentKind, year: int, number: int) -> str:
    """A number as it is printed; they count from 1."""
    return _FORMS[kind].format(year, number)
