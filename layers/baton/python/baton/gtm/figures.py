"""Figures that people act on: each with how it came about, so that anybody can work it out again."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from baton.core.contract import Contract, Ulid
from baton.core.money import Currency
from baton.gtm.answer import FactsQuery, MissingFacts, ValueOrReason
from baton.gtm.breakdown import Breakdown
from baton.gtm.mailing_plan import MailingPlan
from baton.gtm.periods import Period


class FigureName(StrEnum):
    """The figures that finance knows."""

    REVENUE = "revenue"
    GROSS_PROFIT = "gross_profit"
    GROSS_MARGIN = "gross_margin"
    ORDERS = "orders"
    AVERAGE_ORDER = "average_order"
    NEW_CUSTOMERS = "new_customers"
    CAC = "cac"
    PAID_CAC = "paid_cac"
    LTV = "ltv"
    LTV_TO_CAC = "ltv_to_cac"
    PAYBACK = "payback"
    ROAS = "roas"
    BLENDED_ROAS = "blended_roas"
    MRR = "mrr"
    ARR = "arr"
    NRR = "nrr"
    GRR = "grr"
    CUSTOMER_CHURN = "customer_churn"
    BURN_RATE = "burn_rate"
    GROSS_BURN = "gross_burn"
    COSTS = "costs"
    CASH = "cash"
    RUNWAY = "runway"
    BUDGET_VARIANCE = "budget_variance"
    CAMPAIGN_COST = "campaign_cost"
    """of the campaign that the task has the plan of"""
    CAMPAIGN_RETURN = "campaign_return"
    REVENUE_FORECAST = "revenue_forecast"
    ANOMALIES = "anomalies"


class UnitName(StrEnum):
    """What a value counts."""

    MONEY = "money"
    """minor units of the figure's currency"""
    SHARE = "share"
    """1 is 100 %"""
    RATIO = "ratio"
    MONTHS = "months"
    COUNT = "count"


class FigureInput(Contract):
    """What went into a figure. ``queries`` are the answer's that gave it; none where it is another
    figure.
    """

    name: str
    value: float
    unit: UnitName
    queries: tuple[str, ...] = ()


class FigurePart(Contract):
    """A figure of one channel, cohort, category or account; or, where it was asked by month, country or
    the like, of one of these.
    """

    of: str
    name: str
    value: float | None = None
    text: str
    against: float | None = Field(
        default=None, description="what was planned, where the value is how much more it was"
    )
    undefined: str | None = Field(default=None, description="why there is no value")
    days: Period | None = Field(
        default=None, description="that it is of, where it was asked by time"
    )
    incomplete: str | None = Field(
        default=None, description="which days are missing, as that a month is told so far"
    )
    row: str | None = Field(
        default=None, description="what stands as `part` in the rows of its queries"
    )
    queries: tuple[str, ...] = Field(default=(), description="the answer's, by their query_id")


class Benchmark(Contract):
    """What others reach, or what is held to be sound."""

    value: float
    text: str
    better: str = Field(description="higher or lower")
    source: str


class Figure(ValueOrReason):
    """One figure. Without a value, ``undefined`` says why there is none: it is never infinite, and
    never 0 for what is not known.
    """

    name: FigureName
    label: str
    text: str = Field(description="the value as people write it, or that there is none")
    unit: UnitName
    currency: Currency | None = None
    period: Period
    formula: str
    source: str = Field(description="of the formula")
    inputs: tuple[FigureInput, ...] = ()
    steps: tuple[str, ...] = ()
    parts: tuple[FigurePart, ...] = ()
    not_by: str | None = Field(
        default=None, description="why it has no parts of the kind that was asked for"
    )
    told_by: tuple[Breakdown, ...] = Field(default=(), description="of which kinds it has parts")
    benchmark: Benchmark | None = None
    notes: tuple[str, ...] = ()


class ForecastPoint(Contract):
    """Revenue expected of some days, in minor units of the figure's currency."""

    first: date
    last: date
    value: float
    low: float
    high: float


class MethodScore(Contract):
    """How a method of forecasting did where the outcome is known."""

    method: str
    error: float = Field(description="mean absolute error over that of the naive forecast")


class Forecast(Contract):
    """What is expected, and how far that was right before."""

    currency: Currency
    step: str = Field(description="day, week or month")
    method: str
    points: tuple[ForecastPoint, ...]
    level: float = Field(default=0.8, description="of the interval")
    coverage: float | None = Field(
        default=None,
        description="share of past outcomes within intervals made before them, where enough are known",
    )
    checked: int = Field(description="past outcomes that coverage was counted on")
    methods: tuple[MethodScore, ...]
    shift: date | None = Field(default=None, description="since when another level holds")
    queries: tuple[str, ...]


class Anomaly(Contract):
    """What stands out of the days' revenue."""

    kind: str = Field(description="day, or level_shift: from this day on")
    day: date
    value: float
    expected: float
    deviations: float = Field(description="robust standard deviations from what was expected")
    text: str
    queries: tuple[str, ...]


class FinanceTask(Contract):
    """Which figures, of when, and of what part of the business."""

    request_id: Ulid
    figures: Annotated[
        tuple[FigureName, ...],
        Field(min_length=1, max_length=len(FigureName)),
    ]
    period: Period
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    channel: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    currency: Currency | None = Field(default=None, description="the company's own by default")
    by: Breakdown | None = Field(default=None, description="what figures are wanted for each of")
    campaign: MailingPlan | None = Field(
        default=None, description="for campaign_cost and campaign_return, as marketing made it"
    )


class FinanceAnswer(Contract):
    """The figures, in the order they were asked for, and what is missing for some of them."""

    request_id: Ulid
    period: Period
    currency: Currency
    country: str | None = None
    channel: str | None = None
    by: Breakdown | None = None
    figures: tuple[Figure, ...] = ()
    forecast: Forecast | None = None
    anomalies: tuple[Anomaly, ...] | None = Field(
        default=None, description="none asked for or none judged, unless it is a list"
    )
    missing: tuple[MissingFacts, ...] = ()
    queries: tuple[FactsQuery, ...] = ()
    rates: str | None = Field(default=None, description="of exchange, where some were used")
