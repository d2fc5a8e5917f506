"""Every metric of every treated variant against the control, by both tests. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from baton.experiments.contrast import Contrast
from baton.experiments.experiment import Experiment, Method, NewExperiment
from baton.experiments.guardrail import GuardrailCheck, check_guardrail
from baton.experiments.metric import Goal, Guardrail, Metric
from baton.experiments.report import (
    Bounds,
    FixedReading,
    MetricReading,
    PairReading,
    Safety,
    SequentialReading,
)
from baton.statistics.fixed_horizon import Comparison
from baton.statistics.intervals import Interval
from baton.statistics.moments import Sums
from baton.statistics.multiplicity import benjamini_hochberg, holm
from baton.statistics.sequential import MixtureTest, Reading

Arms = Mapping[str, Mapping[str, Sequence[Sums]]]
"""The sums of every metric by variant, one for each phase."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What all readings of an experiment have in common. ``complete``: the planned units are there;
    ``excluded`` are the units that count no more, by variant.
    """

    experiment: Experiment
    arms: Arms
    complete: bool
    excluded: Mapping[str, int]

    @property
    def details(self) -> NewExperiment:
        """The design."""
        return self.experiment.details

    def against_control(self) -> dict[str, tuple[MetricReading, ...]]:
        """The readings of every treated variant: the primary metric, the secondary, the guardrails'.

        Intervals and Holm's correction are over the treated variants; the secondary metrics'
        discoveries over all of them and all variants together.
        """
        names = [one.name for one in self.details.treated]
        pairs = [(name, self.details.control.name) for name in names]
        by_metric = [self._readings(metric, pairs) for metric in self.details.metrics]
        secondary = {metric.name for metric in self.details.secondary}
        asked = [one for row in by_metric for one in row if one.metric in secondary]
        found = benjamini_hochberg([one.sequential.p_value for one in asked])
        discovery = {id(one): p for one, p in zip(asked, found, strict=True)}
        return {
            name: tuple(
                row[place].model_copy(update={"discovery_p": discovery.get(id(row[place]))})
                for row in by_metric
            )
            for place, name in enumerate(names)
        }

    def among_treated(self) -> tuple[PairReading, ...]:
        """The primary metric of the treated variants against each other, corrected over all pairs."""
        names = [one.name for one in self.details.treated]
        pairs = list(combinations(names, 2))
        readings = self._readings(self.details.primary, pairs)
        return tuple(
            PairReading(variant=one, other=other, reading=reading)
            for (one, other), reading in zip(pairs, readings, strict=True)
        )

    def _readings(self, metric: Metric, pairs: Sequence[tuple[str, str]]) -> list[MetricReading]:
        """One metric of several pairs of variants, with what they share: the correction."""
        if not pairs:
            return []
        contrasts = [
            Contrast.of(metric, self.arms[one][metric.name], self.arms[other][metric.name])
            for one, other in pairs
        ]
        significance = self.details.significance / len(pairs)
        guardrail = self._guardrails().get(metric.name)
        test = MixtureTest(self._tau(metric, guardrail), significance, spread=guardrail is not None)
        fixed = [one.fixed(1 - significance) for one in contrasts]
        running = [
            contrast.sequential(test, self._most_before(pair, metric.name))
            for contrast, pair in zip(contrasts, pairs, strict=True)
        ]
        fixed_adjusted = holm([one.p_value for _, one in fixed])
        running_adjusted = holm([one.p_value for one in running])
        made = []
        for place, contrast in enumerate(contrasts):
            name, comparison = fixed[place]
            reading = running[place]
            check = self._checked(guardrail, comparison, reading) if guardrail else None
            made.append(
                MetricReading(
                    metric=metric.name,
                    fixed=_fixed_reading(name, comparison, contrast, fixed_adjusted[place]),
                    sequential=_sequential_reading(reading, running_adjusted[place]),
                    safety=check.safety if check else None,
                    harm=bounds(check.harm) if check else None,
                    margin=guardrail.margin if guardrail else None,
                    unread=reading.unread,
                )
            )
        return made

    def _tau(self, metric: Metric, guardrail: Guardrail | None) -> float:
        """The plan's for the primary metric; a guardrail's margin; for the rest the primary's effect
        in standard deviations, times the control's standard deviation of this metric.
        """
        details, tau = self.details, self.experiment.plan.tau
        if metric.name == details.primary.name:
            return tau
        if guardrail and guardrail.margin > 0:
            return guardrail.margin
        deviation = details.deviation
        if deviation is None:
            deviation = math.sqrt(details.baseline * (1 - details.baseline))
        control = self.arms[details.control.name][metric.name]
        own = math.sqrt(Contrast.of(metric, control, control).unit_variance())
        return tau / deviation * own if own > 0 else tau

    def _checked(self, guardrail: Guardrail, fixed: Comparison, running: Reading) -> GuardrailCheck:
        """By the always-valid interval; once a fixed test is complete, by its own."""
        better = guardrail.metric.goal is Goal.INCREASE
        check = check_guardrail(running.interval, guardrail.margin, higher_is_better=better)
        read_once = self.details.method is Method.FIXED and self.complete
        if not read_once or check.safety is Safety.HARMED:
            return check
        return check_guardrail(fixed.interval, guardrail.margin, higher_is_better=better)

    def _most_before(self, pair: tuple[str, str], metric: str) -> float:
        """The largest log ratio of two variants' readings so far.

        0 again once units of either were excluded: what was seen with them proves nothing.
        """
        before = self.experiment.report
        if before is None:
            return 0.0
        seen = {one.variant: one.excluded for one in before.variants}
        if any(seen.get(name) != self.excluded.get(name, 0) for name in pair):
            return 0.0
        variant, other = pair
        if other == self.details.control.name:
            own = [one for one in before.variants if one.variant == variant]
            readings = [reading for one in own for reading in one.against_control]
        else:
            both = [one for one in before.pairs if (one.variant, one.other) == pair]
            readings = [one.reading for one in both]
        return next((one.sequential.most for one in readings if one.metric == metric), 0.0)

    def _guardrails(self) -> dict[str, Guardrail]:
        return {one.metric.name: one for one in self.details.guardrails}


def _fixed_reading(
    name: str, found: Comparison, contrast: Contrast, adjusted: float
) -> FixedReading:
    relative = contrast.relative(found.interval.level)
    return FixedReading(
        test=name,
        effect=bounds(found.interval),
        relative=bounds(relative) if relative else None,
        statistic=found.statistic,
        degrees=found.degrees,
        p_value=found.p_value,
        adjusted_p=adjusted,
        variance_left=contrast.variance_left(),
        counted=found.counted,
    )


def _sequential_reading(reading: Reading, adjusted: float) -> SequentialReading:
    return SequentialReading(
        effect=bounds(reading.interval),
        log_ratio=reading.log_ratio,
        most=reading.most,
        p_value=reading.p_value,
        adjusted_p=adjusted,
        counted=reading.counted,
    )


def bounds(interval: Interval) -> Bounds:
    """The interval as a contract, in which an infinite bound is ``None``."""
    return Bounds(
        estimate=interval.estimate,
        low=interval.low if math.isfinite(interval.low) else None,
        high=interval.high if math.isfinite(interval.high) else None,
        level=interval.level,
    )
