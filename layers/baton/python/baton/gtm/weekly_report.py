"""The weekly report on the business, and where its files lie (requirement E9)."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import Field

from baton.core.clock import moment_of
from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.core.message import AgentName
from baton.core.money import Currency
from baton.gtm.answer import FactsQuery
from baton.gtm.periods import Period
from baton.gtm.report_days import days_of

OWNER = "gtm"
"""The owner of the mails' effects."""

FOLDER = "weekly"

REPORT_BYTES = 5_500_000
"""The most bytes a report may have: a function's answer ends at 6 MB."""

ANSWER_BYTES = 5_000_000


class WeeklyReportStatus(StrEnum):
    """How far a report is."""

    UNDER_WAY = "under_way"
    READY = "ready"


class ReportPart(StrEnum):
    """Which part of the report a figure stands in."""

    WEEK = "week"
    """of the week, beside the week before"""
    QUARTER = "quarter"
    """of the thirteen weeks up to its end, beside the thirteen before"""


class ReportedFigure(Contract):
    """A figure with how it came about. ``queries`` are the report's, by their query_id; ``before`` is
    the same figure of the time before, and ``planned`` what was planned for it.
    """

    name: str = Field(description="unique in the report, as week.revenue")
    agent: AgentName
    part: ReportPart
    label: str
    value: float | None = None
    text: str
    unit: str
    currency: Currency | None = None
    undefined: str | None = Field(default=None, description="why there is no value")
    before: float | None = None
    before_text: str | None = None
    change: str | None = Field(default=None, description="since the time before, as +12 %")
    planned: float | None = None
    planned_text: str | None = None
    against_plan: str | None = Field(default=None, description="as +12 %")
    period: Period
    formula: str = ""
    source: str = Field(default="", description="of the formula")
    steps: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()


class ReportedSentence(Contract):
    """A sentence made by code, with the figures and queries of this report that it stands on."""

    agent: AgentName
    text: str
    figures: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


class ReportAdvice(Contract):
    """What to do, and because of what."""

    text: str
    because: str
    figures: tuple[str, ...] = ()


class PlannedCost(Contract):
    """A category's costs of the thirteen weeks beside what was planned, in minor units."""

    category: str
    actual: float
    planned: float


class RevenueOfWeek(Contract):
    """A week's revenue in minor units: what it was, or what is expected with its 80 % interval."""

    first: date
    last: date
    value: float
    low: float | None = None
    high: float | None = None
    queries: tuple[str, ...] = ()


class ReportedGap(Contract):
    """What is missing, and what would help."""

    agent: AgentName
    what: str
    why: str
    what_to_do: str


class WeeklyReport(Contract):
    """The report. While it is ``under_way`` it has nothing but its week.

    ``time_zone`` (IANA) is the company's: the week is the last whole one, Monday to Sunday, when the
    report was begun. Its days are those of the facts, in UTC.
    """

    report_id: Ulid
    status: WeeklyReportStatus
    started_at: UtcDatetime
    made_at: UtcDatetime | None = None
    time_zone: str = "Etc/UTC"
    company: str = ""
    week: Period
    quarter: Period
    currency: Currency | None = None
    headline: str = ""
    figures: tuple[ReportedFigure, ...] = ()
    revenue: tuple[RevenueOfWeek, ...] = Field(default=(), description="thirteen weeks")
    expected: tuple[RevenueOfWeek, ...] = Field(default=(), description="the weeks to come")
    costs: tuple[PlannedCost, ...] = ()
    reasons: tuple[ReportedSentence, ...] = ()
    findings: tuple[ReportedSentence, ...] = Field(default=(), description="of the other agents")
    advice: tuple[ReportAdvice, ...] = ()
    gaps: tuple[ReportedGap, ...] = ()
    queries: tuple[FactsQuery, ...] = ()
    rates: str | None = Field(default=None, description="of exchange, where some were used")

    def figure(self, name: str) -> ReportedFigure | None:
        """A figure by its name."""
        return next((one for one in self.figures if one.name == name), None)


def begun(report_id: str, *, time_zone: str, company: str) -> WeeklyReport:
    """A report that is under way: on the last whole week before the moment in its id, so that a step
    that is repeated is of the same week."""
    started = moment_of(report_id)
    days = days_of(started, time_zone)
    return WeeklyReport(
        report_id=report_id,
        status=WeeklyReportStatus.UNDER_WAY,
        started_at=started,
        time_zone=time_zone,
        company=company,
        week=days.week,
        quarter=days.quarter,
    )


class AskedAgent(Contract):
    """What one agent is asked for a report: ``name`` is unique in it."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    agent: AgentName
    task: Mapping[str, Any]


class WeeklyReportMade(Contract):
    """A weekly report is ready, and where it is read."""

    report_id: Ulid
    week: Period
    headline: str
    href: str
    gaps: int = Field(ge=0)


def report_file(report_id: str, form: str) -> str:
    """The key of a report's file, ``form`` being ``json``, ``html`` or ``pdf``: the id alone leads to
    it. Raises ``ValueError`` for an id of a moment that no calendar has.
    """
    return f"{FOLDER}/{moment_of(report_id).date().isoformat()}/{report_id}.{form}"


def answer_file(report_id: str, name: str) -> str:
    """The key of an answer that the report is made of."""
    return f"{FOLDER}/{moment_of(report_id).date().isoformat()}/{report_id}/{name}.json"
