"""A scorecard that was learned from a company's own lead history, as it is kept in JSON.

It is additive: every feature has a table of points, a lead's points are the base and one entry of
each table, and ten points are twice the odds. How many of the features a lead leaves open may have a
table of its own. ``contracts.scoring`` evaluates it.
"""

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from baton.core.contract import Contract, UtcDatetime
from baton.leads.files.numbers import Decimal

MAX_BYTES = 20_000
"""The most bytes that a scorecard's JSON may have."""

MIDDLE = 50.0
"""The points of a lead whose odds are the usual ones."""

OPEN_ANSWERS = "answers left open"
"""The name of the table of how many features a lead has no value for."""

POINTS_PER_DOUBLING = 10.0
"""A lead with twice the odds has this many more points."""

Points = Annotated[float, Field(ge=-10_000, le=10_000, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]
Shares = tuple[Share, ...]


class NumberTable(Contract):
    """Points by a number. Bin *i* holds numbers from ``edges[i-1]`` on and below ``edges[i]``.

    ``shares`` are the shares of the history's leads: of every bin, then of those without a value.
    ``decimal`` is the sign before decimals in texts, as the history wrote them.
    """

    kind: Literal["number"] = "number"
    name: str
    decimal: Decimal = "."
    direction: Literal["rising", "falling"] | None = None
    edges: tuple[Annotated[float, Field(allow_inf_nan=False)], ...] = ()
    points: tuple[Points, ...] = Field(min_length=1)
    missing: Points
    shares: Shares

    @model_validator(mode="after")
    def _is_a_table(self) -> Self:
        if len(self.points) != len(self.edges) + 1 or len(self.shares) != len(self.points) + 1:
            raise ValueError("a number needs one edge less, and one share more, than points")
        if any(low >= high for low, high in pairwise(self.edges)):
            raise ValueError("the edges must rise")
        wanted = sorted(self.points, reverse=self.direction == "falling")
        if self.direction and list(self.points) != wanted:
            raise ValueError(f"the points are not {self.direction}")
        return self


class CategoryTable(Contract):
    """Points by a category, in lower case. ``other`` is for every value without an entry; a table
    without entries asks only whether there is a value.

    ``shares`` are those of the entries in order, of the others, and of the leads without a value.
    """

    kind: Literal["category"] = "category"
    name: str
    points: dict[str, Points]
    other: Points
    missing: Points
    shares: Shares

    @model_validator(mode="after")
    def _is_a_table(self) -> Self:
        if len(self.shares) != len(self.points) + 2:
            raise ValueError("a category needs two more shares than points")
        return self


Table = Annotated[NumberTable | CategoryTable, Field(discriminator="kind")]


class Figures(Contract):
    """How good a scorecard is on leads that it has not seen.

    ``auc`` is the chance that a converted lead scores above another (0.5: guessing); ``brier`` the
    mean squared error of the probability; ``ece`` the expected calibration error over ten bins;
    ``log_loss`` in nats. ``leads`` of which ``converted``.
    """

    how: str
    leads: int
    converted: int
    auc: float
    brier: float
    ece: float
    log_loss: float


class CalibrationBand(Contract):
    """Leads of the history with an expected rate from ``low`` on and below ``high``, out of fold."""

    low: float
    high: float
    leads: int = Field(ge=0)
    converted: int = Field(ge=0)
    expected: float = Field(description="the mean of the expected rates, 0 to 1")


class LeftOut(Contract):
    """A column that was not used, and why. ``leak`` if it looks set after the outcome was known."""

    column: str
    why: str
    leak: bool = False


class TrainedScorecard(Contract):
    """One version. ``base_points`` are those of a lead about which every table has nothing to say;
    ``base_rate`` is the share of the history's leads that converted.
    """

    format: Literal[1] = 1
    version: str = Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.\-]{0,63}$")
    trained_at: UtcDatetime
    source: str
    fingerprint: str = Field(description="SHA-256 of the history that was learned from")
    leads: int = Field(ge=1)
    converted: int = Field(ge=1)
    base_rate: float = Field(gt=0, lt=1)
    base_points: Points
    features: tuple[Table, ...] = Field(min_length=1)
    open_answers: NumberTable | None = Field(
        default=None, description="points by how many of the features a lead has no value for"
    )
    out_of_fold: Figures
    latest: Figures | None = None
    calibration: tuple[CalibrationBand, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    sample: tuple[str, ...] = Field(
        default=(), description="digests of a few leads that were learned from, to know them again"
    )

    @property
    def tables(self) -> tuple[NumberTable | CategoryTable, ...]:
        """The features' tables, and that of the open answers if there is one."""
        return (*self.features, *((self.open_answers,) if self.open_answers else ()))

    def text(self) -> str:
        """The JSON that is kept."""
        return self.model_dump_json(exclude_none=True)
