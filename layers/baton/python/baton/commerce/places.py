"""Where customers are."""

from typing import Annotated

from pydantic import Field

from baton.core.contract import Contract

CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166, as AT")]
RegionCode = Annotated[
    str, Field(pattern=r"^[A-Z0-9]{1,3}$", description="ISO 3166-2 without the country, as CA")
]


class PostalAddress(Contract):
    """Where something is sent to, or billed."""

    name: str = Field(min_length=1, max_length=200)
    company: str | None = Field(default=None, max_length=200)
    street: str = Field(min_length=1, max_length=300)
    street_more: str | None = Field(default=None, max_length=300)
    city: str = Field(min_length=1, max_length=200)
    postal_code: str | None = Field(default=None, min_length=1, max_length=20)
    region: RegionCode | None = None
    country: CountryCode
    phone: str | None = Field(default=None, max_length=40, description="E.164")
