"""What a reading of an experiment says."""

from enum import StrEnum

from pydantic import Field

from baton.core.contract import Contract, UtcDatetime


class ExperimentOutcome(StrEnum):
    """What follows from a reading."""

    CONTINUE = "continue"
    STOP_BROKEN_SPLIT = "stop_broken_split"
    """the units were not split as planned: no figure is to be trusted"""
    STOP_HARM = "stop_harm"
    """a guardrail was broken: back to the control"""
    STOP_WINNER = "stop_winner"
    STOP_WORSE = "stop_worse"
    """every variant is worse than the control"""
    STOP_NO_DIFFERENCE = "stop_no_difference"
    """the planned units are there and show no difference"""


class Safety(StrEnum):
    """What is known of a guardrail metric."""

    SAFE = "safe"
    """the harm is smaller than the margin"""
    UNCLEAR = "unclear"
    """the interval holds the margin"""
    HARMED = "harmed"
    """the harm is larger than the margin"""


class Bounds(Contract):
    """An estimate with its interval at ``level``; a bound is ``None`` where there is none yet."""

    estimate: float
    low: float | None = None
    high: float | None = None
    level: float = Field(gt=0, lt=1)


class SplitReport(Contract):
    """The sample-ratio check. ``flagged``: find out why before trusting any figure.

    ``p_value`` is for one look at the end, ``always_valid_p`` for as many as one likes.
    """

    chi_square: float
    degrees: int
    p_value: float
    always_valid_p: float = 1.0
    flagged: bool
    expected: dict[str, float]
    text: str


class FixedReading(Contract):
    """The test that is valid when read once: z of rates, Welch's t of means, CUPED with a covariate.

    ``adjusted_p`` is after Holm over the variants; ``variance_left`` below 1 is what CUPED saved.
    """

    test: str
    effect: Bounds
    relative: Bounds | None = None
    statistic: float
    degrees: float | None = None
    p_value: float
    adjusted_p: float
    variance_left: float = 1.0


class SequentialReading(Contract):
    """The test that may be read at any time. ``most`` is the largest log ratio of all readings.

    ``adjusted_p`` is after Holm over the variants; ``counted`` is false while there are too few units.
    """

    effect: Bounds
    log_ratio: float
    most: float
    p_value: float
    adjusted_p: float
    counted: bool


class MetricReading(Contract):
    """A metric of one treated variant against the control (treated minus control).

    ``discovery_p`` of a secondary metric is after Benjamini and Hochberg over all of them.
    """

    metric: str
    fixed: FixedReading
    sequential: SequentialReading
    discovery_p: float | None = None
    safety: Safety | None = None
    margin: float | None = None


class VariantReading(Contract):
    """A variant. ``probability_best`` and ``expected_loss`` are of the primary metric; they are
    ``None`` while nothing can be believed of a mean. ``against_control`` is empty for the control.
    """

    variant: str
    units: int
    figures: dict[str, Bounds]
    probability_best: float | None = None
    expected_loss: float | None = None
    against_control: tuple[MetricReading, ...] = ()


class ExperimentReport(Contract):
    """A reading of an experiment, whole. ``text`` says it in a paragraph."""

    at: UtcDatetime
    method: str
    units: int
    planned_units: int
    split: SplitReport
    variants: tuple[VariantReading, ...]
    outcome: ExperimentOutcome
    reason: str
    variant: str | None = None
    text: str
