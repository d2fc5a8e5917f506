"""The units of an experiment: what each got, what came of it, and what is summed over them."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from baton.core.contract import Contract, UtcDatetime
from baton.core.text import plain_text
from baton.experiments.experiment import MAX_METRICS
from baton.experiments.metric import Amount, Key

UnitId = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(plain_text)]
UserAgent = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(plain_text)]
Per = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]


class NewExposure(Contract):
    """A unit comes to where the variants differ. ``past`` are its values from before, by metric.

    A unit that is a program (``bot``, or by its ``user_agent``) gets the control and does not count;
    the user agent is not kept.
    """

    unit: UnitId
    past: dict[Key, Amount] = Field(default_factory=dict, max_length=MAX_METRICS)
    bot: bool = False
    user_agent: UserAgent | None = None


class Exposure(Contract):
    """What a unit got, the first time it came; it gets the same ever after.

    ``phase`` is the one in which it came. ``excluded``: it was found not to be a person, and is
    counted no more.
    """

    unit: UnitId
    variant: Key
    at: UtcDatetime
    phase: int = Field(default=1, ge=1)
    past: dict[Key, Amount] = Field(default_factory=dict, max_length=MAX_METRICS)
    excluded: bool = False


class NewMeasurement(Contract):
    """A unit's outcome so far: 0 or 1 of a rate, the amount of a mean, and of a ratio also what it is
    to be divided by. A later one replaces it.
    """

    unit: UnitId
    metric: Key
    value: Amount
    per: Per | None = None


class NewExclusion(Contract):
    """A unit that was found not to be a person, or not one who should count."""

    unit: UnitId


class Measurement(Contract):
    """An outcome as it counts; ``capped`` if the unit's own value lay beyond the metric's limits."""

    unit: UnitId
    metric: Key
    value: Amount
    per: Per = 0.0
    capped: bool = False


class MetricCounts(Contract):
    """A metric summed over a variant's units, in millionths and their squares: whole numbers, since
    a variance is a small difference of large sums.

    ``other`` are the units' values from before or, of a ratio, what each is divided by; ``products``
    each value times its other. ``capped`` are the units whose values lay beyond the limits.
    """

    total: int = 0
    squares: int = 0
    other: int = 0
    other_squares: int = 0
    products: int = 0
    capped: int = 0


class VariantCounts(Contract):
    """A variant's units in one phase (each once) and what is summed over them.

    ``excluded`` are those that were counted and no longer are.
    """

    variant: Key
    phase: int = Field(default=1, ge=1)
    units: int = Field(default=0, ge=0)
    excluded: int = Field(default=0, ge=0)
    metrics: dict[Key, MetricCounts] = Field(default_factory=dict)
