"""Experiments and their tallies for the tests."""

from typing import Any

from baton.experiments.experiment import (
    Experiment,
    Guardrail,
    Metric,
    MetricKind,
    MetricTally,
    NewExperiment,
    Variant,
    VariantTally,
)
from baton.experiments.plan import plan_of
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


def opt_out(margin: float = 0.01) -> Guardrail:
    return Guardrail(metric=Metric(name="opted_out", goal="decrease"), margin=margin)


def revenue(**changes: Any) -> Metric:
    return Metric(name="revenue", kind=MetricKind.MEAN, **changes)


def tally(variant: str, units: int, **successes: int) -> VariantTally:
    metrics = {
        name: MetricTally(total=count * MILLION, squares=count * MILLION**2)
        for name, count in successes.items()
    }
    return VariantTally(variant=variant, units=units, metrics=metrics)
