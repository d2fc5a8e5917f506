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
    STOP_TIE = "stop_tie"
    """better than the control, but not told apart from another variant: any of them may be used"""
    STOP_NO_DIFFERENCE = "stop_no_difference"
    """the planned units are there and show no difference"""
    STOP_UNRESOLVED = "stop_unresolved"
    """the planned units are there, but what is asked cannot be answered: a person decides"""


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
    """The test that is valid when read once: z of rates (a score test where events are rare), Welch's
    t of means, CUPED with a covariate, z of ratios and over several phases.

    ``adjusted_p`` is after Holm over the variants; ``variance_left`` below 1 is what CUPED saved;
    ``counted`` is false while there is nothing to tell an effect from chance by: p says nothing then.
    """

    test: str
    effect: Bounds
    relative: Bounds | None = None
    statistic: float
    degrees: float | None = None
    p_value: float
    adjusted_p: float
    variance_left: float = 1.0
    counted: bool = True


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

    ``discovery_p`` of a secondary metric is after Benjamini and Hochberg over all of them. A guardrail
    has its ``safety``, by ``harm``, how much worse it became, against the ``margin``. ``unread`` says
    why the sequential test cannot be read yet.
    """

    metric: str
    fixed: FixedReading
    sequential: SequentialReading
    discovery_p: float | None = None
    safety: Safety | None = None
    harm: Bounds | None = None
    margin: float | None = None
    unread: str | None = None


class PairReading(Contract):
    """The primary metric of one treated variant against another (``variant`` minus ``other``)."""

    variant: str
    other: str
    reading: MetricReading


class VariantReading(Contract):
    """A variant. ``figures`` are over all phases; compare variants by ``against_control``, which is
    within phases, and empty for the control.

    ``probability_best`` and ``expected_loss`` are of the primary metric over the phases in which all
    variants have units, ``None`` while nothing can be believed. ``excluded`` are units that are
    counted no more; ``capped``, by metric, those whose values lay beyond its limits.
    """

    variant: str
    units: int
    excluded: int = 0
    figures: dict[str, Bounds]
    capped: dict[str, int] = Field(default_factory=dict)
    probability_best: float | None = None
    expected_loss: float | None = None
    against_control: tuple[MetricReading, ...] = ()


class ExperimentReport(Contract):
    """A reading of an experiment, whole. ``text`` says it in a paragraph.

    ``variant`` is the one to be used from now on, if that is known. ``leaders`` are better than the
    control and do no harm, the one with the largest effect first. ``pairs`` are treated variants
    against each other.
    """

    at: UtcDatetime
    method: str
    units: int
    planned_units: int
    split: SplitReport
    variants: tuple[VariantReading, ...]
    pairs: tuple[PairReading, ...] = ()
    outcome: ExperimentOutcome
    reason: str
    variant: str | None = None
    leaders: tuple[str, ...] = ()
    text: str
