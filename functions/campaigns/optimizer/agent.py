"""The campaign optimiser."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from baton.campaigns.ads.connections import carried_out
from baton.campaigns.campaign import Campaign, CampaignReview, DailyMetrics, Totals
from baton.campaigns.campaign_repository import CampaignRepository
from baton.campaigns.container import Campaigns
from baton.campaigns.totals import window
from baton.core.clock import Clock, NewId
from baton.core.errors import NotFound, StaleVersion
from baton.core.message import AgentName
from baton.escalation.case import Decision
from baton.escalation.repository import EscalationRepository
from baton.messaging.handoff import Handoff
from baton.runtime import Agent
from baton.runtime.decision import DecisionRecord
from functions.campaigns.optimizer.acceptance import accepted_by_itself
from functions.campaigns.optimizer.account import COMPARED, others_in
from functions.campaigns.optimizer.advice import LeadSignals, advise
from functions.campaigns.optimizer.case import reviewed_in
from functions.campaigns.optimizer.decision import accepted_change
from functions.campaigns.optimizer.decision_trace import trace_entry
from functions.campaigns.optimizer.judgement import judge
from functions.campaigns.optimizer.models import (
    CampaignAdvice,
    HandedOverLead,
    OptimizerResult,
    OptimizerTask,
)
from functions.campaigns.optimizer.review_repository import ReviewRepository
from functions.campaigns.optimizer.rules import Rules

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

TRIES = 5
"""How often a campaign is read anew when somebody else changed it meanwhile."""


class CampaignOptimizer(Agent[OptimizerTask, OptimizerResult]):
    """Reviews a campaign by its figures, keeps what a person agreed to, and advises on a lead.

    One rule that triggers is a change it proposes, or accepts by itself if the rules let it; several
    at once are a case for a person. What is accepted is written to the campaign's change log, and goes
    to the company's own system, which changes it on the platform, if there is one.
    """

    name: ClassVar[AgentName] = "campaign_optimizer"

    def __init__(
        self,
        *,
        campaigns: CampaignRepository,
        escalations: EscalationRepository,
        docket: ReviewRepository,
        rules: Rules,
        promising_above: float,
        clock: Clock,
        new_id: NewId,
    ) -> None:
        self._campaigns = campaigns
        self._escalations = escalations
        self._docket = docket
        self._rules = rules
        self._promising_above = promising_above
        self._clock = clock
        self._new_id = new_id

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        rules = Rules.load()
        docket = ReviewRepository(
            campaigns=platform.area(Campaigns).campaigns,
            escalations=platform.escalations,
            outbox=platform.outbox,
            effects=platform.effects,
            carries_out=carried_out(platform.settings, platform.area(Campaigns).settings),
            transactions=platform.transactions,
            new_id=platform.new_id,
            days_to_decide=platform.settings.escalation_days,
            ask_again_after=timedelta(days=rules.ask_again_after_days),
        )
        return cls(
            campaigns=platform.area(Campaigns).campaigns,
            escalations=platform.escalations,
            docket=docket,
            rules=rules,
            promising_above=platform.area(Campaigns).settings.optimise_above_potential,
            clock=platform.clock,
            new_id=platform.new_id,
        )

    def perform(self, task: OptimizerTask) -> OptimizerResult:
        """Does one of the three.

        Raises ``NotFound`` for an unknown campaign or case, ``Conflict`` or ``Unprocessable`` for a
        decision that does not fit its case, ``StaleVersion`` if others kept changing the campaign.
        """
        if task.lead:
            return OptimizerResult(advice=self._advise(task.lead, task.handoff, task.campaign_id))
        campaign_id = str(task.campaign_id)
        if task.decision:
            escalation_id, decision = str(task.escalation_id), task.decision
            return OptimizerResult(
                review=_undisturbed(lambda: self._follow(campaign_id, escalation_id, decision))
            )
        return OptimizerResult(review=_undisturbed(lambda: self._review(campaign_id, task)))

    def decided(self, task: OptimizerTask, result: OptimizerResult) -> Sequence[DecisionRecord]:
        """See ``Agent``."""
        return tuple(filter(None, (trace_entry(task, result),)))

    def _review(self, campaign_id: str, task: OptimizerTask) -> CampaignReview:
        """Looks at the campaign, keeps the verdict, and asks a person if several rules trigger.

        The same review asked for again is the one that is kept. So is the last one, if an event
        comes (again) and there is nothing new.
        """
        campaign = self._campaigns.get(campaign_id)
        last = campaign.last_review
        if last and task.review_id == last.review_id:
            return last
        days, now = self._days(campaign), self._clock()
        judgement = judge(campaign, days, self._rules, now.date())
        if last and not task.review_id and judgement.says_nothing_new(last):
            return last
        judgement = judge(campaign, days, self._rules, now.date(), self._account(campaign))
        review = judgement.as_review(
            campaign_id,
            review_id=task.review_id or self._new_id(),
            at=now,
            escalation_id=self._docket.standing_case(campaign, now),
        )
        accepted = accepted_by_itself(campaign, review, self._rules.without_person)
        return self._docket.keep_review(
            campaign, review, task.correlation_id or review.review_id, accepted
        )

    def _follow(
        self, campaign_id: str, escalation_id: str, decision: Decision
    ) -> CampaignReview | None:
        """Keeps what a person agreed to, once; after a refusal nothing changes."""
        campaign = self._campaigns.get(campaign_id)
        known = {accepted.escalation_id for accepted in campaign.accepted}
        if escalation_id not in known:
            reviewed = reviewed_in(self._escalations.get(escalation_id), campaign_id)
            accepted = accepted_change(escalation_id, reviewed.proposals, decision)
            if accepted:
                self._docket.keep_accepted(campaign, accepted, self._clock())
        return campaign.last_review

    def _advise(
        self, lead: HandedOverLead, handoff: Handoff | None, campaign_id: str | None
    ) -> CampaignAdvice:
        """What this lead says about its campaign, or about whom to look for; keeps nothing."""
        campaign = self._find(campaign_id or lead.details.campaign_id)
        return advise(
            lead.details,
            LeadSignals.in_context(handoff.context if handoff else {}),
            (campaign, judge(campaign, self._days(campaign), self._rules, self._clock().date()))
            if campaign
            else None,
            promising_above=self._promising_above,
        )

    def _days(self, campaign: Campaign) -> tuple[DailyMetrics, ...]:
        since, until = window(self._clock().date(), self._rules.window_days)
        return self._campaigns.metrics(campaign.campaign_id, since, until)

    def _account(self, campaign: Campaign) -> tuple[Totals, ...]:
        """What the account's newest other campaigns had at their last reviews."""
        return others_in(campaign, self._campaigns.page(limit=COMPARED).items)

    def _find(self, campaign_id: str | None) -> Campaign | None:
        try:
            return self._campaigns.get(campaign_id) if campaign_id else None
        except NotFound:
            return None


def _undisturbed(
    attempt: Callable[[], CampaignReview | None], tries: int = TRIES
) -> CampaignReview | None:
    """Begins anew when somebody else changed the campaign between reading and writing it."""
    for _ in range(tries - 1):
        try:
            return attempt()
        except StaleVersion:
            continue
    return attempt()
