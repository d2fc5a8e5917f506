"""A run's channels with their days, each measured by its benchmark. Pure.

A ratio is 1 where the benchmark is reached, and more where it is done better: for a cost it is the
benchmark over the cost. Its bounds hold it with 80 % probability.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from baton.campaigns.benchmarks import Benchmark, Benchmarks, amount_for
from baton.campaigns.campaign import Campaign, DailyMetrics
from baton.campaigns.estimates import Estimate, Estimates, estimates_of
from baton.campaigns.response_curves import CONFIDENCE
from baton.campaigns.totals import known_sum
from baton.core.exchange import ExchangeRates

MOST_RATIO = 10.0
"""Beyond this times the benchmark, more says nothing."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """How one channel does beside its benchmark; ``weight`` is what it counts among the channels."""

    channel: str
    weight: float
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Channel:
    """A platform's campaign with all its days, and those of them that are judged; ``yardstick`` says in
    words what it is measured by.
    """

    name: str
    campaign: Campaign
    history: tuple[DailyMetrics, ...]
    days: tuple[DailyMetrics, ...]
    benchmark: Benchmark
    yardstick: str

    @classmethod
    def of(
        cls, name: str, campaign: Campaign, history: Iterable[DailyMetrics], since: date
    ) -> Self:
        """A channel judged by its days from ``since`` on, and measured by the kept benchmarks or else by
        the general thresholds.
        """
        table = Benchmarks.load()
        found = table.yardstick(campaign.details.platform, campaign.details.ad_kind)
        days = tuple(history)
        judged = tuple(day for day in days if day.day >= since)
        return cls(name, campaign, days, judged, found.benchmark or table.general, found.text)

    @property
    def currency(self) -> str:
        """What its money is in."""
        return self.campaign.details.daily_budget.currency

    @property
    def spend(self) -> int:
        """What all its days cost."""
        return sum(day.spend for day in self.days)

    @property
    def results(self) -> str | None:
        """What its platform reports as results: ``leads``, else ``conversions``, else nothing. None at
        all on any day may mean none, or that nobody reports them.
        """
        for name in ("leads", "conversions"):
            if any(getattr(day, name) for day in self.days):
                return name
        return None

    def estimates(self) -> Estimates:
        """Its figures with their bounds."""
        return estimates_of(self.days, CONFIDENCE)


def cost_per_lead(channel: Channel, today: date) -> Ratio | None:
    """The benchmark's cost of a lead over the channel's; ``None`` if one of them is unknown."""
    limit = amount_for(
        channel.benchmark.cost_per_lead, channel.currency, ExchangeRates.load(), today
    )
    if channel.results is None or limit is None or channel.spend <= 0:
        return None
    found = channel.estimates()
    cost = found.cpl if channel.results == "leads" else found.cpa
    if cost.value is None or not cost.is_known:
        return None
    return _ratio(channel.name, channel.spend, tuple(limit / one if one else math.inf for one in
                  (cost.value, cost.high, cost.low)))  # fmt: skip


def click_through_rate(channel: Channel, _today: date) -> Ratio | None:
    """Clicks per impression over the benchmark's."""
    impressions = known_sum(day.impressions for day in channel.days) or 0
    return _rate(
        channel, channel.estimates().ctr, channel.benchmark.click_through_rate, impressions
    )


def conversion_rate(channel: Channel, _today: date) -> Ratio | None:
    """Results per click over the benchmark's; ``None`` if nothing reports results."""
    if channel.results is None or channel.benchmark.conversion_rate is None:
        return None
    renamed = [day.model_copy(update={"conversions": getattr(day, channel.results)})
               for day in channel.days]  # fmt: skip
    clicks = known_sum(day.clicks for day in channel.days) or 0
    found = estimates_of(renamed, CONFIDENCE).conversion_rate
    return _rate(channel, found, channel.benchmark.conversion_rate, clicks)


Measure = Callable[[Channel, date], Ratio | None]

MEASURES: dict[str, Measure] = {
    "cost_per_lead": cost_per_lead,
    "conversion_rate": conversion_rate,
    "click_through_rate": click_through_rate,
}


def _rate(channel: Channel, found: Estimate, benchmark: float, trials: float) -> Ratio | None:
    if found.value is None or trials <= 0:
        return None
    low, value, high = (one / benchmark for one in (found.low, found.value, found.high))
    return _ratio(channel.name, trials * benchmark, (value, low, high))


def _ratio(channel: str, weight: float, figures: Sequence[float]) -> Ratio:
    value, low, high = (min(MOST_RATIO, max(0.0, one)) for one in figures)
    return Ratio(channel, weight, value, min(low, value), max(high, value))
