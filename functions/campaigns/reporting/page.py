"""The report as one HTML page: readable without script, without a network, and on paper. Pure."""

from collections.abc import Iterable

from baton.campaigns.report import CampaignReport, ReportedCampaign, WeekTotals
from baton.pages.markup import Markup, joined, tag
from baton.pages.style import style
from baton.pages.words import NOT_KNOWN, change, count, day, local_moment, moment, money
from functions.campaigns.reporting import sentences
from functions.campaigns.reporting.charts import interval_chart, time_series
from functions.campaigns.reporting.figures import figure, figures_of
from functions.campaigns.reporting.words import DECIDED, NOT_REVIEWED, OUTCOMES, platform_name

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""Nothing is loaded and nothing runs, even if this file is opened from a disk."""

_READING = (
    "How to read the charts: the bar is the range in which the true figure lies with the stated "
    "confidence, the dot is the reported figure, the dashed line is the threshold, and the shaded "
    "side is the wrong one. A rule triggers only if the whole bar is on the wrong side, so what may be "
    "chance changes nothing. CTR is clicks per impression, CPL spend per lead, ROAS revenue per spend."
)


def page(report: CampaignReport, *, links: str = "", charts: bool = True) -> str:
    """The page. ``links`` is put before the API's paths; mail programs get it without ``charts``,
    for most of them do not show SVG."""
    shown = [one for one in report.campaigns if one.days] if charts else []
    title = f"Campaign report, {day(report.until)}" if report.until else "Campaign report"
    body = joined(
        _opening(report, title),
        _asked(report, links),
        _taken(report),
        _table(report.campaigns),
        *(_campaign(one, report, links) for one in shown),
        _closing(report, charts=charts),
    )
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("style", style()),
    )
    return f"<!doctype html>\n{tag('html', head, tag('body', tag('main', body)), lang='en')}\n"


def _opening(report: CampaignReport, title: str) -> Markup:
    campaigns, asked = report.campaigns, sentences.asked_of_people(report)
    days = f"{day(report.since)} to {day(report.until)}" if report.since and report.until else ""
    return joined(
        tag("h1", title),
        tag("p", f"Days: {days}. Times are in {report.time_zone}.", class_="quiet"),
        tag("p", sentences.headline(report), class_="lead"),
        tag(
            "div",
            _tile(len(campaigns), "running campaign", "running campaigns"),
            _tile(len(asked), "decision for you", "decisions for you"),
            _tile(sum(len(one.taken) for one in campaigns), "change approved", "changes approved"),
            class_="tiles",
        ),
        _weeks(report),
    )


def _weeks(report: CampaignReport) -> Markup:
    """The totals of the last whole week beside those of the week before."""
    rows = [
        tag("tr", tag("td", label), *(tag("td", text, class_="number") for text in texts))
        for this, last in zip(report.this_week, report.last_week, strict=True)
        for label, texts in _compared(this, last, alone=len(report.this_week) == 1)
    ]
    if not rows:
        return joined()
    names = ("", "Last 7 days", "7 days before", "Change")
    heads = [tag("th", name, class_="number" if name else None) for name in names]
    table = tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *rows))
    return joined(tag("h2", "All campaigns together"), tag("div", table, class_="scroll"))


def _compared(
    this: WeekTotals, last: WeekTotals, *, alone: bool
) -> Iterable[tuple[str, tuple[str, str, str]]]:
    """The lines of a currency; counts name it where there are others."""
    of = this.currency
    where = "" if alone else f" ({of})"
    amounts = {
        "Spend": (this.spend, last.spend),
        "Revenue": (this.revenue, last.revenue),
    }
    for label, (now, before) in amounts.items():
        yield label, (money(now, of), money(before, of), change(now, before))
    counts = {
        f"Leads{where}": (this.leads, last.leads),
        f"Conversions{where}": (this.conversions, last.conversions),
    }
    for label, (many, earlier) in counts.items():
        yield label, (f"{many:,.6g}", f"{earlier:,.6g}", change(many, earlier))


def _tile(number: int, one: str, many: str) -> Markup:
    what = tag("span", one if number == 1 else many, class_="quiet")
    return tag("div", tag("b", str(number)), what, class_="tile")


def _asked(report: CampaignReport, links: str) -> Markup:
    items = [
        tag(
            "li",
            tag("b", one.name),
            f": {one.case.reason} {sentences.case(one.case, report.time_zone)} ",
            _case_link(one.case.escalation_id, links),
        )
        for one in sentences.asked_of_people(report)
        if one.case
    ]
    return _section("Decisions for you", items, "Nothing is waiting for a decision.")


def _taken(report: CampaignReport) -> Markup:
    items = [
        tag(
            "li",
            tag("b", one.name),
            f": {' '.join(proposal.text for proposal in change.proposals)} Approved by "
            f"{change.decided_by} on {local_moment(change.at, report.time_zone)}.",
        )
        for one in report.campaigns
        for change in one.taken
    ]
    items += [
        tag("li", tag("b", one.name), f": {sentences.case(one.case, report.time_zone)}")
        for one in report.campaigns
        if one.case and one.is_decided and not _is_taken(one)
    ]
    return _section("Decisions taken", items, "No decision was taken in these days.")


def _is_taken(one: ReportedCampaign) -> bool:
    """Whether what was decided about a campaign is among the changes that were approved."""
    return any(one.case and change.escalation_id == one.case.escalation_id for change in one.taken)


def decision_page(links: str) -> str:
    """Where a person can follow a link to: the page of the API on which they sign in and decide."""
    return f"{links}/docs#/escalations/decide_escalation"


def _section(heading: str, items: list[Markup], otherwise: str) -> Markup:
    return joined(tag("h2", heading), tag("ul", *items) if items else tag("p", otherwise))


def _case_link(escalation_id: str, links: str) -> Markup:
    if not links:
        return tag("span", f"Case {escalation_id}", class_="quiet")
    return tag("a", "Decide", href=decision_page(links))


_FIGURES = ("Spend", "CTR", "CPL", "ROAS")


def _table(campaigns: Iterable[ReportedCampaign]) -> Markup:
    rows = [_line(one) for one in campaigns]
    if not rows:
        return joined()
    heads = [tag("th", name) for name in ("Campaign", "Outcome")]
    heads += [tag("th", name, class_="number") for name in _FIGURES]
    table = tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *rows), class_="stacks")
    return joined(tag("h2", "All running campaigns"), tag("div", table, class_="scroll"))


def _line(one: ReportedCampaign) -> Markup:
    spend = money(one.review.totals.spend, one.currency) if one.review else NOT_KNOWN
    found = (figure(one.review, metric) for metric in ("ctr", "cpl", "roas"))
    texts = (spend, *(figure.text if figure else NOT_KNOWN for figure in found))
    cells = [
        tag("td", text, class_="number", data_label=label)
        for label, text in zip(_FIGURES, texts, strict=True)
    ]
    platform = tag("span", platform_name(one.platform), class_="quiet")
    name = tag("td", one.name, tag("br"), platform, class_="name")
    return tag("tr", name, tag("td", _badge(one)), *cells)


def _badge(one: ReportedCampaign) -> Markup:
    if one.failure or one.review is None:
        return tag("span", NOT_REVIEWED, class_="badge")
    if one.is_decided:
        return tag("span", DECIDED, class_="badge")
    outcome = one.review.outcome
    return tag("span", OUTCOMES[outcome], class_=f"badge {outcome.value}")


def _campaign(one: ReportedCampaign, report: CampaignReport, links: str) -> Markup:
    review = one.review
    parts = [
        tag("div", tag("h3", one.name), _badge(one), class_="head"),
        tag("p", f"{platform_name(one.platform)} · campaign {one.campaign_id}", class_="quiet"),
        *(tag("p", said) for said in sentences.summary(one, report.time_zone)),
    ]
    if report.since and report.until:
        drawn = time_series(one.days, report.since, report.until, one.currency)
        parts.append(drawn)
    if review and (figures := figures_of(review)):
        parts += [_confidence(one), interval_chart(figures)]
    if review and review.findings:
        parts.append(_list("What the rules found", (found.text for found in review.findings)))
    if review and review.proposals:
        said = (sentences.proposal(proposal) for proposal in review.proposals)
        parts.append(_list("What should change", said))
    if one.case:
        words = f"{sentences.case(one.case, report.time_zone)} "
        link = joined() if one.is_decided else _case_link(one.case.escalation_id, links)
        parts += [tag("h4", "What a person was asked"), tag("p", words, link)]
    return tag("section", *parts, class_="card")


def _confidence(one: ReportedCampaign) -> Markup:
    """The heading of the interval chart, with the confidence that its intervals have."""
    known = sorted({found.confidence for found in figures_of(one.review) if found.confidence}
                   if one.review else ())  # fmt: skip
    said = " and ".join(f"{share * 100:g} %" for share in known)
    return tag("h4", f"Figures with their {said} intervals" if said else "Figures")


def _list(heading: str, items: Iterable[str]) -> Markup:
    return joined(tag("h4", heading), tag("ul", *(tag("li", item) for item in items)))


def _closing(report: CampaignReport, *, charts: bool) -> Markup:
    made = f"Made on {moment(report.made_at, report.time_zone)}. " if report.made_at else ""
    without = sum(not one.days for one in report.campaigns)
    left = ""
    if not charts:
        left = "The attached file shows the campaigns with charts. "
    elif without and without < len(report.campaigns):
        left = f"{count(without, 'campaign')} without charts: the rest is in the report's JSON. "
    return tag(
        "footer",
        tag("p", _READING, class_="quiet"),
        tag("p", f"{made}{left}Report {report.report_id}.", class_="quiet"),
    )
