"""What is known of a company's customers: segments, churn, lifetime value, cohorts, who is at risk."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from baton.core.contract import Contract, Ulid
from baton.core.money import Currency
from baton.gtm.answer import FactsQuery, MissingFacts, Statement
from baton.gtm.figures import UnitName
from baton.gtm.periods import Period
from baton.gtm.segments import SegmentId, SegmentSummary

Share = Annotated[float, Field(ge=0, le=1)]


class Analysis(StrEnum):
    """What insights can look into."""

    SEGMENTS = "segments"
    """every customer in one of the segments by recency, frequency and spending (RFM)"""
    CHURN = "churn"
    """how likely it is that customers buy nothing in the days that are asked about"""
    LIFETIME_VALUE = "lifetime_value"
    """what customers will probably spend in these days, and what they have spent"""
    COHORTS = "cohorts"
    """how many of each month's new customers came back, by the months since"""
    AT_RISK = "at_risk"
    """repeat customers who will probably not buy in these days, the dearest first"""


class InsightsTask(Contract):
    """What to look into. All is as known at the end of ``period``; cohorts are those of its months."""

    request_id: Ulid
    analyses: Annotated[tuple[Analysis, ...], Field(min_length=1, max_length=len(Analysis))]
    period: Period
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    channel: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    currency: Currency | None = Field(default=None, description="the company's own by default")
    horizon_days: int = Field(
        default=90, ge=1, le=730, description="that churn and value are told of"
    )


class InsightFigure(Contract):
    """A number that a statement stands on. Without a value, ``undefined`` says why there is none."""

    name: str
    label: str
    value: float | None = None
    text: str = Field(description="the value as people write it, or that there is none")
    unit: UnitName
    currency: Currency | None = None
    undefined: str | None = None
    formula: str
    source: str = Field(description="of the formula")
    queries: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_a_value_or_a_reason(self) -> Self:
        if (self.value is None) == (self.undefined is None):
            raise ValueError("needs either a value or a reason why there is none")
        return self


class PurchaseModel(Contract):
    """The BG/NBD model as fitted: purchases come at rates that differ by ``r`` and ``alpha``, customers
    leave after a purchase with chances that differ by ``a`` and ``b``. Time is in weeks.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    customers: int
    repeat_purchases: int
    days_a_step: int = Field(description="1, or more where customers were grouped to fit in time")
    at_bounds: tuple[str, ...] = Field(
        default=(), description="parameters that the histories say too little of"
    )


class ChurnCheck(Contract):
    """How the model did where the outcome is known: fitted up to ``fitted_until`` and held to what
    customers did in the ``days`` after.
    """

    fitted_until: date
    days: int
    customers: int
    auc: Share = Field(description="of the chance of no purchase; 0.5 is a toss")
    auc_of_recency: Share = Field(description="of the days since the last purchase alone")
    expected: Share = Field(description="that were expected to buy nothing, of the customers")
    happened: Share

    @property
    def beats_recency(self) -> bool:
        """Whether the model tells more than the time since the last purchase."""
        return self.auc > self.auc_of_recency


class Churn(Contract):
    """How likely customers buy nothing in the days asked about."""

    model: PurchaseModel
    expected: Share = Field(description="the mean chance of no purchase")
    alive: Share = Field(description="the mean chance that a customer has not left for good")
    check: ChurnCheck | None = None
    why_unchecked: str | None = None


class LifetimeValue(Contract):
    """What customers have spent and will probably spend: revenue, not margin, and not discounted, in
    minor units of the answer's currency.
    """

    customers: int
    spent_a_customer: float
    purchases_expected: float = Field(description="of a customer in the days asked about")
    purchase_value: float = Field(description="expected of one purchase")
    expected_a_customer: float = Field(description="in the days asked about")
    expected: float = Field(description="of all customers together in these days")
    p: float | None = Field(
        default=None, description="Gamma-Gamma's, with q and v, if it was fitted"
    )
    q: float | None = None
    v: float | None = None
    correlation: float | None = Field(
        default=None,
        description="of number and value of purchases, which the model takes to be about 0",
    )


class CohortCell(Contract):
    """Customers of a cohort who bought in one of its months."""

    age: int = Field(ge=0, description="months since that of the first purchase")
    active: int | None = Field(default=None, description="none while the month is not over")
    share: Share | None = None


class CohortRow(Contract):
    """Customers by the month of their first purchase."""

    month: date
    customers: int
    cells: tuple[CohortCell, ...]


class AtRisk(Contract):
    """Repeat customers who will probably not buy in the days asked about, but may still be won back."""

    segment_id: SegmentId
    customers: int
    value_at_stake: float = Field(
        description="what they would spend if they had not left, times the chance that they buy nothing"
    )
    from_chance: Share
    least_alive: Share


class InsightsAnswer(Contract):
    """What was found, in sentences, figures and tables, and what is missing for the rest. No customer is
    named in it: segments are read by their id.
    """

    request_id: Ulid
    period: Period
    as_of: date = Field(description="the last day that is looked at")
    currency: Currency
    country: str | None = None
    channel: str | None = None
    horizon_days: int
    statements: tuple[Statement, ...] = ()
    figures: tuple[InsightFigure, ...] = ()
    segments: tuple[SegmentSummary, ...] = Field(
        default=(), description="that were kept for this answer, those by RFM and those at risk"
    )
    churn: Churn | None = None
    lifetime_value: LifetimeValue | None = None
    cohorts: tuple[CohortRow, ...] | None = None
    at_risk: AtRisk | None = None
    missing: tuple[MissingFacts, ...] = ()
    queries: tuple[FactsQuery, ...] = ()
    rates: str | None = Field(default=None, description="of exchange, where some were used")
