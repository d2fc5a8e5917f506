"""The plan that an experiment's design asks for. Pure."""

import math

from baton.experiments.experiment import (
    ExperimentPlan,
    Method,
    MetricKind,
    NewExperiment,
    Variant,
)
from baton.statistics.design import ArmSizes, run_days, sizes_for_means, sizes_for_proportions
from baton.statistics.sequential import variance_for_power


def plan_of(details: NewExperiment) -> ExperimentPlan:
    """The units and days a design needs, so that every variant meets the control with its power.

    Sample sizes as ``baton.statistics.design`` says, the significance divided by the number of
    treated variants. A sequential test may run longer than a fixed one for the same power, about
    twice, and mostly ends before that; its plan is where it is sure to have the power.
    """
    whole = sum(details.weights.values())
    needed = 0.0
    for variant in details.treated:
        sizes = _sizes(details, variant)
        needed = max(
            needed,
            sizes.control * whole / details.control.weight,
            sizes.treated * whole / variant.weight,
        )
    smallest = min(details.weights.values()) / whole
    total, per_variant = math.ceil(needed), math.ceil(needed * smallest)
    daily = details.daily_units * details.share if details.daily_units else None
    days = run_days(total, daily) if daily else None
    return ExperimentPlan(
        units_per_variant=per_variant,
        total_units=total,
        days=days,
        tau=details.minimum_effect,
        text=_text(details, per_variant, total, days),
    )


def _sizes(details: NewExperiment, variant: Variant) -> ArmSizes:
    fixed = _fixed_sizes(details, variant)
    if details.method is Method.FIXED:
        return fixed
    control, treated = _variances(details)
    now = control / fixed.control + treated / fixed.treated
    needed = variance_for_power(
        details.minimum_effect,
        details.minimum_effect,
        significance=details.significance / len(details.treated),
        power=details.power,
    )
    longer = max(1.0, now / needed)
    return ArmSizes(math.ceil(fixed.control * longer), math.ceil(fixed.treated * longer))


def _variances(details: NewExperiment) -> tuple[float, float]:
    """The variance between units of the control and of a variant with the effect."""
    if details.primary.kind is MetricKind.RATE or details.deviation is None:
        target = details.baseline + details.minimum_effect * details.direction
        return details.baseline * (1 - details.baseline), target * (1 - target)
    return details.deviation**2, details.deviation**2


def _fixed_sizes(details: NewExperiment, variant: Variant) -> ArmSizes:
    split = variant.weight / (variant.weight + details.control.weight)
    effect = details.minimum_effect * details.direction
    if details.primary.kind is MetricKind.RATE or details.deviation is None:
        return sizes_for_proportions(
            details.baseline,
            effect,
            significance=details.significance,
            power=details.power,
            split=split,
            comparisons=len(details.treated),
        )
    return sizes_for_means(
        details.deviation,
        effect,
        significance=details.significance,
        power=details.power,
        split=split,
        comparisons=len(details.treated),
    )


def _text(details: NewExperiment, per_variant: int, total: int, days: int | None) -> str:
    length = f", about {days} days" if days else ""
    return (
        f"{total:,} units, at least {per_variant:,} a variant{length}, to see {details.primary.name}"
        f" change from {details.baseline:g} by {details.minimum_effect:g} with power"
        f" {details.power:g} at a significance of {details.significance:g}."
    )
