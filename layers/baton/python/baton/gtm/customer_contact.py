"""What is known of a customer to write to them, as whoever has customers tells it. Pure."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.derived_ids import derived_ulid

CustomerId = Annotated[str, StringConstraints(pattern=r"^\S(?:.{0,198}\S)?$")]
"""The company's own id of a customer, as facts have it."""

_Words = Annotated[str, StringConstraints(max_length=100)]


class Will(StrEnum):
    """What a customer says of being told of offers."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class CustomerContact(Contract):
    """A customer. Of two about the same, that of the later ``at`` counts. Unknown is ``None``."""

    customer_id: CustomerId
    at: UtcDatetime
    email: Annotated[str, StringConstraints(pattern=r"^[^@\s]{1,64}@[^@\s]{1,255}$")] | None = None
    phone: Annotated[str, StringConstraints(pattern=r"^\+[1-9]\d{5,14}$")] | None = Field(
        default=None, description="E.164"
    )
    given_name: _Words | None = None
    company: _Words | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] | None = None
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    time_zone: Annotated[str, StringConstraints(max_length=60)] | None = None
    birthday: date | None = None
    marketing: Will = Will.UNKNOWN

    @property
    def contact_id(self) -> Ulid:
        """The record's id: the same for the same customer, and nothing of them can be read in it."""
        return contact_id(self.customer_id)


def contact_id(customer_id: str) -> Ulid:
    """The record's id of a customer."""
    return derived_ulid("customer", customer_id)
