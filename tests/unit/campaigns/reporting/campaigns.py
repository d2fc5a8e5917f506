"""Campaigns as they are after their reviews, for the report's tests."""

from datetime import timedelta

from baton.campaigns.campaign import (
    AcceptedChange,
    Campaign,
    CampaignReview,
    Change,
    DailyMetrics,
    Finding,
    Measure,
    NewCampaign,
    Proposal,
    ReviewOutcome,
    Totals,
)
from baton.core.money import Money
from baton.escalation.case import Escalation
from tests.fakes.platform.clock import NOON

TODAY = NOON.date()


def days(count=28, *, spend=21_000, conversions=3):
    """That many days up to today, a little different from each other; the tenth is missing."""
    return tuple(
        DailyMetrics(
            day=TODAY - timedelta(days=back),
            impressions=20_000 + 311 * (back % 7),
            clicks=400 + 23 * (back % 5),
            spend=spend + 1_137 * (back % 6),
            leads=4 + back % 3,
            conversions=conversions + back % 4,
            revenue=50_000,
        )
        for back in reversed(range(count))
        if back != 10
    )


def findings(*, poor):
    ctr = 0.0089 if poor else 0.0312
    cpl = 6_667.0 if poor else 2_012.0
    return (
        Finding(
            rule="low_roas",
            metric="roas",
            value=2.1,
            threshold=2.0,
            interval=(1.6, 2.7),
            confidence=0.9,
            sample=60,
            minimum_sample=20,
            triggered=False,
            text="ROAS is 2.10, as it should be (at least 2.00), from 60 conversions.",
        ),
        Finding(
            rule="low_ctr",
            metric="ctr",
            value=ctr,
            threshold=0.02,
            interval=(ctr * 0.95, ctr * 1.05),
            confidence=0.9,
            sample=200_000,
            minimum_sample=1_000,
            triggered=poor,
            text=f"CTR is {ctr:.2%} where 2 % is wanted, from 200,000 impressions.",
        ),
        Finding(
            rule="high_cpl",
            metric="cpl",
            value=cpl,
            threshold=5_000,
            interval=(cpl * 0.8, cpl * 1.25),
            confidence=0.9,
            sample=60,
            minimum_sample=20,
            triggered=poor,
            text=f"CPL is USD {cpl / 100:.2f} where USD 50.00 is wanted, from 60 leads.",
        ),
    )


def a_review(of, *, review_id, outcome, currency="USD", escalation_id=None, at=NOON):
    poor = outcome is ReviewOutcome.ASK_PERSON
    proposal = Proposal(
        change=Change.BID_OPTIMIZATION,
        text="Lower the bids by 15 %.",
        parameters={"bid_factor": 0.85},
        within_limits=not poor,
        reason="CPL is too high.",
    )
    measure = Measure(
        metric="conversion_rate",
        value=0.0098,
        interval=(0.0071, 0.0132),
        confidence=0.9,
        text="1 % of the clicks convert.",
    )
    return CampaignReview(
        review_id=review_id,
        campaign_id=of,
        at=at,
        totals=Totals(
            days=27,
            currency=currency,
            impressions=200_000,
            clicks=6_000 if not poor else 1_780,
            spend=638_712,
            leads=60,
            conversions=60,
            revenue=1_341_295,
        ),
        outcome=outcome,
        findings=findings(poor=poor),
        proposals=(proposal,) if outcome is not ReviewOutcome.HEALTHY else (),
        measures=(measure,),
        escalation_id=escalation_id,
    )


def a_campaign(platform, name="Spring", *, outcome=None, currency="USD", spend=21_000, **changes):
    """A running campaign with its days, reviewed with this outcome if there is one."""
    campaign_id = platform.new_id()
    escalation_id = platform.new_id() if outcome is ReviewOutcome.ASK_PERSON else None
    review = (
        a_review(
            campaign_id,
            review_id=platform.new_id(),
            outcome=outcome,
            currency=currency,
            escalation_id=escalation_id,
        )
        if outcome
        else None
    )
    kept = Campaign(
        campaign_id=campaign_id,
        created_at=NOON - timedelta(days=40),
        updated_at=NOON,
        details=NewCampaign(
            name=name,
            platform="linkedin",
            daily_budget=Money(amount=20_000, currency=currency),
            **changes,
        ),
        last_review=review,
    )
    with platform.transactions.begin() as unit:
        platform.campaigns.add(kept, unit)
        if escalation_id:
            platform.escalations.add(a_case(escalation_id, campaign_id, name), unit)
    for one in days(spend=spend):
        with platform.transactions.begin() as unit:
            platform.campaigns.put_metrics(campaign_id, one, unit)
    return kept


def a_case(escalation_id, campaign_id, name):
    return Escalation(
        escalation_id=escalation_id,
        subject="campaign",
        subject_id=campaign_id,
        reason=f"Several rules triggered at once for {name}.",
        recommendations=("Lower the bids by 15 %.",),
        opened_by="campaign_optimizer",
        opened_at=NOON,
        expires_at=NOON + timedelta(days=7),
        correlation_id="c-1",
    )


def agreed_to(platform, campaign):
    """The campaign after a person agreed to a change."""
    change = AcceptedChange(
        escalation_id=platform.new_id(),
        proposals=campaign.last_review.proposals,
        decided_by="Grace",
        at=NOON - timedelta(days=2),
    )
    changed = campaign.model_copy(update={"version": campaign.version + 1, "accepted": (change,)})
    with platform.transactions.begin() as unit:
        platform.campaigns.replace(changed, unit)
    return changed
