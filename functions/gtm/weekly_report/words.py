"""What the report calls things, wherever it is read. Pure."""

from baton.core.amounts import minor_digits
from baton.gtm.periods import Period
from baton.gtm.weekly_report import ReportedFigure, ReportPart, WeeklyReport
from baton.pages.words import NOT_KNOWN, day

TILES = (
    "week.revenue",
    "week.gross_margin",
    "week.new_customers",
    "quarter.cac",
    "quarter.mrr",
    "quarter.runway",
)
"""The figures that stand at the top."""

PART_NAMES = {ReportPart.WEEK: "Week", ReportPart.QUARTER: "13 weeks"}


def amount(minor: float, currency: str) -> str:
    """An amount in minor units as finance writes it, as ``1,234.50 EUR``."""
    digits = minor_digits(currency)
    return f"{round(minor) / 10**digits:,.{digits}f} {currency}"


def whole(minor: float, currency: str) -> str:
    """An amount without its decimals, as ``1,235 EUR``."""
    return f"{minor / 10 ** minor_digits(currency):,.0f} {currency}"


def title(report: WeeklyReport) -> str:
    """The report's name, with the company's where it is known."""
    whose = f"{report.company}: " if report.company else ""
    return f"{whose}Weekly report, {day(report.week.last)}"


def days(period: Period) -> str:
    """A period, as ``23 Nov to 29 Nov 2026``."""
    first = day(period.first)
    if period.first.year == period.last.year:
        first = first.rsplit(" ", 1)[0]
    return f"{first} to {day(period.last)}"


def undefined_of(figure: ReportedFigure) -> str:
    """Why a figure has no value, empty if it has one."""
    return f"No value: {figure.undefined}" if figure.undefined else ""


def shown(figure: ReportedFigure) -> str:
    """Its value, a dash if there is none."""
    return figure.text if figure.value is not None else NOT_KNOWN
