"""An experiment: its design, who saw what, what came of it, and what follows (requirement A8)."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from baton.core.contract import Contract, Ulid, UtcDatetime, Versioned
from baton.core.text import plain_text, prose
from baton.experiments.report import ExperimentReport

SMALLEST = 1e-6
"""Of an effect, a margin or a deviation; less is lost in the values' six decimals."""


def _measurable(margin: float) -> float:
    if 0 < margin < SMALLEST:
        raise ValueError("is 0 or at least 0.000001, since values have six decimals")
    return margin


Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""The name of a variant or metric: lower-case letters, digits and _."""

UnitId = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(plain_text)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(plain_text)]
Text = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(prose)]
Amount = Annotated[float, Field(ge=-1e9, le=1e9, allow_inf_nan=False)]
"""A metric's value of one unit; kept to six decimals."""

Margin = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False), AfterValidator(_measurable)]
Size = Annotated[float, Field(ge=SMALLEST, le=1e9, allow_inf_nan=False)]

MAX_VARIANTS = 10
MAX_METRICS = 10


class MetricKind(StrEnum):
    """What a metric counts per unit."""

    RATE = "rate"
    """whether it happened: 0 or 1"""
    MEAN = "mean"
    """how much: any amount"""


class Goal(StrEnum):
    """Which way of a metric is better."""

    INCREASE = "increase"
    DECREASE = "decrease"


class Metric(Contract):
    """A metric. ``covariate`` says that exposures bring the unit's value from before (CUPED).

    A unit without an outcome counts with 0.
    """

    name: Key
    kind: MetricKind = MetricKind.RATE
    goal: Goal = Goal.INCREASE
    covariate: bool = False
    description: Text | None = None


class Guardrail(Contract):
    """A metric that must not become worse by more than ``margin``, in its own unit (0.01 is a
    percentage point of a rate).
    """

    metric: Metric
    margin: Margin


class Variant(Contract):
    """One way of doing it. Units are split in proportion to the weights."""

    name: Key
    weight: float = Field(default=1.0, ge=1e-3, le=1e6, allow_inf_nan=False)
    description: Text | None = None
    parameters: dict[str, float | int | str | bool] = Field(default_factory=dict, max_length=20)


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
    ``deviation`` the standard deviation between units, which a mean needs. ``share`` is the part of
    all units that takes part; ``daily_units`` are those a day, before that.
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
    share: float = Field(default=1.0, ge=1e-6, le=1)
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
        if self.primary.kind is MetricKind.MEAN:
            if self.deviation is None:
                raise ValueError("deviation is needed to plan for a mean")
            return self
        target = self.baseline + self.minimum_effect * self.direction
        if not (0 < self.baseline < 1 and 0 < target < 1):
            raise ValueError("baseline and baseline with minimum_effect must be rates, 0 to 1")
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

    def refusal(self, measured: "NewMeasurement") -> str | None:
        """Why an outcome does not fit the design; ``None`` if it does."""
        metric = next((one for one in self.metrics if one.name == measured.metric), None)
        if metric is None:
            return f"the experiment has no metric {measured.metric}"
        if metric.kind is MetricKind.RATE and measured.value not in (0, 1):
            return f"{metric.name} is a rate: its value is 0 or 1"
        return None

    @property
    def direction(self) -> int:
        """1 if more of the primary metric is better, -1 if less is."""
        return 1 if self.primary.goal is Goal.INCREASE else -1


class ExperimentPlan(Contract):
    """What the design asks for. ``tau`` is the size of effects the sequential test looks for.

    ``units_per_variant`` are those of the smallest variant; ``days`` are whole weeks, ``None`` if
    nobody said how many units come a day.
    """

    units_per_variant: int = Field(ge=1)
    total_units: int = Field(ge=2)
    days: int | None = None
    tau: float = Field(gt=0)
    text: str


class ExperimentStatus(StrEnum):
    """Where an experiment stands."""

    DRAFT = "draft"
    RUNNING = "running"
    STOPPED = "stopped"


class Experiment(Versioned):
    """An experiment as it is kept. ``report`` is its last one, from which the next one goes on.

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
    report: ExperimentReport | None = None
    chosen: Key | None = None


class NewExposure(Contract):
    """A unit comes to where the variants differ. ``past`` are its values from before, by metric."""

    unit: UnitId
    past: dict[Key, Amount] = Field(default_factory=dict, max_length=MAX_METRICS)


class Exposure(Contract):
    """What a unit got, the first time it came; it gets the same ever after."""

    unit: UnitId
    variant: Key
    at: UtcDatetime
    past: dict[Key, Amount] = Field(default_factory=dict, max_length=MAX_METRICS)


class NewMeasurement(Contract):
    """A unit's outcome so far: 0 or 1 of a rate, the amount of a mean. A later one replaces it."""

    unit: UnitId
    metric: Key
    value: Amount


class MetricTally(Contract):
    """A metric summed over a variant's units, in millionths and their squares: whole numbers, since
    a variance is a small difference of large sums.

    ``past`` are the units' values from before, ``products`` each value times its past.
    """

    total: int = 0
    squares: int = 0
    past: int = 0
    past_squares: int = 0
    products: int = 0


class VariantTally(Contract):
    """A variant's units (each once) and what is summed over them."""

    variant: Key
    units: int = Field(default=0, ge=0)
    metrics: dict[Key, MetricTally] = Field(default_factory=dict)
