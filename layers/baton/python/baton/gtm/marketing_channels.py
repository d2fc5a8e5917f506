"""What channels cost and brought, and how sure that is. What is not known is ``None``, never 0."""

from pydantic import Field

from baton.core.contract import Contract
from baton.gtm.periods import Period


class RangedFigure(Contract):
    """A figure with the bounds that hold it with 80 % probability, where they can be told."""

    value: float
    low: float | None = None
    high: float | None = None


class Trend(Contract):
    """A figure against that of the period before, as a share: 0.1 is a tenth more. ``clear`` says
    whether the intervals of both lie apart; ``None`` where one has none.
    """

    before: float
    change: float | None = Field(default=None, description="None where it was 0 before")
    clear: bool | None = None


class ChannelFigures(Contract):
    """One channel. Money is in minor units of the answer's currency. ``conversions`` are those that an
    ad platform reports or, of a channel without a platform, orders that were made through it;
    ``counted_by`` says which.
    """

    channel: str = Field(max_length=40)
    spend: float | None = None
    impressions: int | None = None
    clicks: int | None = None
    conversions: float | None = None
    revenue: float | None = None
    orders: int | None = Field(default=None, description="of transactions, by this channel")
    click_rate: RangedFigure | None = None
    conversion_rate: RangedFigure | None = Field(default=None, description="conversions by clicks")
    cost_per_conversion: RangedFigure | None = None
    roas: RangedFigure | None = Field(default=None, description="revenue by spend")
    spend_trend: Trend | None = None
    conversions_trend: Trend | None = None
    cost_per_conversion_trend: Trend | None = None
    roas_trend: Trend | None = None
    counted_by: str = Field(default="", max_length=120)
    unknown: tuple[str, ...] = Field(default=(), description="what is not known, and why")


class ChannelReport(Contract):
    """All channels, the greatest spend first."""

    period: Period
    before: Period
    channels: tuple[ChannelFigures, ...] = ()
    formulas: dict[str, str] = Field(default_factory=dict, description="by name, with their source")
    notes: tuple[str, ...] = ()
