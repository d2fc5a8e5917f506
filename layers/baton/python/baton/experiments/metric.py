"""The metrics and guardrails of an experiment."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from baton.core.contract import Contract
from baton.core.text import prose

SMALLEST = 1e-6
"""Of an effect, a margin or a deviation; less is lost in the values' six decimals."""


def _measurable(margin: float) -> float:
    if 0 < margin < SMALLEST:
        raise ValueError("is 0 or at least 0.000001, since values have six decimals")
    return margin


Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""The name of a variant or metric: lower-case letters, digits and _."""

Text = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(prose)]
Amount = Annotated[float, Field(ge=-1e9, le=1e9, allow_inf_nan=False)]
"""A metric's value of one unit; kept to six decimals."""

Margin = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False), AfterValidator(_measurable)]
Size = Annotated[float, Field(ge=SMALLEST, le=1e9, allow_inf_nan=False)]


class MetricKind(StrEnum):
    """What a metric counts per unit."""

    RATE = "rate"
    """whether it happened: 0 or 1"""
    MEAN = "mean"
    """how much: any amount"""
    RATIO = "ratio"
    """a sum over a sum: revenue per order, clicks per page. Units bring both"""


class Goal(StrEnum):
    """Which way of a metric is better."""

    INCREASE = "increase"
    DECREASE = "decrease"


class Metric(Contract):
    """A metric. ``covariate`` says that exposures bring the unit's value from before (CUPED).

    A unit without an outcome counts with 0. A mean's values beyond ``floor`` and ``cap`` count as
    these (winsorising): choose them before the start, from what such units did earlier.
    """

    name: Key
    kind: MetricKind = MetricKind.RATE
    goal: Goal = Goal.INCREASE
    covariate: bool = False
    floor: Amount | None = None
    cap: Amount | None = None
    description: Text | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        limits = [one for one in (self.floor, self.cap) if one is not None]
        if limits and self.kind is not MetricKind.MEAN:
            raise ValueError("floor and cap are for a mean")
        if len(limits) > 1 and not limits[1] - limits[0] >= SMALLEST:
            raise ValueError("cap must be above floor")
        if self.covariate and self.kind is MetricKind.RATIO:
            raise ValueError("a ratio takes no covariate")
        return self

    def capped(self, value: float) -> float:
        """The value as it counts."""
        if self.floor is not None:
            value = max(value, self.floor)
        return value if self.cap is None else min(value, self.cap)

    def may_be(self, figure: float) -> bool:
        """Whether the metric's figure can be this, with some units above and some below."""
        if self.kind is MetricKind.RATE:
            return 0 < figure < 1
        above_floor = self.floor is None or figure > self.floor
        return above_floor and (self.cap is None or figure < self.cap)

    @property
    def limits(self) -> tuple[float, float] | None:
        """Between which values all units are, if that is known: 0 and 1 of a rate."""
        if self.kind is MetricKind.RATE:
            return 0.0, 1.0
        if self.floor is None or self.cap is None:
            return None
        # a unit without an outcome counts with 0
        return min(self.floor, 0.0), max(self.cap, 0.0)


class Guardrail(Contract):
    """A metric that must not become worse by more than ``margin``, in its own unit (0.01 is a
    percentage point of a rate).

    ``baseline`` is a rate's expected figure, ``deviation`` the standard deviation between units of
    any other; the plan needs them to have enough units to clear the guardrail.
    """

    metric: Metric
    margin: Margin
    baseline: float | None = Field(default=None, ge=0, le=1, allow_inf_nan=False)
    deviation: Size | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.baseline is not None and self.metric.kind is not MetricKind.RATE:
            raise ValueError("baseline is for a rate; others are planned by their deviation")
        if self.deviation is not None and self.metric.kind is MetricKind.RATE:
            raise ValueError(
                "deviation is for a mean or a ratio; a rate is planned by its baseline"
            )
        return self
