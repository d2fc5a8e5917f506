"""An experiment: its design, its phases, and where it stands (requirement A8)."""

import json
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from baton.core.contract import Contract, Ulid, UtcDatetime, Versioned
from baton.core.text import plain_text
from baton.experiments.metric import (
    Amount,
    Goal,
    Guardrail,
    Key,
    Metric,
    MetricKind,
    Size,
    Text,
)
from baton.experiments.report import ExperimentReport

Title = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(plain_text)]
Weight = Annotated[float, Field(ge=1e-3, le=1e6, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=1e-6, le=1)]

MAX_VARIANTS = 10
MAX_METRICS = 10
MAX_PHASES = 10
MAX_PAUSES = 50
MAX_PARAMETERS = 4_000
"""The bytes of a variant's parameters as JSON."""


def _small(parameters: dict[str, float | int | str | bool]) -> dict[str, float | int | str | bool]:
    if len(json.dumps(parameters)) > MAX_PARAMETERS:
        raise ValueError(f"parameters take at most {MAX_PARAMETERS:,} bytes as JSON")
    return parameters


class Variant(Contract):
    """One way of doing it. Units are split in proportion to the weights."""

    name: Key
    weight: Weight = 1.0
    description: Text | None = None
    parameters: Annotated[
        dict[str, float | int | str | bool], Field(max_length=20), AfterValidator(_small)
    ] = Field(default_factory=dict)


class Method(StrEnum):
    """When the experiment may be concluded."""

    SEQUENTIAL = "sequential"
    """at any reading (mixture SPRT)"""
    FIXED = "fixed"
    """once, when the planned units are there"""


class NewExperiment(Contract):
    """An experiment as a caller plans it. The first variant is the control.

    ``minimum_effect`` is the smallest change of the primary metric worth seeing, in its own unit
    (absolute, 0.01 is a percentage point of a rate). ``baseline`` is the control's expected figure,
    ``deviation`` the standard deviation between units, which a mean needs; a ratio needs that of
    (value - ratio times per) / mean per. ``share`` is the part of all units that takes part;
    ``daily_units`` are those a day, before that.
    """

    name: Title
    hypothesis: Text | None = None
    campaign_id: Ulid | None = None
    variants: tuple[Variant, ...] = Field(min_length=2, max_length=MAX_VARIANTS)
    primary: Metric
    secondary: tuple[Metric, ...] = Field(default=(), max_length=MAX_METRICS)
    guardrails: tuple[Guardrail, ...] = Field(default=(), max_length=MAX_METRICS)
    method: Method = Method.SEQUENTIAL
    minimum_effect: Size
    baseline: Amount
    deviation: Size | None = None
    significance: float = Field(default=0.05, ge=0.0001, le=0.5)
    power: float = Field(default=0.8, ge=0.5, le=0.999)
    share: Share = 1.0
    daily_units: float | None = Field(default=None, ge=1e-3, le=1e10)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        variants = [one.name for one in self.variants]
        metrics = [one.name for one in self.metrics]
        if len(set(variants)) < len(variants):
            raise ValueError("every variant needs a name of its own")
        if len(set(metrics)) < len(metrics):
            raise ValueError("every metric and guardrail needs a name of its own")
        if len(metrics) > MAX_METRICS:
            raise ValueError(f"an experiment has at most {MAX_METRICS} metrics and guardrails")
        if self.primary.kind is not MetricKind.RATE and self.deviation is None:
            raise ValueError(f"deviation is needed to plan for a {self.primary.kind}")
        target = self.baseline + self.minimum_effect * self.direction
        if not all(self.primary.may_be(one) for one in (self.baseline, target)):
            text = (
                "rates, 0 to 1"
                if self.primary.kind is MetricKind.RATE
                else "below cap, above floor"
            )
            raise ValueError(f"baseline and baseline with minimum_effect must be {text}")
        return self

    @property
    def control(self) -> Variant:
        """The variant the others are compared with."""
        return self.variants[0]

    @property
    def treated(self) -> tuple[Variant, ...]:
        """The other variants."""
        return self.variants[1:]

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """All metrics: the primary, the secondary, the guardrails'."""
        return (self.primary, *self.secondary, *(one.metric for one in self.guardrails))

    @property
    def weights(self) -> dict[str, float]:
        """The split."""
        return {one.name: one.weight for one in self.variants}

    def metric(self, name: str) -> Metric | None:
        """The metric of that name, if there is one."""
        return next((one for one in self.metrics if one.name == name), None)

    @property
    def direction(self) -> int:
        """1 if more of the primary metric is better, -1 if less is."""
        return 1 if self.primary.goal is Goal.INCREASE else -1


class ExperimentPlan(Contract):
    """What the design asks for. ``tau`` is the size of effects the sequential test looks for.

    ``units_per_variant`` are those of the smallest variant; ``days`` are whole weeks, ``None`` if
    nobody said how many units come a day. ``notes`` say what the plan does not cover.
    """

    units_per_variant: int = Field(ge=1)
    total_units: int = Field(ge=2)
    days: int | None = None
    tau: float = Field(gt=0)
    notes: tuple[str, ...] = ()
    text: str


class ExperimentStatus(StrEnum):
    """Where an experiment stands."""

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    """nobody new takes part, and everybody gets the control"""
    STOPPED = "stopped"


class Phase(Contract):
    """A part of an experiment's time in which the split stayed the same; variants are compared
    within phases only. ``changed_by`` is who ended it with another split.
    """

    weights: dict[Key, float]
    share: float
    ended_at: UtcDatetime
    changed_by: str | None = None


class NewPhase(Contract):
    """Another split from now on. Units that were assigned keep their variant.

    ``weights`` are new ones; a variant that is not named keeps its own. ``variants`` are added, each
    with its weight.
    """

    weights: dict[Key, Weight] = Field(default_factory=dict, max_length=MAX_VARIANTS)
    variants: tuple[Variant, ...] = Field(default=(), max_length=MAX_VARIANTS)
    share: Share | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not (self.weights or self.variants or self.share is not None):
            raise ValueError("a new phase has other weights, another variant or another share")
        return self


class Pause(Contract):
    """A time in which nobody new took part; ``until`` is ``None`` while it lasts."""

    since: UtcDatetime
    until: UtcDatetime | None = None


class Experiment(Versioned):
    """An experiment as it is kept. ``report`` is its last one, from which the next one goes on.

    ``details`` and ``plan`` are of the present phase; ``earlier`` are the phases before it.
    ``chosen`` is the variant in use after the stop.
    """

    experiment_id: Ulid
    status: ExperimentStatus = ExperimentStatus.DRAFT
    created_at: UtcDatetime
    updated_at: UtcDatetime
    started_at: UtcDatetime | None = None
    stopped_at: UtcDatetime | None = None
    stopped_by: str | None = None
    details: NewExperiment
    plan: ExperimentPlan
    earlier: tuple[Phase, ...] = Field(default=(), max_length=MAX_PHASES - 1)
    pauses: tuple[Pause, ...] = Field(default=(), max_length=MAX_PAUSES)
    report: ExperimentReport | None = None
    chosen: Key | None = None

    @property
    def phase(self) -> int:
        """The number of the present phase, from 1."""
        return len(self.earlier) + 1

    @property
    def splits(self) -> tuple[dict[str, float], ...]:
        """The weights of every phase."""
        return (*(one.weights for one in self.earlier), self.details.weights)

    @property
    def is_open(self) -> bool:
        """Whether outcomes count."""
        return self.status in (ExperimentStatus.RUNNING, ExperimentStatus.PAUSED)
