"""The verdict on a campaign: what was found, what to do, and who decides (requirement A8). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from baton.campaigns.benchmarks import Benchmarks
from baton.campaigns.campaign import (
    AdResult,
    Campaign,
    CampaignReview,
    DailyMetrics,
    Finding,
    Measure,
    Proposal,
    ReviewOutcome,
    Totals,
)
from baton.campaigns.totals import totals_of
from functions.campaigns.optimizer.account import measures_of
from functions.campaigns.optimizer.ads import SHOWN, ad_results, ads_in
from functions.campaigns.optimizer.findings import is_judged, lacks_threshold, look
from functions.campaigns.optimizer.proposals import ProposalInputs, propose
from functions.campaigns.optimizer.rules import Rules


@dataclass(frozen=True, slots=True)
class Judgement:
    """A review before it is one: nobody has asked for it under an id yet."""

    totals: Totals
    outcome: ReviewOutcome
    findings: tuple[Finding, ...]
    proposals: tuple[Proposal, ...]
    measures: tuple[Measure, ...]
    rules: str
    measured_by: str
    ads: tuple[AdResult, ...] = ()

    def as_review(
        self, campaign_id: str, *, review_id: str, at: datetime, escalation_id: str | None
    ) -> CampaignReview:
        """The judgement as the review it becomes."""
        return CampaignReview(
            review_id=review_id,
            campaign_id=campaign_id,
            at=at,
            totals=self.totals,
            outcome=self.outcome,
            findings=self.findings,
            proposals=self.proposals,
            measures=self.measures,
            ads=self.ads,
            escalation_id=escalation_id,
            rules=self.rules,
            measured_by=self.measured_by,
        )

    def says_nothing_new(self, last: CampaignReview | None) -> bool:
        """Whether the last review said the same of the same figures of this campaign."""
        return last is not None and (
            (self.totals, self.outcome, self.findings, self.ads)
            == (last.totals, last.outcome, last.findings, last.ads)
        )


def judge(
    campaign: Campaign,
    metrics: Sequence[DailyMetrics],
    rules: Rules,
    today: date,
    account: Sequence[Totals] = (),
) -> Judgement:
    """Looks at a campaign's days and says what follows.

    ``account`` is what other campaigns of its currency had: they say what can be reached, and change
    nothing about what is found.
    """
    currency = campaign.details.daily_budget.currency
    totals = totals_of(metrics, currency)
    yardstick = Benchmarks.load().yardstick(campaign.details.platform, campaign.details.ad_kind)
    rules = rules.measured_by(yardstick.benchmark).in_currency(currency, today)
    findings = look(metrics, currency, rules)
    measures = measures_of(metrics, currency, rules.confidence, account)
    ads = ad_results(ads_in(metrics))
    inputs = ProposalInputs(
        campaign, totals, rules, today, {measure.metric: measure for measure in measures}, ads
    )
    return Judgement(
        totals,
        outcome_of(findings),
        findings,
        propose(findings, inputs),
        measures,
        rules.name,
        yardstick.text,
        ads[:SHOWN],
    )


def outcome_of(findings: Sequence[Finding]) -> ReviewOutcome:
    """One rule triggered is a change to propose, more are a question to a person. A campaign that was
    not looked at in every way is not called healthy.
    """
    match sum(finding.triggered for finding in findings):
        case 0 if not any(map(is_judged, findings)) or any(map(lacks_threshold, findings)):
            return ReviewOutcome.NOT_ENOUGH_DATA
        case 0:
            return ReviewOutcome.HEALTHY
        case 1:
            return ReviewOutcome.PROPOSE_CHANGE
        case _:
            return ReviewOutcome.ASK_PERSON
