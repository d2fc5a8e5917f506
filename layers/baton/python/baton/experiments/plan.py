"""The plan that an experiment's design asks for. Pure."""

import math
from dataclasses import dataclass

from baton.core.wording import counted
from baton.experiments.experiment import ExperimentPlan, Method, NewExperiment, Variant
from baton.experiments.metric import Goal, Guardrail, MetricKind
from baton.statistics.design import (
    DAYS_OF_WEEK,
    ArmSizes,
    run_days,
    sizes_for_means,
    sizes_for_proportions,
)
from baton.statistics.distributions import critical_value
from baton.statistics.fixed_horizon import two_proportions
from baton.statistics.rare_design import TrueRates, sizes_by_counting
from baton.statistics.rate_difference import RateDifference
from baton.statistics.sequential import MINIMUM_UNITS, MixtureTest, variance_for_power

MINIMUM_FIXED = 10
"""Units of an arm for a test of means that is read once: t's few degrees of freedom cost power."""

LONG_DAYS = 365


def plan_of(details: NewExperiment) -> ExperimentPlan:
    """The units and days a design needs, so that every variant meets the control with its power, and
    can be read by its test at all.

    Sample sizes as ``baton.statistics.design`` says, the significance divided by the number of
    treated variants; where events are rare, as ``baton.statistics.rare_design`` says. A sequential
    test may run longer than a fixed one for the same power, about twice, and mostly ends before that;
    its plan is where it is sure to have the power. Guardrails have enough units to be cleared if
    nothing changes. Raises ``ValueError`` for a design that no sample is large enough for.
    """
    whole = sum(details.weights.values())
    needed, because = 0.0, ""
    for variant in details.treated:
        for reason, sizes in _Sizing(details, variant).all():
            total = max(
                sizes.control * whole / details.control.weight,
                sizes.treated * whole / variant.weight,
            )
            if total > needed:
                needed, because = total, reason
    smallest = min(details.weights.values()) / whole
    total_units, per_variant = math.ceil(needed), math.ceil(needed * smallest)
    daily = details.daily_units * details.share if details.daily_units else None
    days = run_days(total_units, daily) if daily else None
    return ExperimentPlan(
        units_per_variant=per_variant,
        total_units=total_units,
        days=days,
        tau=details.minimum_effect,
        notes=_notes(details, days),
        text=_text(details, per_variant, total_units, days) + because,
    )


@dataclass(frozen=True, slots=True)
class _Sizing:
    """What a treated variant and the control need, for each thing that is to be known."""

    details: NewExperiment
    variant: Variant

    def all(self) -> list[tuple[str, ArmSizes]]:
        """The sizes, each with a note where it is not the primary metric that asks for them."""
        found = [("", self._primary())]
        for guardrail in self.details.guardrails:
            if sizes := self._guardrail(guardrail):
                note = f" It is {guardrail.metric.name} that needs so many, to be cleared of harm."
                found.append((note, sizes))
        return found

    @property
    def _significance(self) -> float:
        return self.details.significance / len(self.details.treated)

    def _primary(self) -> ArmSizes:
        details = self.details
        effect = details.minimum_effect * details.direction
        if details.primary.kind is MetricKind.RATE:
            split = self.variant.weight / (self.variant.weight + details.control.weight)
            sizes = sizes_for_proportions(
                details.baseline,
                effect,
                significance=self._significance,
                power=details.power,
                split=split,
            )
            rates = TrueRates(details.baseline, details.baseline + effect)
            return self._for_rates(rates, self._at_any_time(sizes, _variances(rates)), effect)
        variance = (details.deviation or 0.0) ** 2
        sizes = self._for_means(details.deviation or 0.0, effect)
        sizes = self._at_any_time(sizes, (variance, variance))
        return self._readable(sizes, details.primary.kind)

    def _at_any_time(self, sizes: ArmSizes, variances: tuple[float, float]) -> ArmSizes:
        """The sizes of a fixed test, made as large as the sequential one needs them."""
        if self.details.method is Method.FIXED:
            return sizes
        now = variances[0] / sizes.control + variances[1] / sizes.treated
        effect = self.details.minimum_effect
        needed = variance_for_power(
            effect, effect, significance=self._significance, power=self.details.power
        )
        longer = max(1.0, now / needed)
        return ArmSizes(math.ceil(sizes.control * longer), math.ceil(sizes.treated * longer))

    def _for_rates(self, rates: TrueRates, least: ArmSizes, effect: float) -> ArmSizes:
        """Of tests that are read by another variance while there is little to read."""
        few = self.details.method is Method.SEQUENTIAL and (
            min(least.control, least.treated) < MINIMUM_UNITS
        )
        if not few and not rates.are_rare(least):
            return least
        rising = rates if effect > 0 else rates.mirrored()
        test = MixtureTest(self.details.minimum_effect, self._significance)

        def concludes(seen: RateDifference) -> bool:
            if self.details.method is Method.FIXED:
                return _z(seen) > critical_value(1 - self._significance)
            bound = -math.log(self._significance)
            return seen.effect > 0 and test.log_ratio_of_rates(seen) >= bound

        return sizes_by_counting(rising, least, concludes, power=self.details.power)

    def _for_means(self, deviation: float, effect: float) -> ArmSizes:
        return sizes_for_means(
            deviation,
            effect,
            significance=self._significance,
            power=self.details.power,
            split=self.variant.weight / (self.variant.weight + self.details.control.weight),
        )

    def _readable(self, sizes: ArmSizes, kind: MetricKind) -> ArmSizes:
        """At least what a test of means or ratios is read from."""
        once = self.details.method is Method.FIXED and kind is MetricKind.MEAN
        least = MINIMUM_FIXED if once else MINIMUM_UNITS
        return ArmSizes(max(least, sizes.control), max(least, sizes.treated))

    def _guardrail(self, guardrail: Guardrail) -> ArmSizes | None:
        """What clears a guardrail if nothing changes; ``None`` where that cannot be planned."""
        margin = guardrail.margin
        if margin == 0:
            return None
        if guardrail.metric.kind is not MetricKind.RATE:
            if guardrail.deviation is None:
                return None
            variance = guardrail.deviation**2
            sizes = self._clearing((variance, variance), margin)
            return self._readable(sizes, guardrail.metric.kind)
        falling = guardrail.metric.goal is Goal.INCREASE
        if margin >= 1 or (falling and guardrail.baseline is None):
            return None
        return self._clear_rate(guardrail.baseline or 0.0, margin, falling=falling)

    def _clear_rate(self, rate: float, margin: float, *, falling: bool) -> ArmSizes:
        """What excludes that the rate changed for the worse by ``margin`` or more."""
        rates = TrueRates(rate, rate)
        least = self._clearing(_variances(rates), margin)
        if not rates.are_rare(least):
            return least
        # counted so that harm is a fall of the treated rate
        rates = rates if falling else rates.mirrored()
        test = MixtureTest(margin, self._significance, spread=True)

        def concludes(seen: RateDifference) -> bool:
            if self.details.method is Method.FIXED:
                return seen.score(-margin) > critical_value(1 - self._significance)
            bound = -math.log(self._significance)
            return seen.effect > -margin and test.log_ratio_of_rates(seen, -margin) >= bound

        # of no events at all, the chance of margin is excluded by a few over margin units
        few = math.ceil(1 / margin)
        start = ArmSizes(max(few, least.control), max(few, least.treated))
        return sizes_by_counting(rates, start, concludes, power=self.details.power)

    def _clearing(self, variances: tuple[float, float], margin: float) -> ArmSizes:
        """The sizes at which an effect of 0 is told from one of ``margin``, in the normal limit."""
        split = self.variant.weight / (self.variant.weight + self.details.control.weight)
        if self.details.method is Method.FIXED:
            unit = sizes_for_means(
                1.0, margin, significance=self._significance, power=self.details.power, split=split
            )
            needed = 1 / unit.control + 1 / unit.treated
        else:
            needed = variance_for_power(
                margin,
                margin,
                significance=self._significance,
                power=self.details.power,
                spread=True,
            )
        total = (variances[0] / (1 - split) + variances[1] / split) / needed
        return ArmSizes(max(1, math.ceil(total * (1 - split))), max(1, math.ceil(total * split)))


def _variances(rates: TrueRates) -> tuple[float, float]:
    return rates.control * (1 - rates.control), rates.treated * (1 - rates.treated)


def _z(seen: RateDifference) -> float:
    """The statistic of the fixed test that reads these rates."""
    if seen.is_rare():
        return seen.score()
    (pair,) = seen.pairs
    return two_proportions(
        round(pair.successes), pair.units, round(pair.control_successes), pair.control_units
    ).statistic


def _notes(details: NewExperiment, days: int | None) -> tuple[str, ...]:
    """What the plan does not cover."""
    notes = [note for one in details.guardrails if (note := _guardrail_note(one))]
    if len(details.treated) > 1:
        notes.append(
            "A winner must also be told apart from the other variants: where they differ from each"
            f" other by less than {details.minimum_effect:g}, that takes more units than planned."
        )
    if days and days > LONG_DAYS:
        notes.append(
            f"At {details.daily_units:g} units a day this takes"
            f" {counted(days // DAYS_OF_WEEK, 'week')}. Look for a larger effect, or a metric that"
            " happens more often."
        )
    return tuple(notes)


def _guardrail_note(guardrail: Guardrail) -> str | None:
    name, kind = guardrail.metric.name, guardrail.metric.kind
    if guardrail.margin == 0:
        return f"{name} has no margin: it is cleared only by becoming better, which is not planned for."
    if kind is not MetricKind.RATE and guardrail.deviation is None:
        return f"{name} has no deviation, so that nobody knows how many units clear it."
    if kind is MetricKind.RATE and guardrail.baseline is None:
        if guardrail.metric.goal is Goal.INCREASE:
            return f"{name} has no baseline, so that nobody knows how many units clear it."
        return f"{name} has no baseline: it is planned for as if it never happened."
    return None


def _text(details: NewExperiment, per_variant: int, total: int, days: int | None) -> str:
    length = f", about {counted(days, 'day')}" if days else ""
    return (
        f"{counted(total, 'unit')}, at least {per_variant:,} a variant{length}, to see"
        f" {details.primary.name} change from {details.baseline:g} by {details.minimum_effect:g}"
        f" with power {details.power:g} at a significance of {details.significance:g}."
    )
