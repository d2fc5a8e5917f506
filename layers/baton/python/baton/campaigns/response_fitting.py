"""Response curves from channels' days, and which of the days still count. Pure.

A channel of which little was seen is held to be like the others together: its prior has their mean
return, and weighs as much as one event. A channel that has changed is judged by its days since then.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from baton.campaigns.campaign import DailyMetrics
from baton.campaigns.response_curves import SHAPES, Observation, ResponseCurve, Shape

WEEK = 7
"""The fewest days on both sides of a change: with fewer, weekends look like changes."""

SURE_OF_CHANGE = 20.0
"""How many times likelier a change makes the days than none does; "strong" evidence (R. Kass and
A. Raftery, JASA 90, 1995, p. 777)."""

_ENOUGH_DAYS = 5
_MIDDLE = next(shape for shape in SHAPES if shape.elasticity == 0.5)  # noqa: PLR2004


@dataclass(frozen=True, slots=True)
class _Pool:
    """What all channels together show: value for each unit of spend, the mean spend of a day with any,
    and the size of one event.
    """

    efficiency: float
    mean_spend: float
    part: float


def revenue_of(days: Iterable[DailyMetrics]) -> tuple[Observation, ...]:
    """Days with their revenue in minor units, which came with their conversions."""
    return tuple(
        _observation(day, float(day.revenue), max(day.conversions, 0.0))
        for day in sorted(days, key=lambda one: one.day)
    )


def leads_of(days: Iterable[DailyMetrics]) -> tuple[Observation, ...]:
    """Days with the leads that they brought."""
    return tuple(
        _observation(day, float(day.leads), max(day.leads, 0.0))
        for day in sorted(days, key=lambda one: one.day)
    )


def conversions_of(days: Iterable[DailyMetrics]) -> tuple[Observation, ...]:
    """Days with the conversions that they brought."""
    return tuple(
        _observation(day, float(day.conversions), max(day.conversions, 0.0))
        for day in sorted(days, key=lambda one: one.day)
    )


def fit_curves(histories: Mapping[str, Sequence[Observation]]) -> dict[str, ResponseCurve]:
    """A curve for each channel, by its name; the order of channels and days changes nothing.

    No curve at all if no channel brought anything yet: then nothing tells one from another.
    """
    days = {name: _with_spend(histories[name]) for name in sorted(histories)}
    pool = _pooled([one for own in days.values() for one in own])
    return {name: _fit(own, pool) for name, own in days.items()} if pool else {}


def last_change(days: Sequence[Observation], mean_spend: float, part: float) -> int:
    """The place of the first day after the last change in what spend brings; 0 if there was none.
    All days have spend.

    Every split of the days into two steepnesses is weighed against one, over all shapes; a split is
    taken if the splits together are ``SURE_OF_CHANGE`` times likelier, and the later part is looked at
    again (binary segmentation: L. Vostrikova, Soviet Mathematics Doklady 24, 1981, p. 55).
    """
    start = 0
    while (split := _split(days[start:], mean_spend, part)) is not None:
        start += split
    return start


def _with_spend(days: Sequence[Observation]) -> list[Observation]:
    """The days with spend, the oldest first; what came on days without is of the day with spend before
    them, whose clicks it came from (or of the first one).
    """
    kept: list[Observation] = []
    early: list[Observation] = []
    for day in sorted(days, key=lambda one: (one.day, one.spend, one.value)):
        if day.spend > 0:
            kept.append(_joined(day, early))
            early = []
        elif kept:
            kept[-1] = _joined(kept[-1], [day])
        else:
            early.append(day)
    return kept


def _joined(day: Observation, others: Sequence[Observation]) -> Observation:
    if not others:
        return day
    value = day.value + math.fsum(one.value for one in others)
    events = day.events + math.fsum(one.events for one in others)
    return day.model_copy(update={"value": value, "events": events})


def _observation(day: DailyMetrics, value: float, events: float) -> Observation:
    return Observation(day=day.day, spend=max(day.spend, 0), value=value, events=events)


def _pooled(days: Sequence[Observation]) -> _Pool | None:
    spend = math.fsum(one.spend for one in days)
    value = math.fsum(one.value for one in days)
    events = math.fsum(one.events for one in days)
    if spend <= 0 or value <= 0:
        return None
    return _Pool(value / spend, spend / len(days), value / max(events, 1.0))


def _fit(days: Sequence[Observation], pool: _Pool) -> ResponseCurve:
    spend = math.fsum(one.spend for one in days)
    mean_spend = spend / len(days) if days else pool.mean_spend
    part = _part(days, mean_spend, pool)
    start = last_change(days, mean_spend, part)
    counted = days[start:]
    value = max(0.0, math.fsum(one.value for one in counted)) / part
    events = 1.0 + value
    rates = tuple(
        part / pool.efficiency + math.fsum(_exposures(counted, shape, mean_spend))
        for shape in SHAPES
    )
    logs = [
        _fit_of(counted, shape, mean_spend, part) - events * math.log(rate)
        for shape, rate in zip(SHAPES, rates, strict=True)
    ]
    return ResponseCurve(
        mean_spend=mean_spend,
        part=part,
        events=events,
        weights=_normalised(logs),
        rates=rates,
        highest=max((one.spend for one in days), default=0),
        days=len(counted),
        since=counted[0].day if counted else None,
        changed=start > 0,
    )


def _part(days: Sequence[Observation], mean_spend: float, pool: _Pool) -> float:
    """The size of the independent parts in which value comes: one event's, or more if days differ by
    more than counting explains, told from one day to the next so that a change is not taken for noise
    (J. Rice, Annals of Statistics 12, 1984, p. 1220).
    """
    value, events = math.fsum(one.value for one in days), math.fsum(one.events for one in days)
    part = value / events if value > 0 and events > 0 else pool.part
    if len(days) < _ENOUGH_DAYS or value <= 0:
        return part
    exposures = _exposures(days, _MIDDLE, mean_spend)
    steepness = value / math.fsum(exposures)
    means = [steepness * exposure for exposure in exposures]
    residuals = [
        (one.value - mean) / math.sqrt(mean) for one, mean in zip(days, means, strict=True)
    ]
    steps = [(after - before) ** 2 for before, after in pairwise(residuals)]
    return max(part, math.fsum(steps) / len(steps) / 2)


def _exposures(days: Sequence[Observation], shape: Shape, mean_spend: float) -> list[float]:
    """The days' spend, as if every unit of it brought what it does at the mean spend."""
    return [mean_spend * shape.at(one.spend / mean_spend) for one in days]


def _fit_of(days: Sequence[Observation], shape: Shape, mean_spend: float, part: float) -> float:
    """The part of the log likelihood that tells shapes apart, but for the gamma integral's."""
    return math.fsum(
        one.value / part * math.log(exposure)
        for one, exposure in zip(days, _exposures(days, shape, mean_spend), strict=True)
    )


def _split(days: Sequence[Observation], mean_spend: float, part: float) -> int | None:
    """Where the days are best split in two, if they are to be."""
    places = range(WEEK, len(days) - WEEK + 1)
    values = [0.0, *accumulate(one.value / part for one in days)]
    if not places or values[-1] <= 0:
        return None
    whole: list[float] = []
    halves: dict[int, list[float]] = {place: [] for place in places}
    for shape in SHAPES:
        exposures = [0.0, *accumulate(_exposures(days, shape, mean_spend))]
        fit, rate = _fit_of(days, shape, mean_spend, part), exposures[-1] / values[-1]
        whole.append(fit + _integral(values[-1], exposures[-1], rate))
        for place in places:
            before = _integral(values[place], exposures[place], rate)
            after = _integral(values[-1] - values[place], exposures[-1] - exposures[place], rate)
            halves[place].append(fit + before + after)
    scores = {place: _log_sum(logs) for place, logs in halves.items()}
    evidence = _log_sum(list(scores.values())) - math.log(len(scores)) - _log_sum(whole)
    if evidence < math.log(SURE_OF_CHANGE):
        return None
    return max(scores, key=lambda place: (scores[place], place))


def _integral(value: float, exposure: float, rate: float) -> float:
    """The log of the steepness integrated out, under the exponential prior whose mean is all days'."""
    events = 1.0 + max(0.0, value)
    return math.log(rate) + math.lgamma(events) - events * math.log(rate + exposure)


def _normalised(logs: Sequence[float]) -> tuple[float, ...]:
    total = _log_sum(logs)
    return tuple(math.exp(one - total) for one in logs)


def _log_sum(logs: Sequence[float]) -> float:
    """The log of the sum of exponentials."""
    most = max(logs)
    return most + math.log(math.fsum(math.exp(one - most) for one in logs))
