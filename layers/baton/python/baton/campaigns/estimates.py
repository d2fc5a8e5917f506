"""What a campaign's ratios may be in truth: each with the interval that its days allow. Pure.

The days are a sample of how the campaign does, and so are a campaign's ads: the same functions take
either, as ``DailyMetrics``. Two things make a ratio uncertain, and the interval holds both: events
are counted, and days differ by more than counting explains.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache

from baton.campaigns.campaign import DailyMetrics
from baton.campaigns.campaign import Interval as Bounds
from baton.statistics.distributions import critical_value, t_quantile
from baton.statistics.intervals import fieller, wilson
from baton.statistics.moments import Sums

ENOUGH_DAYS = 5
"""Of fewer, how much days differ cannot be told, and the interval is that of counting alone."""

_Pairs = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A ratio and the bounds of its true value, from 0 up; ``high`` may be infinite.

    ``value`` is ``None`` where it cannot be computed. Without any observation all is possible.
    """

    value: float | None
    low: float = 0.0
    high: float = math.inf

    @property
    def is_known(self) -> bool:
        """Whether anything at all is known of the true value."""
        return self.low > 0 or not math.isinf(self.high)

    @property
    def interval(self) -> Bounds | None:
        """The bounds as they are kept; ``None`` if there are none."""
        if not self.is_known:
            return None
        return self.low, None if math.isinf(self.high) else self.high


@dataclass(frozen=True, slots=True)
class Estimates:
    """What a campaign's figures mean, each with its interval.

    ``cpc``, ``cpl`` and ``cpa`` are the cost of a click, lead and conversion in minor units,
    ``ctr`` clicks per impression, ``conversion_rate`` conversions per click, ``roas`` revenue per
    spend. ``roas`` has no value if no revenue was reported at all, since a platform that is not told
    of revenue reports nothing.
    """

    ctr: Estimate
    cpc: Estimate
    cpl: Estimate
    cpa: Estimate
    conversion_rate: Estimate
    roas: Estimate


METRICS = tuple(one.name for one in fields(Estimates))


def estimates_of(days: Sequence[DailyMetrics], confidence: float) -> Estimates:
    """The ratios of days (or ads) with two-sided intervals of ``confidence``, 0 to 1."""
    return Estimates(
        ctr=_share(_known((day.clicks, day.impressions) for day in days), confidence),
        cpc=_cost(_known((day.clicks, day.spend) for day in days), confidence),
        cpl=_cost([(day.leads, day.spend) for day in days], confidence),
        cpa=_cost([(day.conversions, day.spend) for day in days], confidence),
        conversion_rate=_share(_known((day.conversions, day.clicks) for day in days), confidence),
        roas=_return(days, confidence),
    )


def _known(pairs: Iterable[tuple[float | None, float | None]]) -> _Pairs:
    """The days of which both figures are known."""
    return [(one, other) for one, other in pairs if one is not None and other is not None]


def dispersion(pairs: _Pairs) -> float:
    """How many times more the days' rates vary than counts would by themselves; at least 1.

    Pearson's chi-squared over its degrees of freedom: McCullagh and Nelder, Generalized Linear
    Models, 2nd ed. 1989, eq. 4.22. ``pairs`` are events out of trials. It is 1 for fewer than
    ``ENOUGH_DAYS`` days with trials.
    """
    seen = [(events, trials) for events, trials in pairs if trials > 0]
    events, trials = _sums(seen)
    if len(seen) < ENOUGH_DAYS or not 0 < events < trials:
        return 1.0
    rate = events / trials
    squares = math.fsum((came - out_of * rate) ** 2 / out_of for came, out_of in seen)
    return max(1.0, squares / (rate * (1 - rate)) / (len(seen) - 1))


def _share(pairs: _Pairs, confidence: float) -> Estimate:
    """Events out of trials: Wilson's interval of as many trials as the days are worth.

    Trials that vary too much are worth fewer, by ``dispersion`` (the effective sample size of Korn
    and Graubard, Survey Methodology 24, 1998, p. 193).
    """
    events, trials = _sums(pairs)
    events = max(events, 0.0)
    if trials <= 0:
        return Estimate(None)
    if events > trials:  # conversions without a click: no share of the clicks, but a count for each
        low, high = _count_bounds(events, confidence)
        return Estimate(events / trials, low / trials, high / trials)
    excess = dispersion(pairs)
    bounds = wilson(events / excess, trials / excess, confidence)
    return Estimate(events / trials, bounds.low, bounds.high)


def _cost(pairs: _Pairs, confidence: float) -> Estimate:
    """Spend per event, as the inverse of events per spend: many a day has spend and no event. What
    credits leave of the spend may be nothing or less, and then there is no cost.
    """
    events, spend = _sums(pairs)
    events = max(events, 0.0)
    if spend <= 0:
        return Estimate(0.0, 0.0, 0.0) if events and not spend else Estimate(None)
    fewest, most = _count_bounds(events, confidence)
    low, high = _also_by_days(fewest / spend, most / spend, pairs, confidence)
    return Estimate(spend / events if events else None, _inverse(high), _inverse(low))


def _return(days: Sequence[DailyMetrics], confidence: float) -> Estimate:
    """Revenue per spend; it comes in as many parts as there were conversions."""
    pairs = [(day.revenue, day.spend) for day in days]
    revenue, spend = _sums(pairs)
    if spend <= 0 or not any(
        day.revenue for day in days
    ):  # what nobody reports is not a return of 0
        return Estimate(None)
    if revenue <= 0:  # refunds took all of it
        return Estimate(revenue / spend, 0.0, 0.0)
    conversions = max(1.0, math.fsum(day.conversions for day in days))  # it comes from at least one
    part = revenue / conversions / spend
    fewest, most = _count_bounds(conversions, confidence)
    low, high = _also_by_days(fewest * part, most * part, pairs, confidence)
    return Estimate(revenue / spend, low, high)


def _count_bounds(events: float, confidence: float) -> tuple[float, float]:
    """The score interval of a Poisson count's mean, the limit of Wilson's for rare events.

    L. Barker, The American Statistician 56 (2002), p. 85, eq. for the "score" interval.
    """
    z = critical_value(confidence)
    centre, reach = events + z * z / 2, z * math.sqrt(events + z * z / 4)
    return (max(0.0, centre - reach) if events else 0.0), centre + reach


def _also_by_days(low: float, high: float, pairs: _Pairs, confidence: float) -> tuple[float, float]:
    """The bounds moved apart to hold Fieller's for the ratio of the days' means as well.

    With few days Student's t takes the place of the normal. Spend that may be 0 on average bounds
    nothing.
    """
    seen = [pair for pair in pairs if any(pair)]
    if len(seen) < ENOUGH_DAYS:
        return low, high
    sums = Sums(
        units=len(seen),
        total=sum(above for above, _ in seen),
        squares=sum(above * above for above, _ in seen),
        other=sum(below for _, below in seen),
        other_squares=sum(below * below for _, below in seen),
        products=sum(above * below for above, below in seen),
    )
    error = _stretch(confidence, sums.units - 1) / sums.units
    bounds = fieller(
        sums.mean,
        sums.other_mean,
        above_variance=sums.variance * error,
        below_variance=sums.other_variance * error,
        covariance=sums.covariance * error,
        level=confidence,
    )
    return max(0.0, min(low, bounds.low)), max(high, bounds.high)


@lru_cache(maxsize=1_024)
def _stretch(confidence: float, degrees: int) -> float:
    """What variances grow by, so that the normal reaches as far as Student's t does."""
    return (t_quantile((1 + confidence) / 2, degrees) / critical_value(confidence)) ** 2


def _sums(pairs: _Pairs) -> tuple[float, float]:
    return math.fsum(events for events, _ in pairs), math.fsum(trials for _, trials in pairs)


def _inverse(value: float) -> float:
    return 1 / value if value > 0 else math.inf
