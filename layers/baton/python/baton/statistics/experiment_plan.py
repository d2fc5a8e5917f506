"""The plan that an experiment's design asks for. Pure."""

import math

from baton.contracts.experiment import ExperimentPlan, MetricKind, NewExperiment, Variant
from baton.statistics.design import ArmSizes, run_days, sizes_for_means, sizes_for_proportions


def plan_of(details: NewExperiment) -> ExperimentPlan:
    """The units and days a design needs, so that every variant meets the control with its power.

    Sample sizes as ``baton.statistics.design`` says, the significance divided by the number of
    treated variants. They are those of a fixed test; the sequential test of the same plan has a
    little less power at the last unit, and mostly ends before it.
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
