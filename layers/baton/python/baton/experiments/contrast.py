"""A metric of one variant beside the same of another, phase by phase, and by both tests. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from baton.experiments.metric import Metric, MetricKind
from baton.statistics.differences import (
    ArmFigure,
    Difference,
    combined,
    of_adjusted_means,
    of_means,
    of_ratios,
    standardised,
)
from baton.statistics.fixed_horizon import (
    Comparison,
    score_test,
    t_test,
    two_proportions,
    unknown,
    z_test,
)
from baton.statistics.intervals import Interval, fieller, rate_ratio
from baton.statistics.moments import Sums
from baton.statistics.rate_difference import RateDifference, RatePair
from baton.statistics.sequential import MINIMUM_UNITS, MixtureTest, Reading

STEADY = 0.1
"""A ratio's denominators may have this relative error, so that the delta method holds."""

TOO_FEW = f"a variant has fewer than {MINIMUM_UNITS} units"
ALL_ALIKE = "every unit has the same value, so there is nothing to compare"
UNSTEADY = "what is divided by varies too much for so few units"


@dataclass(frozen=True, slots=True)
class Contrast:
    """The sums of a metric in two arms, treated and control, of every phase in which both have units.

    Only what was there at the same time is compared: an arm that came later, or a split that
    changed, would else take the difference between times for an effect.
    """

    metric: Metric
    phases: tuple[tuple[Sums, Sums], ...]

    @classmethod
    def of(cls, metric: Metric, treated: Sequence[Sums], control: Sequence[Sums]) -> Self:
        """Of the sums of all phases, in their order."""
        both = zip(treated, control, strict=True)
        return cls(metric, tuple((one, other) for one, other in both if one.units and other.units))

    @property
    def information(self) -> float:
        """How much can be told: n m / (n + m) of the units of both arms, over phases."""
        return sum(
            treated.units * control.units / (treated.units + control.units)
            for treated, control in self.phases
        )

    def sequential(self, test: MixtureTest, most_before: float) -> Reading:
        """The test that may be read at any time."""
        found = self._sequential(test, most_before)
        return replace(found, interval=self._possible(found.interval)) if found.counted else found

    def fixed(self, level: float) -> tuple[str, Comparison]:
        """The test that is read once, with its name."""
        name, found = self._fixed(level)
        if not found.counted:
            return name, found
        return name, replace(found, interval=self._possible(found.interval))

    def variance_left(self) -> float:
        """The share of the variance that the covariate left, 1 without one."""
        if not self.metric.covariate or not self.phases:
            return 1.0
        plain = combined([of_means(*one) for one in self.phases]).variance
        left = combined([of_adjusted_means(*one) for one in self.phases]).variance
        return left / plain if plain > 0 else 1.0

    def relative(self, level: float) -> Interval | None:
        """The change in parts of the control's figure; ``None`` where that is 0 or not known."""
        if self.metric.kind is MetricKind.RATE and len(self.phases) == 1:
            ((treated, control),) = self.phases
            if not control.successes:
                return None
            ratio = rate_ratio(
                treated.successes, treated.units, control.successes, control.units, level
            )
            return Interval(ratio.estimate - 1, ratio.low - 1, ratio.high - 1, level)
        treated_figure, control_figure = self._standardised()
        if not control_figure or not treated_figure or control_figure.value == 0:
            return None
        ratio = fieller(
            treated_figure.value,
            control_figure.value,
            above_variance=treated_figure.error_square,
            below_variance=control_figure.error_square,
            level=level,
        )
        return Interval(ratio.estimate - 1, ratio.low - 1, ratio.high - 1, level)

    def unit_variance(self) -> float:
        """The variance between the control's units, over phases; 0 if nothing is known."""
        make = of_ratios if self.metric.kind is MetricKind.RATIO else of_means
        arms = [make(*one).control for one in self.phases]
        freedom = sum(one.units - 1 for one in arms)
        return sum((one.units - 1) * one.variance for one in arms) / freedom if freedom else 0.0

    def _sequential(self, test: MixtureTest, most_before: float) -> Reading:
        if self._as_rates(MINIMUM_UNITS):
            return test.read_rates(self._rates(), most_before)
        phases = self._differences()
        effect = combined(phases).effect if phases else 0.0
        why = self._unread(phases)
        if why is None:
            return test.read(effect, combined(phases).variance, most_before)
        if self.metric.limits is None or not self.phases or why == UNSTEADY:
            return test.unread(effect, why, most_before)
        width = self._width()
        scaled = MixtureTest(test.tau / width, test.significance, test.spread)
        found = scaled.read_score(self._rates(), most_before)
        return Reading(found.interval.times(width), found.log_ratio, found.most)

    def _fixed(self, level: float) -> tuple[str, Comparison]:
        kind = self.metric.kind
        if self._as_rates():
            return self._fixed_rates(level)
        phases = self._differences()
        if not phases or (kind is MetricKind.RATIO and self._unread(phases)):
            effect = combined(phases).effect if phases else 0.0
            return "z of ratios", unknown(effect, level)
        if kind is MetricKind.RATIO:
            return _named("z of ratios", phases), z_test(phases, level)
        name = "CUPED t" if self.metric.covariate else "Welch t"
        found = z_test(phases, level) if len(phases) > 1 else t_test(phases[0], level)
        if found.counted or self.metric.limits is None:
            return _named(name, phases), found
        score, width = score_test(self._rates(), level), self._width()
        return _named("score z", phases), replace(
            score,
            interval=score.interval.times(width),
            standard_error=score.standard_error * width,
        )

    def _possible(self, interval: Interval) -> Interval:
        """Without differences that no units can have, where their limits are known."""
        if self.metric.limits is None:
            return interval
        return interval.within(-self._width(), self._width())

    def _as_rates(self, minimum_units: int = 0) -> bool:
        """Whether successes are compared. A covariate helps only where they are not rare."""
        if self.metric.kind is not MetricKind.RATE:
            return False
        return not self.metric.covariate or self._rates().is_rare(minimum_units)

    def _fixed_rates(self, level: float) -> tuple[str, Comparison]:
        rates = self._rates()
        if not rates.pairs:
            return "two-proportion z", two_proportions(0, 0, 0, 0, level)
        if rates.is_rare():
            return _named("score z", rates.pairs), score_test(rates, level)
        if len(rates.pairs) > 1:
            phases = self._differences()
            return _named("two-proportion z", phases), z_test(phases, level)
        ((treated, control),) = self.phases
        return "two-proportion z", two_proportions(
            treated.successes, treated.units, control.successes, control.units, level
        )

    def _differences(self) -> list[Difference]:
        """The differences of all phases, with variances that an uneven split does not fool."""
        if self.metric.kind is MetricKind.RATIO:
            whole = [(one, other) for one, other in self.phases if one.other and other.other]
            return [of_ratios(*one).cautious() for one in whole]
        if self.metric.covariate:
            return [of_adjusted_means(*one).cautious() for one in self.phases]
        return [of_means(*one).cautious() for one in self.phases]

    def _unread(self, phases: Sequence[Difference]) -> str | None:
        """Why the differences cannot be read by an estimated variance; ``None`` if they can."""
        if not phases:
            return TOO_FEW
        arms = ([one.treated for one in phases], [one.control for one in phases])
        if min(sum(one.units for one in arm) for arm in arms) < MINIMUM_UNITS:
            return TOO_FEW
        if self.metric.kind is MetricKind.RATIO and not self._is_steady():
            return UNSTEADY
        return ALL_ALIKE if combined(phases).variance == 0 else None

    def _is_steady(self) -> bool:
        """Whether the denominators of both arms are known well enough to divide by."""
        for arm in zip(*self.phases, strict=True):
            units = sum(one.units for one in arm)
            mean = sum(one.units * one.other_mean for one in arm) / units
            error = sum(one.units * one.other_variance for one in arm) / units**2
            if not error <= (STEADY * mean) ** 2:
                return False
        return True

    def _standardised(self) -> tuple[ArmFigure | None, ArmFigure | None]:
        phases = self._differences()
        if not phases:
            return None, None
        weights = [one.weight for one in phases]
        return (
            standardised([one.treated for one in phases], weights),
            standardised([one.control for one in phases], weights),
        )

    def _width(self) -> float:
        """Between the least and the most that a unit can have."""
        low, high = self.metric.limits or (0.0, 1.0)
        return high - low

    def _rates(self) -> RateDifference:
        """As rates; of a metric whose limits are known, as parts of the way between them."""
        if self.metric.kind is MetricKind.RATE:
            return RateDifference.of(*self.phases)
        low, high = self.metric.limits or (0.0, 1.0)
        pairs = []
        for treated, control in self.phases:
            parts = [
                min(1.0, max(0.0, (one.mean - low) / (high - low))) * one.units
                for one in (treated, control)
            ]
            pairs.append(RatePair(parts[0], treated.units, parts[1], control.units))
        return RateDifference(tuple(pairs))


def _named(test: str, phases: Sequence[object]) -> str:
    return f"{test} over {len(phases)} phases" if len(phases) > 1 else test
