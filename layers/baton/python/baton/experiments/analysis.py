"""An experiment's counts turned into its report. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from baton.experiments.beliefs import believed_of
from baton.experiments.contrast import Contrast
from baton.experiments.decision import Decision, Rules, Trial
from baton.experiments.experiment import Experiment, Method, NewExperiment
from baton.experiments.metric import Goal, Metric, MetricKind
from baton.experiments.metric_reading import Arms, Reader, bounds
from baton.experiments.report import (
    Bounds,
    ExperimentReport,
    MetricReading,
    PairReading,
    SplitReport,
    VariantReading,
)
from baton.experiments.unit import MetricCounts, VariantCounts
from baton.experiments.variant_results import Guarded, PairwiseComparison, VariantResult
from baton.statistics.fixed_horizon import single_mean
from baton.statistics.intervals import Interval, delta_ratio, wilson
from baton.statistics.moments import Sums
from baton.statistics.sample_ratio import SampleRatio, sample_ratio_of_phases

MILLIONTH = 1e-6
LEVEL = 0.95
"""Of the interval of a variant's own figure."""

_COMPLETE = 1 - 1e-9


def analyse(
    experiment: Experiment, tallies: Sequence[VariantCounts], at: datetime
) -> ExperimentReport:
    """Reads the experiment. Keep the report with the experiment: the sequential test of the next
    reading goes on from it, and an always-valid p-value never rises.

    A variant without a tally has no units yet; a tally of an unknown variant or phase raises
    ``ValueError``.
    """
    counts = _Counts.of(experiment, tallies)
    ratio = sample_ratio_of_phases(list(zip(counts.units_by_phase, experiment.splits, strict=True)))
    progress = _progress(experiment, counts.arms)
    reader = Reader(experiment, counts.arms, progress >= _COMPLETE, counts.excluded)
    readings, pairs = reader.against_control(), reader.among_treated()
    decided = _decided(experiment, ratio, progress, readings, pairs)
    split = _split(ratio)
    return ExperimentReport(
        at=at,
        method=experiment.details.method.value,
        units=sum(counts.units.values()),
        planned_units=experiment.plan.total_units,
        split=split,
        variants=_variants(experiment.details, counts, readings),
        pairs=pairs,
        outcome=decided.outcome,
        reason=decided.reason,
        variant=decided.variant,
        leaders=decided.leaders,
        text=f"{experiment.details.name}: {decided.reason} {split.text}",
    )


@dataclass(frozen=True, slots=True)
class _Counts:
    """An experiment's tallies by variant."""

    arms: Arms
    units_by_phase: Sequence[Mapping[str, int]]
    excluded: Mapping[str, int]
    capped: Mapping[str, Mapping[str, int]]

    @classmethod
    def of(cls, experiment: Experiment, tallies: Sequence[VariantCounts]) -> "_Counts":
        """Every variant's metrics as sums, one for each phase; a rate's in whole successes."""
        details, phases = experiment.details, range(1, experiment.phase + 1)
        by_place = {(tally.variant, tally.phase): tally for tally in tallies}
        known = {(name, phase) for name in details.weights for phase in phases}
        if unknown := sorted({name for name, _ in by_place.keys() - known}):
            raise ValueError(f"the experiment has no variant {', '.join(unknown)} at that time")
        by_variant = {
            name: [
                by_place.get((name, phase)) or VariantCounts(variant=name, phase=phase)
                for phase in phases
            ]
            for name in details.weights
        }
        return cls(
            arms={
                name: {
                    metric.name: [_sums(metric, one) for one in own] for metric in details.metrics
                }
                for name, own in by_variant.items()
            },
            units_by_phase=[
                {name: own[phase - 1].units for name, own in by_variant.items()} for phase in phases
            ],
            excluded={name: sum(one.excluded for one in own) for name, own in by_variant.items()},
            capped={
                name: {
                    metric.name: count
                    for metric in details.metrics
                    if (count := sum(_tally(metric, one).capped for one in own))
                }
                for name, own in by_variant.items()
            },
        )

    @property
    def units(self) -> dict[str, int]:
        """The units of every variant over all phases."""
        return {name: sum(one[name] for one in self.units_by_phase) for name in self.arms}


def _tally(metric: Metric, tally: VariantCounts) -> MetricCounts:
    return tally.metrics.get(metric.name) or MetricCounts()


def _sums(metric: Metric, tally: VariantCounts) -> Sums:
    own = _tally(metric, tally)
    return Sums(
        tally.units,
        own.total,
        own.squares,
        own.other,
        own.other_squares,
        own.products,
        unit=MILLIONTH,
    )


def _progress(experiment: Experiment, arms: Arms) -> float:
    """How much of what was planned to be known of every variant is: 1 is all. It counts only units
    that were there at the same time as the control's.
    """
    details, plan = experiment.details, experiment.plan
    whole = sum(details.weights.values())
    planned = {name: plan.total_units * w / whole for name, w in details.weights.items()}
    control = details.control.name
    primary = details.primary
    parts = []
    for variant in details.treated:
        here = Contrast.of(primary, arms[variant.name][primary.name], arms[control][primary.name])
        one, other = planned[variant.name], planned[control]
        parts.append(here.information * (one + other) / (one * other))
    return min(parts)


def _decided(
    experiment: Experiment,
    ratio: SampleRatio,
    progress: float,
    readings: Mapping[str, tuple[MetricReading, ...]],
    pairs: Sequence[PairReading],
) -> Decision:
    details, planned = experiment.details, experiment.plan.units_per_variant
    duels = []
    for pair in pairs:
        gain, p_value, _ = _gain(details, pair.reading)
        duels.append(PairwiseComparison(pair.variant, pair.other, gain, p_value))
    return Trial(
        ratio,
        [_variant_result(details, name, found) for name, found in readings.items()],
        planned if progress >= _COMPLETE else min(planned - 1, math.floor(progress * planned)),
        details.control.name,
        Rules(
            details.significance,
            planned,
            details.minimum_effect,
            only_at_the_end=details.method is Method.FIXED,
        ),
        duels,
    ).decide()


def _variant_result(
    details: NewExperiment, variant: str, found: Sequence[MetricReading]
) -> VariantResult:
    gain, p_value, unread = _gain(details, found[0])
    guarded = tuple(
        Guarded(
            one.metric,
            one.safety,
            _interval(one.harm),
            one.margin or 0.0,
            one.unread if one.harm.low is None else None,
        )
        for one in found
        if one.safety is not None and one.harm is not None
    )
    return VariantResult(variant, gain, p_value, guarded, unread)


def _gain(details: NewExperiment, found: MetricReading) -> tuple[Interval, float, str | None]:
    """The effect as an improvement with its p-value, by the test of the design; and why it is not
    to be read, if it is not.
    """
    reading = found.fixed if details.method is Method.FIXED else found.sequential
    gain = _interval(reading.effect)
    if details.primary.goal is Goal.DECREASE:
        gain = gain.negated()
    unread = None
    if not reading.counted:
        unread = found.unread or "there is nothing to tell an effect from chance by"
    return gain, reading.adjusted_p, unread


def _interval(found: Bounds) -> Interval:
    low = found.low if found.low is not None else -math.inf
    high = found.high if found.high is not None else math.inf
    return Interval(found.estimate, low, high, found.level)


def _variants(
    details: NewExperiment, counts: _Counts, readings: Mapping[str, tuple[MetricReading, ...]]
) -> tuple[VariantReading, ...]:
    believed = believed_of(details.primary, counts.arms, counts.units_by_phase)
    made = []
    for name, units in counts.units.items():
        belief = believed.get(name)
        sums = counts.arms[name]
        made.append(
            VariantReading(
                variant=name,
                units=units,
                excluded=counts.excluded[name],
                figures={one.name: _figure(one, sums[one.name]) for one in details.metrics},
                capped=dict(counts.capped[name]),
                probability_best=belief.probability_best if belief else None,
                expected_loss=belief.expected_loss if belief else None,
                against_control=readings.get(name, ()),
            )
        )
    return tuple(made)


def _figure(metric: Metric, phases: Sequence[Sums]) -> Bounds:
    """A variant's figure over all phases."""
    whole = Sums.together(phases)
    if metric.kind is MetricKind.RATE:
        return bounds(wilson(whole.successes, whole.units, LEVEL))
    if metric.kind is MetricKind.MEAN:
        return bounds(single_mean(whole, LEVEL))
    if not whole.other:
        return bounds(Interval(0.0, -math.inf, math.inf, LEVEL))
    ratio = delta_ratio(
        whole.mean,
        whole.other_mean,
        above_variance=whole.variance / whole.units,
        below_variance=whole.other_variance / whole.units,
        covariance=whole.covariance / whole.units,
        level=LEVEL,
    )
    return bounds(ratio)


def _split(ratio: SampleRatio) -> SplitReport:
    said = "is not what was planned" if ratio.flagged else "is as planned"
    return SplitReport(
        chi_square=ratio.chi_square,
        degrees=ratio.degrees,
        p_value=ratio.p_value,
        always_valid_p=ratio.always_valid_p,
        flagged=ratio.flagged,
        expected=dict(ratio.expected),
        text=f"The split {said} (chi-squared {ratio.chi_square:.2f}, p = {ratio.p_value:.2g}).",
    )
