"""The report as one HTML page: readable without script, without a network, and on paper. Pure."""

from collections.abc import Iterable, Iterator

from baton.gtm.answer import FactsQuery
from baton.gtm.weekly_report import ReportedFigure, ReportedSentence, ReportPart, WeeklyReport
from baton.pages.drawing import svg
from baton.pages.markup import Markup, joined, tag
from baton.pages.style import style
from baton.pages.words import NOT_KNOWN, moment
from functions.gtm.weekly_report.charts import costs_chart, revenue_chart
from functions.gtm.weekly_report.words import PART_NAMES, TILES, days, shown, title, undefined_of

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""Nothing is loaded and nothing runs, even if this file is opened from a disk."""


def page(report: WeeklyReport, *, charts: bool = True) -> str:
    """The page. Mail programs get it without ``charts``, for most of them do not show SVG, and without
    how each figure came about."""
    body = joined(
        _opening(report),
        _charts(report) if charts else joined(),
        *(_table(report, part) for part in ReportPart),
        _reasons(report),
        _advice(report),
        _findings(report),
        _gaps(report),
        _traces(report) if charts else joined(),
        _closing(report, charts=charts),
    )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title(report)),
        tag("style", style()),
    )
    return f"<!doctype html>\n{tag('html', head, tag('body', tag('main', body)), lang='en')}\n"


def _opening(report: WeeklyReport) -> Markup:
    tiles = [found for name in TILES if (found := report.figure(name))]
    return joined(
        tag("h1", title(report)),
        tag("p", f"{days(report.week)}, beside the week before.", class_="quiet"),
        tag("p", report.headline, class_="lead"),
        tag("div", *map(_tile, tiles), class_="tiles") if tiles else joined(),
    )


def _tile(one: ReportedFigure) -> Markup:
    return tag("div", tag("b", shown(one)), tag("span", one.label, class_="quiet"), class_="tile")


def _charts(report: WeeklyReport) -> Markup:
    currency, revenue = report.currency or "", report.figure("week.revenue")
    drawn = []
    if report.revenue:
        planned = revenue.planned if revenue else None
        drawn.append(svg(revenue_chart(report.revenue, report.expected, planned, currency)))
    if report.costs:
        drawn += [tag("h2", "Costs of thirteen weeks against budget")]
        drawn += [svg(costs_chart(report.costs, currency))]
    return joined(*drawn)


def _table(report: WeeklyReport, part: ReportPart) -> Markup:
    theirs = [one for one in report.figures if one.part is part]
    if not theirs:
        return joined()
    is_week = part is ReportPart.WEEK
    names = [
        "",
        PART_NAMES[part],
        "Before",
        "Change",
        *(["Plan", "Against plan"] if is_week else []),
    ]
    heads = (tag("th", name, class_="number" if name else None) for name in names)
    rows = (tag("tr", *_cells(one, with_plan=is_week)) for one in theirs)
    table = tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *rows))
    heading = "The week" if is_week else f"Thirteen weeks, {days(report.quarter)}"
    return joined(tag("h2", heading), tag("div", table, class_="scroll"))


def _cells(one: ReportedFigure, *, with_plan: bool) -> Iterator[Markup]:
    yield tag("td", tag("a", one.label, href=f"#{one.name}"), class_="name")
    texts = [shown(one), one.before_text, one.change]
    texts += [one.planned_text, one.against_plan] if with_plan else []
    for text in texts:
        yield tag("td", text or NOT_KNOWN, class_="number")


def _reasons(report: WeeklyReport) -> Markup:
    return _list("Why", map(_sentence, report.reasons))


def _sentence(one: ReportedSentence) -> Markup:
    return tag("li", one.text, *_links(one.queries))


def _links(queries: Iterable[str]) -> Iterator[Markup]:
    for query in queries:
        yield joined(" ", tag("a", query, href=f"#query.{query}", class_="source"))


def _advice(report: WeeklyReport) -> Markup:
    items = (
        tag("li", tag("b", one.text), " ", one.because, *_to_figures(one.figures, report))
        for one in report.advice
    )
    return _list("What to do", items, "Nothing asks for a decision.")


def _to_figures(names: Iterable[str], report: WeeklyReport) -> Iterator[Markup]:
    for name in names:
        if found := report.figure(name):
            yield joined(" ", tag("a", found.label, href=f"#{name}", class_="source"))


def _findings(report: WeeklyReport) -> Markup:
    agents = dict.fromkeys(one.agent for one in report.findings)
    return joined(
        *(
            _list(
                f"What {agent} found",
                (_sentence(one) for one in report.findings if one.agent == agent),
            )
            for agent in agents
        )
    )


def _gaps(report: WeeklyReport) -> Markup:
    items = (tag("li", tag("b", one.what), f": {one.why} {one.what_to_do}") for one in report.gaps)
    return _list("What is missing", items)


def _list(heading: str, items: Iterable[Markup], otherwise: str = "") -> Markup:
    listed = list(items)
    if not listed:
        return joined(tag("h2", heading), tag("p", otherwise)) if otherwise else joined()
    return joined(tag("h2", heading), tag("ul", *listed))


def _traces(report: WeeklyReport) -> Markup:
    figures = (_trace(one) for one in report.figures)
    queries = (_query(one) for one in report.queries)
    return tag(
        "section",
        tag("h2", "How each figure came about"),
        *figures,
        tag("h2", "Questions to the facts"),
        *queries,
        class_="traces",
    )


def _trace(one: ReportedFigure) -> Markup:
    undefined = undefined_of(one)
    lines = [
        tag("p", f"{one.formula}. Source: {one.source}.") if one.formula else joined(),
        tag("p", undefined) if undefined else joined(),
        *(tag("p", step) for step in one.steps),
        *(tag("p", note, class_="quiet") for note in one.notes),
        tag("p", "From ", *_links(one.queries), class_="quiet") if one.queries else joined(),
    ]
    return tag("div", tag("h4", f"{one.label}: {one.text}", id=one.name), *lines)


def _query(one: FactsQuery) -> Markup:
    given = f" with {', '.join(one.parameters)}" if one.parameters else ""
    return tag(
        "div",
        tag("h4", one.query_id, id=f"query.{one.query_id}"),
        tag("p", tag("code", one.sql), class_="quiet"),
        tag("p", f"{one.first} to {one.last}{given}: {one.rows} rows", class_="quiet"),
    )


def _closing(report: WeeklyReport, *, charts: bool) -> Markup:
    made = f"Made on {moment(report.made_at, report.time_zone)}. " if report.made_at else ""
    whole = "" if charts else "The attached files have charts, and how each figure came about. "
    rates = f"{report.rates}. " if report.rates else ""
    said = f"{made}{whole}{rates}Days are of UTC. Report {report.report_id}."
    return tag("footer", tag("p", said, class_="quiet"))
