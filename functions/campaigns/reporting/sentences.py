"""What a report says in words. Pure; the page escapes it."""

from collections import Counter

from baton.campaigns.campaign import Proposal, ReviewOutcome
from baton.campaigns.report import CampaignReport, ReportedCampaign, ReportedCase
from baton.escalation.case import EscalationStatus, Verdict
from functions.campaigns.reporting.words import NOT_KNOWN, count, listed, moment, money

_VERDICTS = {
    Verdict.APPROVE: "approved it",
    Verdict.CHANGE: "approved it with changes",
    Verdict.REFUSE: "refused it",
}


def headline(report: CampaignReport) -> str:
    """The whole report in a sentence or two."""
    campaigns = report.campaigns
    if not campaigns:
        return "No campaign is running, so there was nothing to review."
    asked, failed = asked_of_people(report), sum(one.failure is not None for one in campaigns)
    changes = sum(_outcome(one) is ReviewOutcome.PROPOSE_CHANGE for one in campaigns)
    healthy = sum(_outcome(one) is ReviewOutcome.HEALTHY for one in campaigns)
    parts = [f"{healthy} of {count(len(campaigns), 'running campaign')} did as they should"]
    if changes:
        parts.append(f"for {changes} a change is proposed")
    if asked:
        parts.append(f"{len(asked)} wait{'s' if len(asked) == 1 else ''} for your decision")
    if failed:
        parts.append(f"{failed} could not be reviewed")
    return f"{listed(parts)}."


def asked_of_people(report: CampaignReport) -> list[ReportedCampaign]:
    """The campaigns about which a person still has to decide."""
    return [one for one in report.campaigns if one.asks]


def spent(report: CampaignReport) -> list[str]:
    """The spend in the reviews, each currency by itself."""
    sums: Counter[str] = Counter()
    for one in report.campaigns:
        if one.review:
            sums[one.currency] += one.review.totals.spend
    return [money(total, currency) for currency, total in sorted(sums.items())] or [NOT_KNOWN]


def summary(campaign: ReportedCampaign, zone: str) -> list[str]:
    """What there is to say about a campaign before its rules are gone through."""
    said = []
    if campaign.failure:
        said.append(f"This time its review did not come to an end ({campaign.failure}).")
    review = campaign.review
    if review is None:
        return [*said, "It has never been reviewed."]
    if campaign.failure:
        said.append(f"What follows is from {moment(review.at, zone)}.")
    totals = review.totals
    if not totals.days:
        return [*said, "No day was reported, so nothing is known of it. Report its metrics."]
    said.append(
        f"{money(totals.spend, totals.currency)} in {count(totals.days, 'reported day')} brought "
        f"{count(totals.clicks, 'click')} from {count(totals.impressions, 'impression')}, "
        f"{count(totals.leads, 'lead')} and {count(totals.conversions, 'conversion')}."
    )
    return said


def proposal(one: Proposal) -> str:
    """A proposal and who may make it."""
    who = "This is within the limits." if one.within_limits else "This needs a person."
    return " ".join([one.text, who, *([one.gain.text] if one.gain else [])])


def case(of: ReportedCase, zone: str) -> str:
    """Where a case stands."""
    if of.verdict:
        return f"{of.decided_by or 'A person'} {_VERDICTS[of.verdict]}."
    if of.status is EscalationStatus.EXPIRED:
        return f"Nobody decided until {moment(of.expires_at, zone)}, so nothing was changed."
    reminded = f" A reminder went out on {moment(of.reminded_at, zone)}." if of.reminded_at else ""
    return (
        f"Asked on {moment(of.opened_at, zone)}; without a decision until "
        f"{moment(of.expires_at, zone)} nothing is changed.{reminded}"
    )


def _outcome(campaign: ReportedCampaign) -> ReviewOutcome | None:
    return campaign.review.outcome if campaign.review and not campaign.failure else None
