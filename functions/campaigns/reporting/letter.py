"""The mail that brings a report: words for every mail program, and the page attached. Pure."""

from baton.campaigns.report import CampaignReport, ReportedCampaign
from baton.effects.sender import OutboundMessage
from baton.pages.words import day, money
from functions.campaigns.reporting import sentences
from functions.campaigns.reporting.figures import figure
from functions.campaigns.reporting.page import decision_page, page
from functions.campaigns.reporting.words import DECIDED, NOT_REVIEWED, OUTCOMES, platform_name

IN_TEXT = 100
"""How many campaigns the text names."""


def letter(
    report: CampaignReport, html: str, *, recipients: tuple[str, ...], links: str
) -> OutboundMessage:
    """The mail with ``html``, the report's page, attached. The subject holds nobody's words."""
    asked = len(sentences.asked_of_people(report))
    wants = f": {asked} to decide" if asked else ""
    of = day(report.until) if report.until else report.report_id
    first, *others = recipients
    return OutboundMessage(
        recipient=first,
        also=tuple(others),
        subject=f"Campaign report, {of}{wants}",
        text=text_of(report, links=links),
        html=page(report, links=links, charts=False),
        attachments={f"campaign-report-{report.until or report.report_id}.html": html},
    )


def text_of(report: CampaignReport, *, links: str) -> str:
    """The report in plain text."""
    lines = [sentences.headline(report), ""]
    for one in sentences.asked_of_people(report):
        if one.case:
            lines += [
                f"TO DECIDE: {one.name}",
                one.case.reason,
                sentences.case(one.case, report.time_zone),
                f"Case {one.case.escalation_id}: {decision_page(links)}",
                "",
            ]
    lines += [_line(one) for one in report.campaigns[:IN_TEXT]]
    if (left := len(report.campaigns) - IN_TEXT) > 0:
        lines.append(f"… and {left} more.")
    lines += ["", "The whole report with its charts is attached."]
    lines.append(f"Times are in {report.time_zone}.")
    return "\n".join(lines) + "\n"


def _line(one: ReportedCampaign) -> str:
    review = one.review
    if review is None:
        return f"- {one.name} ({platform_name(one.platform)}): {NOT_REVIEWED}"
    known = (figure(review, metric) for metric in ("ctr", "cpl", "roas"))
    shown = [f"spend {money(review.totals.spend, one.currency)}"]
    shown += [f"{found.label} {found.text}" for found in known if found and found.value is not None]
    outcome = NOT_REVIEWED if one.failure else OUTCOMES[review.outcome]
    outcome = DECIDED if one.is_decided and not one.failure else outcome
    return f"- {one.name} ({platform_name(one.platform)}): {outcome}; {', '.join(shown)}"
