"""A campaign beside the account's other campaigns: what they reach, and what to expect of it. Pure.

Campaigns differ by factors, not by amounts, so their ratios are compared on a logarithmic scale.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from baton.campaigns.campaign import Campaign, DailyMetrics, Measure, Totals
from baton.campaigns.estimates import METRICS, Estimate, estimates_of
from baton.statistics.distributions import critical_value
from baton.statistics.shrinkage import NormalPrior, fit_normal_prior
from functions.campaigns.optimizer.wording import NAMES, between, count, figure

COMPARED = 50
"""How many campaigns, the newest, are looked at for the account's level."""

ENOUGH_CAMPAIGNS = 2
"""Of fewer others there is no level of the account."""

_COSTS = {"cpc": "clicks", "cpl": "leads", "cpa": "conversions"}
"""The costs, lower being better, and what they are the cost of."""

_OWN = ""
"""The campaign itself among the others, which are numbered."""


@dataclass(frozen=True, slots=True)
class _Level:
    """A ratio's logarithm and its squared standard error."""

    log: float
    error: float


@dataclass(frozen=True, slots=True)
class _Beside:
    """A metric on its way to a measure."""

    metric: str
    estimate: Estimate
    currency: str
    confidence: float
    benchmark: float | None = None
    expected: float | None = None
    campaigns: int = 0

    def measure(self) -> Measure:
        return Measure(
            metric=self.metric,
            value=self.estimate.value,
            interval=self.estimate.interval,
            confidence=self.confidence,
            benchmark=self.benchmark,
            expected=self.expected,
            campaigns=self.campaigns,
            text=f"{self._itself()}; {self._others()}",
        )

    def _itself(self) -> str:
        name, value, interval = NAMES[self.metric], self.estimate.value, self.estimate.interval
        says = f"{name} is not known" if value is None else f"{name} is {self._show(value)}"
        if not interval:
            return says
        return f"{says} ({between(self.metric, interval, self.currency, self.confidence)})"

    def _others(self) -> str:
        if self.benchmark is None:
            return "there are too few other campaigns to compare it with."
        made = f"{count(self.campaigns, 'other campaigns')} make {self._show(self.benchmark)}"
        if self.expected is None:
            return f"{made}."
        return f"{made}: {self._verdict(self.benchmark)}. Expect {self._show(self.expected)} of it."

    def _verdict(self, benchmark: float) -> str:
        if self.estimate.low <= benchmark <= self.estimate.high:
            return "too close to tell apart"
        is_lower = self.estimate.high < benchmark
        return "it does better" if is_lower == (self.metric in _COSTS) else "it does worse"

    def _show(self, value: float) -> str:
        return figure(self.metric, value, self.currency)


def others_in(campaign: Campaign, newest: Iterable[Campaign]) -> tuple[Totals, ...]:
    """What other campaigns of the same currency had when they were last reviewed."""
    return tuple(
        other.last_review.totals
        for other in newest
        if other.campaign_id != campaign.campaign_id
        and other.last_review
        and other.last_review.totals.currency == campaign.details.daily_budget.currency
    )


def measures_of(
    days: Sequence[DailyMetrics],
    currency: str,
    confidence: float,
    account: Sequence[Totals],
) -> tuple[Measure, ...]:
    """The six ratios of a campaign's days, each beside those of the ``account``'s other campaigns."""
    estimates = estimates_of(days, confidence)
    return tuple(
        _measure(metric, getattr(estimates, metric), currency, confidence, account)
        for metric in METRICS
    )


def _measure(
    metric: str,
    estimate: Estimate,
    currency: str,
    confidence: float,
    account: Sequence[Totals],
) -> Measure:
    levels = {
        str(number): level
        for number, totals in enumerate(account)
        if (level := _level_of(metric, totals))
    }
    if len(levels) < ENOUGH_CAMPAIGNS:
        return _Beside(metric, estimate, currency, confidence).measure()
    return _Beside(
        metric,
        estimate,
        currency,
        confidence,
        benchmark=math.exp(_prior(levels).mean),
        expected=_expected(estimate, levels, confidence),
        campaigns=len(levels),
    ).measure()


def _level_of(metric: str, totals: Totals) -> _Level | None:
    """A campaign's ratio with the error of counting: the logarithm of a count has variance 1/count.

    Delta method. A count of none is taken for half an event, so that it has a logarithm too (as for
    odds: Walter, Biometrika 62, 1975, p. 371).
    """
    counted, exposure = _counted(metric, totals)
    if exposure <= 0 or (metric == "roas" and totals.revenue <= 0):
        return None
    events = counted or 0.5
    rate = totals.revenue / exposure if metric == "roas" else events / exposure
    return _Level(-math.log(rate) if metric in _COSTS else math.log(rate), 1 / events)


def _counted(metric: str, totals: Totals) -> tuple[float, float]:
    """The events that make a metric uncertain, and what they are counted over."""
    match metric:
        case "ctr":
            told = totals.clicks is not None
            return totals.clicks or 0, (totals.impressions or 0) if told else 0
        case "conversion_rate":
            return totals.conversions, totals.clicks or 0
        case "roas":  # revenue comes from at least one conversion
            return max(1.0, totals.conversions), totals.spend
        case _:
            counted = getattr(totals, _COSTS[metric])
            return (0, 0) if counted is None else (float(counted), totals.spend)


def _prior(levels: dict[str, _Level]) -> NormalPrior:
    return fit_normal_prior({name: (one.log, one.error) for name, one in levels.items()})


def _expected(estimate: Estimate, others: dict[str, _Level], confidence: float) -> float | None:
    """The campaign's own ratio drawn towards all; its error is that of its interval."""
    if not estimate.value or not 0 < estimate.low < estimate.high < math.inf:
        return None
    width = math.log(estimate.high / estimate.low) / (2 * critical_value(confidence))
    own = _Level(math.log(estimate.value), width**2)
    updated = _prior({**others, _OWN: own}).updated(own.log, own.error)
    return math.exp(updated.interval.estimate)
