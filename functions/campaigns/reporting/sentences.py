"""What a report says in words. Pure; the page escapes it."""

from collections import Counter
from enum import StrEnum

from baton.campaigns.campaign import Proposal, ReviewOutcome
from baton.campaigns.report import CampaignReport, ReportedCampaign, ReportedCase
from baton.escalation.case import EscalationStatus, Verdict
from baton.pages.words import count, listed, local_moment, money

_VERDICTS = {
    Verdict.APPROVE: "approved this",
    Verdict.CHANGE: "approved this with changes",
    Verdict.REFUSE: "turned this down",
}


def headline(report: CampaignReport) -> str:
    """The whole report in a sentence or two."""
    campaigns = report.campaigns
    if not campaigns:
        return "No campaign is running, so there was nothing to review."
    counted = Counter(map(review_status, campaigns))
    if len(counted) == 1:
        one, many = _STATUS_WORDS[next(iter(counted))]
        if len(campaigns) == 1:
            return f"The only running campaign {one}."
        return f"All {len(campaigns)} running campaigns {many}."
    told = [
        f"{counted[one]} {singular if counted[one] == 1 else plural}"
        for one, (singular, plural) in _STATUS_WORDS.items()
        if counted[one]
    ]
    return f"Of {count(len(campaigns), 'running campaign')}, {listed(told)}."


class ReviewStatus(StrEnum):
    """Where a campaign stands in a report: each has one status, so that their counts add up."""

    HEALTHY = "healthy"
    CHANGE = "change"
    ASKS = "asks"
    DECIDED = "decided"
    TOO_LITTLE = "too_little"
    NOT_REVIEWED = "not_reviewed"


_STATUS_WORDS = {
    ReviewStatus.HEALTHY: ("is doing well", "are doing well"),
    ReviewStatus.ASKS: ("waits for your decision", "wait for your decision"),
    ReviewStatus.DECIDED: ("has had its decision", "have had their decisions"),
    ReviewStatus.CHANGE: ("has a proposed change", "have proposed changes"),
    ReviewStatus.TOO_LITTLE: (
        "has too little data to be judged",
        "have too little data to be judged",
    ),
    ReviewStatus.NOT_REVIEWED: ("could not be reviewed", "could not be reviewed"),
}


def review_status(campaign: ReportedCampaign) -> ReviewStatus:
    """Where a campaign stands; what waits for a person goes before everything else."""
    if campaign.asks:
        return ReviewStatus.ASKS
    outcome = _outcome(campaign)
    if outcome is None:
        return ReviewStatus.NOT_REVIEWED
    if campaign.is_decided:
        return ReviewStatus.DECIDED
    if outcome is ReviewOutcome.HEALTHY:
        return ReviewStatus.HEALTHY
    return (
        ReviewStatus.TOO_LITTLE if outcome is ReviewOutcome.NOT_ENOUGH_DATA else ReviewStatus.CHANGE
    )


def asked_of_people(report: CampaignReport) -> list[ReportedCampaign]:
    """The campaigns about which a person still has to decide."""
    return [one for one in report.campaigns if one.asks]


def summary(campaign: ReportedCampaign, zone: str) -> list[str]:
    """What there is to say about a campaign before its rules are gone through."""
    said = []
    if campaign.failure:
        said.append(f"This week's review was not completed ({campaign.failure}).")
    review = campaign.review
    if review is None:
        return [*said, "It has never been reviewed."]
    if campaign.failure:
        said.append(f"The figures below are from the review of {local_moment(review.at, zone)}.")
    totals = review.totals
    if not totals.days:
        return [*said, "No metrics were reported for these days, so it cannot be judged."]
    clicks = f"{count(totals.clicks, 'click')}" if totals.clicks is not None else ""
    shown = f"{count(totals.impressions, 'impression')}" if totals.impressions is not None else ""
    reached = " from ".join(filter(None, (clicks, shown)))
    said.append(
        f"{money(totals.spend, totals.currency)} in {count(totals.days, 'reported day')} brought "
        f"{f'{reached}, ' if reached else ''}"
        f"{count(totals.leads, 'lead')} and {count(totals.conversions, 'conversion')}."
    )
    return said


def proposal(one: Proposal) -> str:
    """A proposal and who may make it."""
    who = "It is within the limits." if one.within_limits else "A person must approve it."
    return " ".join([one.text, who, *([one.gain.text] if one.gain else [])])


def case(of: ReportedCase, zone: str) -> str:
    """Where a case stands."""
    if of.verdict:
        when = f" on {local_moment(of.decided_at, zone)}" if of.decided_at else ""
        return f"{of.decided_by or 'A person'} {_VERDICTS[of.verdict]}{when}."
    if of.status is EscalationStatus.EXPIRED:
        return f"Nobody decided by {local_moment(of.expires_at, zone)}, so nothing was changed."
    reminded = (
        f" A reminder went out on {local_moment(of.reminded_at, zone)}." if of.reminded_at else ""
    )
    return (
        f"Asked on {local_moment(of.opened_at, zone)}. Nothing changes unless somebody decides by "
        f"{local_moment(of.expires_at, zone)}.{reminded}"
    )


def _outcome(campaign: ReportedCampaign) -> ReviewOutcome | None:
    return campaign.review.outcome if campaign.review and not campaign.failure else None
