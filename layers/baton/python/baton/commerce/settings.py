"""The settings of commerce."""

from pydantic import Field

from baton.commerce.places import PostalAddress
from baton.core.environment import EnvironmentSettings
from baton.core.errors import Unprocessable


class CommerceSettings(EnvironmentSettings):
    """What these functions are told: ``platform.area(Commerce).settings``."""

    prices_include_tax: bool = Field(default=True, description="as the shop shows its prices")
    shop_time_zone: str = Field(default="UTC", description="in which days of prices begin")
    quote_minutes: int = Field(default=30, ge=1, le=1_440, description="that a quote holds")
    reservation_minutes: int = Field(default=15, ge=1, le=1_440, description="that stock is held")
    cart_days: int = Field(default=30, ge=1, le=365, description="that an untouched cart is kept")
    cart_left_minutes: int = Field(
        default=180, ge=5, le=43_200, description="untouched, after which a cart was left"
    )
    change_minutes: int = Field(default=0, ge=0, le=1_440, description="that a paid order waits")
    sender_name: str = Field(default="", description="of parcels, with its address below")
    sender_street: str = Field(default="")
    sender_city: str = Field(default="")
    sender_postal_code: str = Field(default="")
    sender_country: str = Field(default="", description="ISO 3166, as AT")
    seller_tax_id: str = Field(default="", description="on invoices, as VAT ATU12345678")
    payment_base_url: str = Field(default="", description="of a stand-in; empty: Stripe itself")
    payment_secret: str = Field(default="", description="the secret of the payment account")
    carrier_base_url: str = Field(default="", description="of a stand-in; empty: EasyPost itself")
    carrier_secret: str = Field(default="", description="the secret of the carrier account")

    def sender_address(self) -> PostalAddress:
        """Where parcels are sent from. Raises ``Unprocessable`` if that was not told."""
        given = (self.sender_name, self.sender_street, self.sender_city, self.sender_country)
        if not all(given):
            raise Unprocessable(
                "Say where parcels are sent from: behaviour.sender_name and others."
            )
        return PostalAddress(
            name=self.sender_name,
            street=self.sender_street,
            city=self.sender_city,
            postal_code=self.sender_postal_code or None,
            country=self.sender_country,
        )
