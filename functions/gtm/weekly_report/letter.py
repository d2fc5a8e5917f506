"""The mail that brings the report: words for every mail program, page and PDF attached. Pure."""

from baton.effects.sender import OutboundMessage
from baton.gtm.weekly_report import ReportedFigure, ReportPart, WeeklyReport
from functions.gtm.weekly_report.page import page
from functions.gtm.weekly_report.words import shown, title


def letter(
    report: WeeklyReport, html: str, pdf: bytes, *, recipients: tuple[str, ...], links: str
) -> OutboundMessage:
    """The mail, with ``html`` and ``pdf`` attached. The subject holds nobody's words but the company's
    name."""
    first, *others = recipients
    name = f"weekly-report-{report.week.last}"
    return OutboundMessage(
        recipient=first,
        also=tuple(others),
        subject=title(report),
        text=text_of(report, links=links),
        html=page(report, charts=False),
        attachments={f"{name}.html": html, f"{name}.pdf": pdf},
    )


def text_of(report: WeeklyReport, *, links: str) -> str:
    """The report in plain text."""
    lines = [report.headline, ""]
    for part, heading in ((ReportPart.WEEK, "THE WEEK"), (ReportPart.QUARTER, "THIRTEEN WEEKS")):
        lines += [heading, *(_line(one) for one in report.figures if one.part is part), ""]
    for heading, said in (
        ("WHY", [one.text for one in report.reasons]),
        ("WHAT TO DO", [f"{one.text} {one.because}" for one in report.advice]),
        ("WHAT ELSE WAS FOUND", [one.text for one in report.findings]),
        ("WHAT IS MISSING", [f"{one.what}: {one.why} {one.what_to_do}" for one in report.gaps]),
    ):
        if said:
            lines += [heading, *(f"- {one}" for one in said), ""]
    lines.append("The whole report with its charts is attached.")
    if links:
        lines.append(f"It is kept: {links}/console")
    return "\n".join(lines) + "\n"


def _line(one: ReportedFigure) -> str:
    before = f", before {one.before_text}" if one.before_text else ""
    change = f" ({one.change})" if one.change else ""
    plan = f", planned {one.planned_text} ({one.against_plan})" if one.planned_text else ""
    return f"- {one.label}: {shown(one)}{before}{change}{plan}"
