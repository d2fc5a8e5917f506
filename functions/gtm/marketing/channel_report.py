"""The channels of a period, read from the facts."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from baton.gtm.conversion import Conversion
from baton.gtm.fact_reading import UNKNOWN, FactReading, Rows
from baton.gtm.marketing_channels import ChannelReport
from baton.gtm.periods import Period, month_of
from baton.gtm.spending import Spending, spending
from functions.gtm.marketing import fact_queries
from functions.gtm.marketing.channels import (
    FORMULAS,
    PeriodFacts,
    PlatformDays,
    Sold,
    channel_figures,
    platform_days,
)

RATIOS = (
    "Ratios of an ad platform use what it took itself; spend has what is booked beside it, too."
)


@dataclass
class ChannelFacts(FactReading):
    """What the facts say of channels, in one currency."""

    conversion: Conversion

    def report(self) -> ChannelReport:
        """The channels. Raises ``Undefined`` if nothing at all is known of any, or the facts refuse a
        question, and ``NoRate``.
        """
        before = fact_queries.before(self.period)
        now, then = self._side(self.period, 0), self._side(before, 1)
        channels = channel_figures(now, then)
        if not channels:
            raise self.nothing_kept("transaction", "costs, ad spend or orders by channel")
        self._missing(now)
        return ChannelReport(
            period=self.period,
            before=before,
            channels=channels,
            formulas=FORMULAS,
            notes=(*self._spent(self.period, 0).notes, RATIOS),
        )

    def _side(self, period: Period, at: int) -> PeriodFacts:
        days = self._days(period)
        spent = self._spent(period, at).by_channel
        return PeriodFacts(platforms=days, spend=spent, sold=self._sold(is_now=at == 0))

    def _spent(self, period: Period, at: int) -> Spending:
        return spending(self._costs[at], self._months(period), self.conversion)

    @property
    def _costs(self) -> tuple[Rows, Rows]:
        now, then = fact_queries.channel_costs(self.period, self.filters)
        return self.rows(now), self.rows(then)

    @property
    def _platform_rows(self) -> Rows:
        if "ad_metrics_day" not in self.kinds:
            return []
        return self.rows(fact_queries.channel_days(self.period, self.filters))

    def _days(self, period: Period) -> dict[str, PlatformDays]:
        return platform_days(
            self._platform_rows, self.conversion, first=period.first, last=period.last
        )

    def _months(self, period: Period) -> Mapping[tuple[date, str], float]:
        """What platforms took by month, as ``spending`` counts it."""
        found: dict[tuple[date, str], float] = defaultdict(float)
        for row in self._platform_rows:
            if period.first <= row["day"] <= period.last:
                worth = self.conversion.worth(row["spend"], row["currency"])
                found[month_of(row["day"]), row["channel"]] += worth
        return found

    def _sold(self, *, is_now: bool) -> dict[str, Sold]:
        revenue: dict[str, float] = defaultdict(float)
        orders: dict[str, int] = defaultdict(int)
        for row in self.rows(fact_queries.channel_sales(self.period, self.filters)):
            if bool(row["is_now"]) is is_now:
                channel = row["channel"] or UNKNOWN
                revenue[channel] += self.conversion.worth(row["revenue"], row["currency"])
                orders[channel] += row["orders"]
        return {name: Sold(revenue[name], orders[name]) for name in revenue}

    def _missing(self, now: PeriodFacts) -> None:
        """Notes which kinds of facts there are none of, so that nobody takes them for nothing."""
        for kind, what, there in (
            ("ad_metrics_day", "days of ad platforms", now.platforms),
            ("cost", "booked costs", self._costs[0]),
            ("transaction", "orders", now.sold),
        ):
            if not there:
                self.nothing_kept(kind, what)
