"""What channels cost and brought, from the days that facts tell of them. Pure.

Every ratio is one of sums over days, with the interval of Fieller (1954) over the days' means: so a few
days, or days that differ much, make it wide. Orders of channels without an ad platform are counted as
Poisson (Garwood 1936). What is not known is ``None``.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from baton.gtm.conversion import Conversion
from baton.gtm.formulas import Undefined, divided, return_on_ad_spend
from baton.gtm.marketing_channels import ChannelFigures, RangedFigure, Trend
from baton.statistics.distributions import chi_square_quantile
from baton.statistics.intervals import fieller

LEVEL = 0.8
LEAST_DAYS = 5
"""With fewer days nothing is told of how sure a ratio is."""

FORMULAS = {
    "spend": "what the ad platform took and what is booked for the channel, counted once",
    "click_rate": "clicks / impressions",
    "conversion_rate": "conversions / clicks, of days of which conversions are known",
    "cost_per_conversion": "spend / conversions (Farris et al., Marketing Metrics, 3rd ed., ch. 10)",
    "roas": "revenue that the platform attributes / what it took (Google Ads Help)",
    "interval": "80 %: E. C. Fieller (1954) over days; F. Garwood (1936) of counted orders",
}


@dataclass(slots=True)
class Days:
    """Two figures of each day, of which a ratio is made."""

    above: list[float] = field(default_factory=list)
    below: list[float] = field(default_factory=list)

    def add(self, above: float, below: float) -> None:
        """One day more."""
        self.above.append(above)
        self.below.append(below)

    def ratio(self) -> RangedFigure | None:
        """The ratio of the sums with its bounds; ``None`` where it has no meaning."""
        total, by = sum(self.above), sum(self.below)
        try:
            value = divided(total, by, "nothing to divide by")
        except Undefined:
            return None
        return RangedFigure(value=value, **self._bounds())

    def _bounds(self) -> dict[str, float]:
        count = len(self.above)
        if count < LEAST_DAYS:
            return {}
        above, below = sum(self.above) / count, sum(self.below) / count
        pairs = list(zip(self.above, self.below, strict=True))
        scale = count * (count - 1)
        found = fieller(
            above,
            below,
            above_variance=sum((one - above) ** 2 for one, _ in pairs) / scale,
            below_variance=sum((one - below) ** 2 for _, one in pairs) / scale,
            covariance=sum((one - above) * (two - below) for one, two in pairs) / scale,
            level=LEVEL,
        )
        if not (math.isfinite(found.low) and math.isfinite(found.high)):
            return {}
        return {"low": min(max(found.low, 0.0), found.estimate), "high": found.high}


@dataclass(slots=True)
class PlatformDays:
    """What an ad platform says of a channel's days."""

    spend: float = 0.0
    impressions: int = 0
    clicks: int = 0
    conversions: float | None = None
    revenue: float | None = None
    judged: float = 0.0
    click_rate: Days = field(default_factory=Days)
    conversion_rate: Days = field(default_factory=Days)
    cost: Days = field(default_factory=Days)
    roas: Days = field(default_factory=Days)

    def add(self, row: Mapping[str, Any], conversion: Conversion) -> None:
        """One day in one currency. Raises ``NoRate``."""
        spend = conversion.worth(row["spend"], row["currency"])
        self.spend += spend
        self.impressions += row["impressions"]
        self.clicks += row["clicks"]
        self.click_rate.add(row["clicks"], row["impressions"])
        if row["conversions"] is not None:
            told = spend - conversion.worth(row["spend_without_conversions"], row["currency"])
            self.conversions = (self.conversions or 0.0) + row["conversions"]
            self.cost.add(told, row["conversions"])
            clicks = row["clicks"] - row["clicks_without_conversions"]
            self.conversion_rate.add(row["conversions"], clicks)
        if row["revenue"] is not None:
            told = spend - conversion.worth(row["spend_without_revenue"], row["currency"])
            brought = conversion.worth(row["revenue"], row["currency"])
            self.revenue = (self.revenue or 0.0) + brought
            self.judged += told
            self.roas.add(brought, told)


@dataclass(frozen=True, slots=True)
class Sold:
    """What was sold through a channel."""

    revenue: float
    orders: int


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """Everything that is known of one of the two periods, by channel."""

    platforms: Mapping[str, PlatformDays]
    spend: Mapping[str, float]
    sold: Mapping[str, Sold]


def platform_days(
    rows: Iterable[Mapping[str, Any]], conversion: Conversion, *, first: date, last: date
) -> dict[str, PlatformDays]:
    """The platforms' days from ``first`` to ``last``. Raises ``NoRate``."""
    found: dict[str, PlatformDays] = defaultdict(PlatformDays)
    for row in rows:
        if first <= row["day"] <= last:
            found[row["channel"]].add(row, conversion)
    return dict(found)


def channel_figures(now: PeriodFacts, then: PeriodFacts) -> tuple[ChannelFigures, ...]:
    """The channels of now, the greatest spend first."""
    names = {*now.platforms, *now.spend, *now.sold}
    found = [_channel(name, now, then) for name in names]
    return tuple(sorted(found, key=lambda one: (-(one.spend or 0), one.channel)))


def _channel(name: str, now: PeriodFacts, then: PeriodFacts) -> ChannelFigures:
    told = {**_told(name, now), "orders": now.sold[name].orders if name in now.sold else None}
    past = _told(name, then)
    trends = {
        f"{what}_trend": trend(told[what], past[what])
        for what in ("spend", "conversions", "cost_per_conversion", "roas")
    }
    return ChannelFigures.model_validate({"channel": name, **told, **trends})


def _told(name: str, side: PeriodFacts) -> dict[str, Any]:
    days = side.platforms.get(name)
    spend = side.spend.get(name, days.spend if days else None)
    if days is not None:
        return _of_platform(days, spend)
    sold = side.sold.get(name)
    unknown = [
        what
        for what, value in (
            ("spend: no costs are booked for the channel", spend),
            ("conversions: no orders name the channel", sold),
        )
        if value is None
    ]
    return {
        "spend": spend,
        "conversions": float(sold.orders) if sold else None,
        "revenue": sold.revenue if sold else None,
        "cost_per_conversion": _cost_of_orders(spend, sold),
        "roas": _bare(sold.revenue, spend) if sold and spend else None,
        "counted_by": "orders that name the channel",
        "unknown": (*unknown, "impressions and clicks: no ad platform tells of the channel"),
    }


def _of_platform(days: PlatformDays, spend: float | None) -> dict[str, Any]:
    unknown = []
    if days.conversions is None:
        unknown.append("conversions: the platform does not say them")
    if days.revenue is None:
        unknown.append("revenue: the platform does not attribute any")
    return {
        "spend": spend,
        "impressions": days.impressions,
        "clicks": days.clicks,
        "conversions": days.conversions,
        "revenue": days.revenue,
        "click_rate": days.click_rate.ratio(),
        "conversion_rate": days.conversion_rate.ratio(),
        "cost_per_conversion": days.cost.ratio(),
        "roas": _roas(days),
        "counted_by": "the ad platform's own attribution",
        "unknown": tuple(unknown),
    }


def _roas(days: PlatformDays) -> RangedFigure | None:
    """As finance has it: revenue by the spend on which the platform has a word."""
    if days.revenue is None:
        return None
    try:
        value = return_on_ad_spend(days.revenue, days.judged)
    except Undefined:
        return None
    bounds = days.roas.ratio()
    return (
        RangedFigure(value=value, low=bounds.low, high=bounds.high)
        if bounds
        else RangedFigure(value=value)
    )


def _cost_of_orders(spend: float | None, sold: Sold | None) -> RangedFigure | None:
    if spend is None or sold is None or not sold.orders:
        return None
    fewest, most = poisson_bounds(sold.orders)
    return RangedFigure(value=spend / sold.orders, low=spend / most, high=spend / fewest)


def _bare(above: float, below: float) -> RangedFigure | None:
    return RangedFigure(value=above / below) if below > 0 else None


def poisson_bounds(count: int, level: float = LEVEL) -> tuple[float, float]:
    """The bounds of the mean of a Poisson count of at least 1 (F. Garwood, Biometrika 28 (1936))."""
    tail = (1 - level) / 2
    low = chi_square_quantile(tail, 2 * count) / 2
    return low, chi_square_quantile(1 - tail, 2 * count + 2) / 2


def trend(now: RangedFigure | float | None, then: RangedFigure | float | None) -> Trend | None:
    """A figure against that of before; ``None`` unless both are known."""
    if now is None or then is None:
        return None
    value, past = (
        one.value if isinstance(one, RangedFigure) else float(one) for one in (now, then)
    )
    change = value / past - 1 if past > 0 else None
    return Trend(before=past, change=change, clear=_apart(now, then))


def _apart(now: RangedFigure | float, then: RangedFigure | float) -> bool | None:
    """Whether two intervals lie apart; ``None`` where one has none."""
    bounds: Sequence[float | None] = (
        (now.low, now.high, then.low, then.high)
        if isinstance(now, RangedFigure) and isinstance(then, RangedFigure)
        else (None,)
    )
    if any(one is None for one in bounds):
        return None
    low, high, past_low, past_high = (float(one) for one in bounds if one is not None)
    return low > past_high or high < past_low
