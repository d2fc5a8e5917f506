"""The settings of commerce."""

from pydantic import Field

from baton.core.environment import EnvironmentSettings


class CommerceSettings(EnvironmentSettings):
    """What these functions are told: ``platform.area(Commerce).settings``."""

    prices_include_tax: bool = Field(default=True, description="as the shop shows its prices")
    shop_time_zone: str = Field(default="UTC", description="in which days of prices begin")
    quote_minutes: int = Field(default=30, ge=1, le=1_440, description="that a quote holds")
    reservation_minutes: int = Field(default=15, ge=1, le=1_440, description="that stock is held")
    payment_base_url: str = Field(default="", description="of a stand-in; empty: Stripe itself")
    payment_secret: str = Field(default="", description="the secret of the payment account")
    carrier_base_url: str = Field(default="", description="of a stand-in; empty: EasyPost itself")
    carrier_secret: str = Field(default="", description="the secret of the carrier account")
