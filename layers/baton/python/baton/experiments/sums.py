"""What an experiment's units bring to the sums over them: whole numbers, so that it can be taken back.
Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from baton.experiments.unit import Exposure, Measurement, MetricCounts

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Counted:
    """A unit's outcome of a metric, in millionths, as it is in the sums."""

    value: int = 0
    per: int = 0
    capped: bool = False

    @classmethod
    def of(cls, measured: Measurement) -> Self:
        """An outcome as it is to be counted."""
        return cls(millionths(measured.value), millionths(measured.per), measured.capped)

    def tally(self, past: int) -> MetricCounts:
        """What it brings to the sums, with the unit's value from before."""
        return MetricCounts(
            total=self.value,
            squares=self.value**2,
            other=self.per,
            other_squares=self.per**2,
            products=self.value * (self.per + past),
            capped=int(self.capped),
        )


def millionths(value: float) -> int:
    """``value`` in whole millionths."""
    return round(value * MILLION)


def plus(one: MetricCounts, other: MetricCounts, times: int = 1) -> MetricCounts:
    """A tally and another one, that one ``times`` over."""
    return MetricCounts(
        **{
            name: getattr(one, name) + times * getattr(other, name)
            for name in MetricCounts.model_fields
        }
    )


def exposed(exposure: Exposure) -> dict[str, MetricCounts]:
    """What a new exposure brings, by metric: the unit's values from before."""
    values = {name: millionths(value) for name, value in exposure.past.items()}
    return {
        name: MetricCounts(other=past, other_squares=past * past) for name, past in values.items()
    }


def changed(
    exposure: Exposure, metric: str, old: Counted | None, new: Counted
) -> dict[str, MetricCounts]:
    """What is added when a unit's outcome of a metric becomes another."""
    past = millionths(exposure.past.get(metric, 0.0))
    return {metric: plus(new.tally(past), (old or Counted()).tally(past), -1)}


def taken_back(exposure: Exposure, outcomes: Mapping[str, Counted]) -> dict[str, MetricCounts]:
    """What is added when a unit counts no more: the opposite of all that it brought."""
    whole = exposed(exposure)
    for metric, counted in outcomes.items():
        own = changed(exposure, metric, None, counted)[metric]
        whole[metric] = plus(whole.get(metric, MetricCounts()), own)
    return {metric: plus(MetricCounts(), own, -1) for metric, own in whole.items()}
