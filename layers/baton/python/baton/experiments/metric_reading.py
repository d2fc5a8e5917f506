"""Every metric of every treated variant against the control, by both tests. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from baton.experiments.experiment import Goal, Guardrail, Metric, MetricKind, NewExperiment
from baton.experiments.guardrail import check_guardrail
from baton.experiments.report import (
    Bounds,
    ExperimentReport,
    FixedReading,
    MetricReading,
    SequentialReading,
)
from baton.statistics.fixed_horizon import Comparison, cuped, two_proportions, welch
from baton.statistics.intervals import Interval, fieller, rate_ratio
from baton.statistics.moments import Sums
from baton.statistics.multiplicity import benjamini_hochberg, holm
from baton.statistics.sequential import MixtureTest, Reading

Arms = Mapping[str, Mapping[str, Sums]]
"""The sums of every metric, by variant."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """A metric of a treated variant beside the control's."""

    metric: Metric
    treated: Sums
    control: Sums


def read_metrics(
    details: NewExperiment, tau: float, arms: Arms, before: ExperimentReport | None
) -> dict[str, tuple[MetricReading, ...]]:
    """The readings of every treated variant: the primary metric, the secondary, the guardrails'.

    Intervals and Holm's correction are over the treated variants; the secondary metrics' discoveries
    over all of them and all variants together.
    """
    by_metric = [_read_metric(metric, details, tau, arms, before) for metric in details.metrics]
    secondary = {metric.name for metric in details.secondary}
    asked = [one for row in by_metric for one in row if one.metric in secondary]
    found = benjamini_hochberg([one.sequential.p_value for one in asked])
    discovery = {id(one): p for one, p in zip(asked, found, strict=True)}
    return {
        variant.name: tuple(
            row[place].model_copy(update={"discovery_p": discovery.get(id(row[place]))})
            for row in by_metric
        )
        for place, variant in enumerate(details.treated)
    }


def _read_metric(
    metric: Metric,
    details: NewExperiment,
    tau: float,
    arms: Arms,
    before: ExperimentReport | None,
) -> list[MetricReading]:
    """One metric of all treated variants, with what they share: the correction."""
    names = [one.name for one in details.treated]
    control = arms[details.control.name][metric.name]
    pairs = [_Pair(metric, arms[name][metric.name], control) for name in names]
    significance = details.significance / len(pairs)
    fixed = [_fixed(pair, 1 - significance) for pair in pairs]
    tau = _tau(metric, details, tau, control)
    test = MixtureTest(tau, significance, rate=metric.kind is MetricKind.RATE)
    running = [
        test.read(pair.treated, pair.control, _most_before(before, name, metric.name))
        for pair, name in zip(pairs, names, strict=True)
    ]
    fixed_adjusted = holm([one.p_value for one in fixed])
    running_adjusted = holm([one.p_value for one in running])
    return [
        _guarded(
            MetricReading(
                metric=metric.name,
                fixed=_fixed_reading(pair, one, adjusted),
                sequential=_sequential_reading(reading, valid),
            ),
            details,
            reading,
        )
        for pair, one, adjusted, reading, valid in zip(
            pairs, fixed, fixed_adjusted, running, running_adjusted, strict=True
        )
    ]


def _fixed(pair: _Pair, level: float) -> Comparison:
    if pair.metric.covariate:
        return cuped(pair.treated, pair.control, level)
    if pair.metric.kind is MetricKind.MEAN:
        return welch(pair.treated, pair.control, level)
    return two_proportions(
        pair.treated.successes,
        pair.treated.units,
        pair.control.successes,
        pair.control.units,
        level,
    )


def _tau(metric: Metric, details: NewExperiment, tau: float, control: Sums) -> float:
    """The plan's for the primary metric; a guardrail's margin; for the rest the primary's effect in
    standard deviations, times the control's standard deviation of this metric.
    """
    if metric.name == details.primary.name:
        return tau
    margin = _guardrails(details).get(metric.name)
    if margin is not None and margin.margin > 0:
        return margin.margin
    deviation = details.deviation
    if deviation is None:
        deviation = math.sqrt(details.baseline * (1 - details.baseline))
    own = math.sqrt(control.variance)
    return tau / deviation * own if own > 0 else tau


def _guarded(one: MetricReading, details: NewExperiment, reading: Reading) -> MetricReading:
    """With its safety if it is a guardrail's, by the always-valid interval."""
    guardrail = _guardrails(details).get(one.metric)
    if guardrail is None:
        return one
    better = guardrail.metric.goal is Goal.INCREASE
    check = check_guardrail(reading.interval, margin=guardrail.margin, higher_is_better=better)
    return one.model_copy(update={"safety": check.safety, "margin": guardrail.margin})


def _guardrails(details: NewExperiment) -> dict[str, Guardrail]:
    return {one.metric.name: one for one in details.guardrails}


def _fixed_reading(pair: _Pair, found: Comparison, adjusted: float) -> FixedReading:
    rate = pair.metric.kind is MetricKind.RATE
    plain = "two-proportion z" if rate else "Welch t"
    return FixedReading(
        test="CUPED t" if pair.metric.covariate else plain,
        effect=bounds(found.interval),
        relative=_relative(pair, found.interval.level),
        statistic=found.statistic,
        degrees=found.degrees,
        p_value=found.p_value,
        adjusted_p=adjusted,
        variance_left=found.variance_left,
    )


def _relative(pair: _Pair, level: float) -> Bounds | None:
    """The change in parts of the control's figure; ``None`` where that is 0 or not known."""
    treated, control = pair.treated, pair.control
    if not treated.units or not control.units or control.mean == 0:
        return None
    if pair.metric.kind is MetricKind.RATE:
        ratio = rate_ratio(
            treated.successes, treated.units, control.successes, control.units, level
        )
    else:
        ratio = fieller(
            treated.mean,
            control.mean,
            above_variance=treated.variance / treated.units,
            below_variance=control.variance / control.units,
            level=level,
        )
    return bounds(Interval(ratio.estimate - 1, ratio.low - 1, ratio.high - 1, level))


def _sequential_reading(reading: Reading, adjusted: float) -> SequentialReading:
    return SequentialReading(
        effect=bounds(reading.interval),
        log_ratio=reading.log_ratio,
        most=reading.most,
        p_value=reading.p_value,
        adjusted_p=adjusted,
        counted=reading.counted,
    )


def _most_before(before: ExperimentReport | None, variant: str, metric: str) -> float:
    """The largest log ratio of the readings so far."""
    for one in before.variants if before else ():
        for reading in one.against_control if one.variant == variant else ():
            if reading.metric == metric:
                return reading.sequential.most
    return 0.0


def bounds(interval: Interval) -> Bounds:
    """The interval as a contract, in which an infinite bound is ``None``."""
    return Bounds(
        estimate=interval.estimate,
        low=interval.low if math.isfinite(interval.low) else None,
        high=interval.high if math.isfinite(interval.high) else None,
        level=interval.level,
    )
