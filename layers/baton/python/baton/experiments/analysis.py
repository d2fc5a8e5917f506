"""An experiment's counts turned into its report. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from baton.experiments.decision import Rules, Standing, decide
from baton.experiments.experiment import (
    Experiment,
    Goal,
    Method,
    Metric,
    MetricKind,
    NewExperiment,
    VariantTally,
)
from baton.experiments.metric_reading import Arms, bounds, read_metrics
from baton.experiments.report import (
    Bounds,
    ExperimentReport,
    MetricReading,
    SplitReport,
    VariantReading,
)
from baton.statistics.bayes import Belief, Posterior, beliefs, mean_posterior, rate_posterior
from baton.statistics.fixed_horizon import single_mean
from baton.statistics.intervals import Interval, wilson
from baton.statistics.moments import Sums
from baton.statistics.sample_ratio import SampleRatio, sample_ratio

MILLIONTH = 1e-6


def analyse(
    experiment: Experiment, conversion_counts: Sequence[VariantTally], at: datetime
) -> ExperimentReport:
    """Reads the experiment. Keep the report with the experiment: the sequential test of the next
    reading goes on from it, and an always-valid p-value never rises.

    A variant without a tally has no units yet; a tally of an unknown variant raises ``ValueError``.
    """
    details = experiment.details
    arms = _arms(details, conversion_counts)
    units = {name: sums[details.primary.name].units for name, sums in arms.items()}
    ratio = sample_ratio(units, details.weights)
    readings = read_metrics(details, experiment.plan.tau, arms, experiment.report)
    decided = decide(
        ratio,
        [_standing(details, name, found) for name, found in readings.items()],
        min(units.values()),
        details.control.name,
        Rules(
            details.significance,
            experiment.plan.units_per_variant,
            only_at_the_end=details.method is Method.FIXED,
        ),
    )
    split = _split(ratio)
    return ExperimentReport(
        at=at,
        method=details.method.value,
        units=sum(units.values()),
        planned_units=experiment.plan.total_units,
        split=split,
        variants=_variants(details, arms, readings),
        outcome=decided.outcome,
        reason=decided.reason,
        variant=decided.variant,
        text=f"{details.name}: {decided.reason} {split.text}",
    )


def _arms(details: NewExperiment, conversion_counts: Sequence[VariantTally]) -> Arms:
    """Every variant's metrics as sums; a rate's in whole successes."""
    by_variant = {tally.variant: tally for tally in conversion_counts}
    if unknown := by_variant.keys() - details.weights.keys():
        raise ValueError(f"the experiment has no variant {', '.join(sorted(unknown))}")
    return {
        name: {
            metric.name: _sums(metric, by_variant.get(name) or VariantTally(variant=name))
            for metric in details.metrics
        }
        for name in details.weights
    }


def _sums(metric: Metric, tally: VariantTally) -> Sums:
    own = tally.metrics.get(metric.name)
    if own is None:
        return Sums(tally.units, 0, 0, unit=MILLIONTH)
    return Sums(
        tally.units,
        own.total,
        own.squares,
        own.past,
        own.past_squares,
        own.products,
        unit=MILLIONTH,
    )


def _standing(details: NewExperiment, variant: str, found: Sequence[MetricReading]) -> Standing:
    primary = found[0]
    reading = primary.fixed if details.method is Method.FIXED else primary.sequential
    effect = reading.effect
    low = effect.low if effect.low is not None else -float("inf")
    high = effect.high if effect.high is not None else float("inf")
    gain = Interval(effect.estimate, low, high, effect.level)
    if details.primary.goal is Goal.DECREASE:
        gain = Interval(-effect.estimate, -high, -low, effect.level)
    safeties = tuple((one.metric, one.safety) for one in found if one.safety is not None)
    return Standing(variant, gain, reading.adjusted_p, safeties)


def _variants(
    details: NewExperiment, arms: Arms, readings: Mapping[str, tuple[MetricReading, ...]]
) -> tuple[VariantReading, ...]:
    believed = _beliefs(details, arms)
    made = []
    for name, sums in arms.items():
        belief = believed.get(name)
        made.append(
            VariantReading(
                variant=name,
                units=sums[details.primary.name].units,
                figures={metric.name: _figure(metric, sums) for metric in details.metrics},
                probability_best=belief.probability_best if belief else None,
                expected_loss=belief.expected_loss if belief else None,
                against_control=readings.get(name, ()),
            )
        )
    return tuple(made)


def _figure(metric: Metric, arm: Mapping[str, Sums]) -> Bounds:
    sums = arm[metric.name]
    if metric.kind is MetricKind.RATE:
        return bounds(wilson(sums.successes, sums.units))
    return bounds(single_mean(sums))


def _beliefs(details: NewExperiment, arms: Arms) -> dict[str, Belief]:
    """What is believed of the primary metric; empty while a mean has no variance."""
    posteriors: dict[str, Posterior] = {}
    for name, metrics in arms.items():
        sums = metrics[details.primary.name]
        found: Posterior | None
        if details.primary.kind is MetricKind.RATE:
            found = rate_posterior(sums.successes, sums.units)
        else:
            found = mean_posterior(sums)
        if found is None:
            return {}
        posteriors[name] = found
    return beliefs(posteriors, lowest=details.primary.goal is Goal.DECREASE)


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
