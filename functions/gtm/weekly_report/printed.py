"""The report as a PDF file for paper and for mail programs. Pure."""

from baton.gtm.weekly_report import ReportPart, WeeklyReport
from baton.pages.drawing import Ink
from baton.pages.paper import Paper
from baton.pages.words import NOT_KNOWN, moment
from functions.gtm.weekly_report.charts import costs_chart, revenue_chart
from functions.gtm.weekly_report.words import PART_NAMES, TILES, days, shown, title, undefined_of


def printed(report: WeeklyReport) -> bytes:
    """The file. Raises ``ValueError`` for a report that is not made yet."""
    if report.made_at is None:
        raise ValueError("a report that is under way cannot be printed")
    paper = Paper(title(report))
    paper.text(title(report), 17, bold=True)
    paper.space(3)
    paper.text(f"{days(report.week)}, beside the week before.", 8.5, ink=Ink.QUIET)
    paper.space(4)
    paper.text(report.headline, 11.5)
    paper.space()
    found = [one for name in TILES if (one := report.figure(name))]
    paper.tiles([(shown(one), one.label) for one in found])
    _draw(paper, report)
    for part in ReportPart:
        _table(paper, report, part)
    _words(paper, report)
    _traces(paper, report)
    foot = f"Report {report.report_id}, made on {moment(report.made_at, report.time_zone)}"
    return paper.file(report.made_at, foot)


def _draw(paper: Paper, report: WeeklyReport) -> None:
    currency, revenue = report.currency or "", report.figure("week.revenue")
    if report.revenue:
        planned = revenue.planned if revenue else None
        paper.drawing(revenue_chart(report.revenue, report.expected, planned, currency))
    if report.costs:
        paper.heading("Costs of thirteen weeks against budget")
        paper.drawing(costs_chart(report.costs, currency))


def _table(paper: Paper, report: WeeklyReport, part: ReportPart) -> None:
    theirs = [one for one in report.figures if one.part is part]
    if not theirs:
        return
    is_week = part is ReportPart.WEEK
    paper.together(60 + 17 * len(theirs))
    paper.heading("The week" if is_week else f"Thirteen weeks, {days(report.quarter)}")
    head = ["", PART_NAMES[part], "Before", "Change"] + (["Plan", "Against"] if is_week else [])
    rows = [
        [one.label, shown(one), one.before_text or NOT_KNOWN, one.change or NOT_KNOWN]
        + ([one.planned_text or NOT_KNOWN, one.against_plan or NOT_KNOWN] if is_week else [])
        for one in theirs
    ]
    paper.table(head, rows, [3.4, 1.7, 1.7, 1.1, 1.8, 0.9] if is_week else [3.4, 1.7, 1.7, 1.1])


def _words(paper: Paper, report: WeeklyReport) -> None:
    if report.reasons:
        paper.heading("Why")
        for reason in report.reasons:
            paper.item(reason.text)
    paper.heading("What to do")
    for advice in report.advice:
        paper.item(f"{advice.text} {advice.because}")
    if not report.advice:
        paper.text("Nothing asks for a decision.")
    for agent in dict.fromkeys(one.agent for one in report.findings):
        paper.heading(f"What {agent} found")
        for finding in report.findings:
            if finding.agent == agent:
                paper.item(finding.text)
    if report.gaps:
        paper.heading("What is missing")
        for gap in report.gaps:
            paper.item(f"{gap.what}: {gap.why} {gap.what_to_do}")


def _traces(paper: Paper, report: WeeklyReport) -> None:
    paper.heading("How each figure came about")
    for one in report.figures:
        paper.space(3)
        paper.text(f"{one.label}: {one.text}", 8.5, bold=True)
        said = [f"{one.formula}. Source: {one.source}.", undefined_of(one), *one.steps, *one.notes]
        for line in filter(None, said):
            paper.text(line, 7.5, ink=Ink.QUIET)
        if one.queries:
            paper.text(f"From {', '.join(one.queries)}", 7.5, ink=Ink.QUIET)
    if report.rates:
        paper.text(f"{report.rates}.", 7.5, ink=Ink.QUIET)
    paper.heading("Questions to the facts")
    for query in report.queries:
        given = f" with {', '.join(query.parameters)}" if query.parameters else ""
        paper.text(query.query_id, 7.5, bold=True)
        paper.text(query.sql, 6.5, ink=Ink.QUIET)
        paper.text(f"{query.first} to {query.last}{given}: {query.rows} rows", 6.5, ink=Ink.QUIET)
        paper.space(3)
