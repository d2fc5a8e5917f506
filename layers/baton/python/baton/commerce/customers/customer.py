"""Customers, as a shop gives them. Pure."""

from datetime import date
from typing import Annotated, Protocol

from pydantic import AfterValidator, Field, StringConstraints

from baton.commerce.catalogue import STANDARD_LIST, PriceListName
from baton.commerce.ids import CustomerId
from baton.commerce.places import CountryCode, PostalAddress
from baton.core.contract import Contract, Ulid, UtcDatetime, Versioned
from baton.persistence.page import Page
from baton.persistence.transaction import Transaction

_LEAP_YEAR = 2000


def _day_of_a_year(text: str) -> str:
    month, day = map(int, text.split("-"))
    try:
        date(_LEAP_YEAR, month, day)
    except ValueError:
        raise ValueError("there is no such day in any year") from None
    return text


MonthDay = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{2}-[0-9]{2}$"), AfterValidator(_day_of_a_year)
]
"""A day of any year, month first, as ``02-29``: nobody's age is in it."""

Segment = Annotated[str, Field(min_length=1, max_length=64)]


class CustomerContent(Contract):
    """A customer as a shop gives them, whole."""

    email: str | None = Field(
        default=None, min_length=3, max_length=320, pattern=r"^[^@\s]+@[^@\s]+$"
    )
    name: str | None = Field(default=None, min_length=1, max_length=200)
    language: str | None = Field(default=None, pattern=r"^[a-z]{2}$", description="ISO 639, as de")
    country: CountryCode | None = None
    price_list: PriceListName = STANDARD_LIST
    segments: tuple[Segment, ...] = Field(
        default=(), max_length=20, description="groups, by which rules and promotions choose"
    )
    tax_exempt: bool = False
    birthday: MonthDay | None = Field(default=None, description="month and day, as 02-29")
    addresses: tuple[PostalAddress, ...] = Field(default=(), max_length=20)


class Customer(CustomerContent, Versioned):
    """A customer. ``record_id`` is what the customer is tied to their person by; it changes with the
    e-mail address or phone number, so that nobody is found by one that they no longer have.
    """

    customer_id: CustomerId
    record_id: Ulid
    created_at: UtcDatetime
    updated_at: UtcDatetime


class CustomerRepository(Protocol):
    """The customers there are."""

    def put(self, customer: Customer, before: Customer | None, within: Transaction) -> None:
        """Keeps a customer, or their next version after ``before``. The commit raises ``StaleVersion``
        unless that is kept.
        """
        ...

    def remove(self, customer: Customer, within: Transaction) -> None:
        """Deletes a customer. The commit raises ``StaleVersion`` unless this version is kept."""
        ...

    def find(self, customer_id: CustomerId) -> Customer | None:
        """The customer, read consistently; ``None`` if there is none."""
        ...

    def of_record(self, record_id: Ulid) -> Customer | None:
        """The customer whose record it is; ``None`` if it is nobody's any more."""
        ...

    def page(self, *, cursor: str | None = None, limit: int = 50) -> Page[Customer]:
        """Customers, 1 to 100 a page, in the order of their ids, the last first."""
        ...
