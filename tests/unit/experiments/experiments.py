"""Experiments and their tallies for the tests."""

from collections.abc import Sequence
from typing import Any

from baton.experiments.experiment import Experiment, NewExperiment, Variant
from baton.experiments.metric import Guardrail, Metric, MetricKind
from baton.experiments.plan import plan_of
from baton.experiments.unit import MetricCounts, VariantCounts
from tests.fakes.platform.clock import NOON

MILLION = 10**6


def a_design(**changes: Any) -> NewExperiment:
    base: dict[str, Any] = {
        "name": "A shorter subject",
        "variants": (Variant(name="present"), Variant(name="shorter")),
        "primary": Metric(name="opened"),
        "baseline": 0.2,
        "minimum_effect": 0.02,
    }
    return NewExperiment(**{**base, **changes})


def an_experiment(**changes: Any) -> Experiment:
    details = a_design(**changes)
    return Experiment(
        experiment_id="01ARZ3NDEKTSV4RRFFQ69G5FAV",
        created_at=NOON,
        updated_at=NOON,
        details=details,
        plan=plan_of(details),
    )


def opt_out(margin: float = 0.01, **changes: Any) -> Guardrail:
    return Guardrail(metric=Metric(name="opted_out", goal="decrease"), margin=margin, **changes)


def revenue(**changes: Any) -> Metric:
    return Metric(name="revenue", kind=MetricKind.MEAN, **changes)


def variants(*names: str) -> tuple[Variant, ...]:
    return tuple(Variant(name=name) for name in names)


def tally(variant: str, units: int, phase: int = 1, **successes: int) -> VariantCounts:
    metrics = {
        name: MetricCounts(total=count * MILLION, squares=count * MILLION**2)
        for name, count in successes.items()
    }
    return VariantCounts(variant=variant, phase=phase, units=units, metrics=metrics)


def amounts(values: Sequence[float], others: Sequence[float] = ()) -> MetricCounts:
    """The sums of units' values, with what each had before or is divided by."""
    whole = [round(value * MILLION) for value in values]
    other = [round(value * MILLION) for value in others or [0.0] * len(values)]
    return MetricCounts(
        total=sum(whole),
        squares=sum(y * y for y in whole),
        other=sum(other),
        other_squares=sum(x * x for x in other),
        products=sum(y * x for y, x in zip(whole, other, strict=True)),
    )
