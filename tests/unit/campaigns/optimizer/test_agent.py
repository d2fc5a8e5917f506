"""The agent on a platform in memory: what it keeps, once, whatever happens meanwhile."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from baton.campaigns.campaign import CampaignReview, CampaignStatus, Change, ReviewOutcome
from baton.campaigns.events import CampaignReviewed
from baton.core.errors import Conflict, NotFound, StaleVersion, Unavailable, Unprocessable
from baton.core.message import Message
from baton.escalation.case import Decision, EscalationStatus, Verdict
from baton.leads.lead import Lead, NewLead
from baton.messaging.outbox import Work
from baton.runtime.task import TaskRequest
from functions.campaigns.optimizer.agent import TRIES, CampaignOptimizer
from functions.campaigns.optimizer.judgement import Judgement
from functions.campaigns.optimizer.models import HandedOverLead, OptimizerResult, OptimizerTask
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Crash
from tests.samples.crashes import ends_the_same_wherever_it_dies
from tests.unit.campaigns.optimizer.campaigns import (
    CAMPAIGN,
    DEAR,
    HEALTHY,
    NOON,
    POOR,
    campaign,
    spread,
    totals,
)

ROOT = Path(__file__).parents[4]
OTHER = "01KF0Z6T9QJ4T8W2M5V7X1C3D0"


class World:
    """A platform with one campaign, and the agent on it."""

    def __init__(self, platform=None):
        self.platform = platform or FakePlatform()
        with self.platform.transactions.begin() as unit:
            self.platform.campaigns.add(campaign(), unit)
        self.agent = CampaignOptimizer.assemble(self.platform)

    def let_it(self, *changes):
        agent, rules = self.agent, self.agent._rules
        allowed = rules.without_person.model_copy(update={"changes": frozenset(changes)})
        agent._rules = rules.model_copy(update={"without_person": allowed})

    def report(self, figures):
        today = self.platform.clock().date()
        with self.platform.transactions.begin() as unit:
            for day in spread(figures, until=today):
                self.platform.campaigns.put_metrics(CAMPAIGN, day, unit)

    def review(self, review_id=None, **more):
        task = OptimizerTask(campaign_id=CAMPAIGN, review_id=review_id, **more)
        return self.agent.perform(task).review

    def event(self):
        return self.review()

    def asked(self):
        return self.review(self.platform.new_id())

    def decide(self, review, verdict=Verdict.APPROVE, **changes):
        case = self.platform.escalations.get(review.escalation_id)
        decision = Decision(
            verdict=verdict, changes=changes, decided_by="ann", at=self.platform.clock()
        )
        decided = case.model_copy(
            update={
                "version": case.version + 1,
                "status": EscalationStatus.DECIDED,
                "decision": decision,
            }
        )
        with self.platform.transactions.begin() as unit:
            self.platform.escalations.replace(decided, unit)
        return OptimizerTask(
            campaign_id=CAMPAIGN, escalation_id=case.escalation_id, decision=decision
        )

    def pass_days(self, days):
        self.platform.clock.advance(timedelta(days=days).total_seconds())

    def kept(self):
        return self.platform.campaigns.get(CAMPAIGN)

    def cases(self):
        return self.platform.escalations.page().items

    def entries(self, work):
        due = self.platform.outbox.due(self.platform.clock())
        return [entry for entry in due if entry.work is work]


@pytest.fixture
def world():
    return World()


def test_a_review_is_kept_as_the_campaigns_last_and_announced(world):
    world.report(HEALTHY)
    review = world.review(OTHER)
    assert review.outcome is ReviewOutcome.HEALTHY
    kept = world.kept()
    assert (kept.last_review, kept.version) == (review, 2)
    (entry,) = world.entries(Work.PUBLISH)
    assert entry.payload["event"] == "campaign.reviewed"
    message = Message.model_validate(entry.payload["message"])
    assert CampaignReviewed.model_validate(message.payload).review_id == OTHER
    assert world.cases() == ()


def test_only_the_days_of_the_window_count(world):
    world.report(POOR)
    world.pass_days(40)
    assert world.asked().outcome is ReviewOutcome.NOT_ENOUGH_DATA


def test_one_trigger_proposes_a_change_and_asks_nobody(world):
    world.report(DEAR)
    assert world.asked().outcome is ReviewOutcome.PROPOSE_CHANGE
    assert world.cases() == ()
    assert world.entries(Work.START_WORKFLOW) == []


def test_several_triggers_open_a_case_with_everything_a_person_needs(world):
    world.report(POOR)
    review = world.review(OTHER, correlation_id="c-7")
    (case,) = world.cases()
    assert case.escalation_id == review.escalation_id
    assert (case.subject_id, case.opened_by) == (CAMPAIGN, "campaign_optimizer")
    assert case.expires_at == case.opened_at + timedelta(days=7)
    assert case.recommendations == tuple(f"{one.text} {one.gain.text}" for one in review.proposals)
    assert CampaignReview.model_validate(case.case["review"]) == review
    assert "ROAS is 1.25" in case.reason
    (entry,) = world.entries(Work.START_WORKFLOW)
    assert entry.subject_id == case.escalation_id
    assert {case.correlation_id, entry.correlation_id} == {"c-7"}


def test_the_same_review_asked_for_again_is_the_one_that_is_kept(world):
    world.report(POOR)
    first = world.review(OTHER)
    world.report(HEALTHY)
    assert world.review(OTHER) == first
    assert len(world.cases()) == 1
    assert world.kept().version == 2


def test_an_event_that_comes_twice_is_reviewed_once(world):
    world.report(POOR)
    first = world.event()
    assert world.event() == first
    assert world.kept().version == 2
    assert len(world.entries(Work.PUBLISH)) == 1


def test_an_event_with_new_figures_is_a_new_review(world):
    world.report(POOR)
    first = world.event()
    world.report(HEALTHY)
    second = world.event()
    assert second.outcome is ReviewOutcome.HEALTHY
    assert second.review_id != first.review_id


def test_while_a_case_is_open_no_second_one_is_opened(world):
    world.report(POOR)
    first = world.asked()
    world.report({**POOR, "leads": 50})
    assert world.asked().escalation_id == first.escalation_id
    world.report(HEALTHY)
    assert world.asked().outcome is ReviewOutcome.HEALTHY
    world.report(POOR)
    last = world.asked()
    assert last.outcome is ReviewOutcome.ASK_PERSON
    assert last.escalation_id == first.escalation_id
    assert len(world.cases()) == 1
    assert len(world.entries(Work.START_WORKFLOW)) == 1


def test_a_person_who_decided_is_left_alone_for_a_week_and_then_asked_again(world):
    world.report(POOR)
    first = world.asked()
    world.agent.perform(world.decide(first, Verdict.REFUSE))
    world.pass_days(6)
    assert world.asked().escalation_id == first.escalation_id
    world.pass_days(2)
    world.report(POOR)
    again = world.asked()
    assert again.escalation_id != first.escalation_id
    assert len(world.cases()) == 2


def test_a_case_that_nobody_decided_in_time_is_opened_anew(world):
    world.report(POOR)
    first = world.asked()
    world.pass_days(8)
    world.report(POOR)
    assert world.asked().escalation_id != first.escalation_id


def test_an_ended_campaign_needs_no_person(world):
    world.report(POOR)
    kept = world.kept()
    ended = kept.details.model_copy(update={"status": CampaignStatus.ENDED})
    with world.platform.transactions.begin() as unit:
        world.platform.campaigns.replace(
            kept.model_copy(update={"version": 2, "details": ended}), unit
        )
    assert world.asked().outcome is ReviewOutcome.ASK_PERSON
    assert world.cases() == ()


def test_a_campaign_that_changes_meanwhile_is_read_again(world):
    world.report(POOR)
    world.platform.faults.fail("transactions.commit", StaleVersion("changed"), times=TRIES - 1)
    review = world.asked()
    assert world.kept().last_review == review
    assert len(world.cases()) == 1


def test_a_campaign_that_never_rests_is_given_up_without_a_trace(world):
    world.report(POOR)
    world.platform.faults.fail("transactions.commit", StaleVersion("changed"))
    with pytest.raises(StaleVersion):
        world.asked()
    world.platform.faults.clear()
    assert world.kept().last_review is None
    assert world.cases() == ()


def test_of_two_reviews_at_once_the_second_finds_the_first_ones_case(world, monkeypatch):
    world.report(POOR)
    rival = CampaignOptimizer.assemble(world.platform)
    rivals_task = OptimizerTask(campaign_id=CAMPAIGN, review_id=OTHER)
    read, pending = world.platform.campaigns.get, [rivals_task]

    def get_and_be_overtaken(campaign_id):
        found = read(campaign_id)
        if pending:
            rival.perform(pending.pop())
        return found

    monkeypatch.setattr(world.platform.campaigns, "get", get_and_be_overtaken)
    mine = world.asked()
    (case,) = world.cases()
    assert mine.escalation_id == case.escalation_id
    assert world.kept().version == 3


@pytest.mark.parametrize("after", [False, True])
def test_a_review_that_dies_anywhere_is_made_once_by_its_retry(after):
    probe = World()
    probe.report(POOR)
    begun = len(probe.platform.faults.calls)
    probe.review(OTHER)
    for call in range(begun + 1, len(probe.platform.faults.calls) + 1):
        world = World()
        world.report(POOR)
        world.platform.faults.crash_at(call, after=after)
        with pytest.raises(Crash):
            world.review(OTHER)
        world.platform = world.platform.restarted()
        world.agent = CampaignOptimizer.assemble(world.platform)
        assert world.review(OTHER).outcome is ReviewOutcome.ASK_PERSON
        assert len(world.cases()) == len(world.entries(Work.START_WORKFLOW)) == 1
        assert world.kept().version == 2


@pytest.mark.parametrize("verdict", [Verdict.APPROVE, Verdict.REFUSE])
def test_a_decision_whose_worker_dies_anywhere_is_carried_out_once(verdict):
    def prepare(platform):
        world = World(platform)
        world.report(POOR)
        return world.decide(world.asked(), verdict)

    def act(platform, task):
        CampaignOptimizer.assemble(platform).perform(task)

    def state(platform, task):
        kept = platform.campaigns.get(CAMPAIGN)
        carried_out = platform.escalations.get(task.escalation_id).carried_out_at is not None
        return kept.version, len(kept.accepted), carried_out, len(platform.outbox.entries)

    ends_the_same_wherever_it_dies(prepare, act, state, least=2)


def test_an_approval_is_kept_once_however_often_it_comes(world):
    world.report(POOR)
    review = world.asked()
    task = world.decide(review)
    for _ in range(2):
        assert world.agent.perform(task).review == review
    (accepted,) = world.kept().accepted
    assert accepted.proposals == review.proposals
    assert (accepted.escalation_id, accepted.decided_by) == (review.escalation_id, "ann")


def test_what_was_approved_is_what_the_person_saw_not_what_came_later(world):
    world.report(POOR)
    seen = world.asked()
    task = world.decide(seen)
    world.report({**POOR, "revenue": 1_600_000})
    assert world.asked().proposals != seen.proposals
    world.agent.perform(task)
    assert world.kept().accepted[0].proposals == seen.proposals


def test_a_changed_parameter_is_what_is_kept(world):
    world.report(POOR)
    world.agent.perform(world.decide(world.asked(), Verdict.CHANGE, bid_change_percent=-5))
    parameters = [one.parameters for one in world.kept().accepted[0].proposals]
    assert {"bid_change_percent": -5} in parameters


def test_a_refusal_changes_nothing(world):
    world.report(POOR)
    task = world.decide(world.asked(), Verdict.REFUSE)
    before = world.kept()
    world.agent.perform(task)
    assert world.kept() == before


def test_a_decision_that_does_not_fit_its_case_changes_nothing(world):
    world.report(POOR)
    review = world.asked()
    before = world.kept()
    with pytest.raises(Unprocessable):
        world.agent.perform(world.decide(review, Verdict.CHANGE, bids=-5))
    assert world.kept() == before


def test_a_decision_on_another_campaigns_case_is_refused(world):
    world.report(POOR)
    task = world.decide(world.asked())
    with world.platform.transactions.begin() as unit:
        world.platform.campaigns.add(campaign(campaign_id=OTHER), unit)
    with pytest.raises(Conflict):
        world.agent.perform(task.model_copy(update={"campaign_id": OTHER}))


def test_a_decision_while_the_campaign_changes_is_kept_at_the_next_try(world):
    world.report(POOR)
    task = world.decide(world.asked())
    world.platform.faults.fail("transactions.commit", StaleVersion("changed"), times=2)
    world.agent.perform(task)
    assert len(world.kept().accepted) == 1


def test_nothing_is_accepted_without_a_person_unless_the_rules_name_it(world):
    world.report(DEAR)
    assert world.asked().proposals[0].within_limits
    assert world.kept().accepted == ()


def test_what_the_rules_let_it_accept_is_written_down_with_the_review_and_its_undoing(world):
    world.let_it(Change.BID_OPTIMIZATION)
    world.report(DEAR)
    review = world.review(OTHER)
    assert world.review(OTHER) == review
    (entry,) = world.kept().accepted
    assert (entry.review_id, entry.escalation_id, entry.applied_at) == (OTHER, None, None)
    assert entry.decided_by == "campaign_optimizer"
    assert entry.proposals == review.proposals
    assert entry.undo[0].parameters == {"bid_change_percent": 17.6471}
    assert world.kept().version == 2


def test_a_change_that_was_accepted_rests_before_the_next_of_its_kind(world):
    world.let_it(Change.BID_OPTIMIZATION)
    for days in range(9):
        world.report({**DEAR, "leads": 60 - 10 * (days % 2)})
        world.asked()
        assert len(world.kept().accepted) == (1 if days < 7 else 2)
        world.pass_days(1)


def test_a_campaign_that_does_not_run_is_left_as_it_is(world):
    world.let_it(Change.BID_OPTIMIZATION)
    world.report(DEAR)
    kept = world.kept()
    paused = kept.details.model_copy(update={"status": CampaignStatus.PAUSED})
    with world.platform.transactions.begin() as unit:
        world.platform.campaigns.replace(
            kept.model_copy(update={"version": 2, "details": paused}), unit
        )
    assert world.asked().outcome is ReviewOutcome.PROPOSE_CHANGE
    assert world.kept().accepted == ()


def test_several_triggers_are_never_accepted_without_a_person(world):
    world.let_it(*Change)
    world.report(POOR)
    world.asked()
    assert world.kept().accepted == ()


def test_a_review_compares_with_the_accounts_other_campaigns_of_its_currency(world):
    for number, currency in enumerate(["USD", "USD", "EUR"]):
        reviewed = Judgement(
            totals(currency, **HEALTHY), ReviewOutcome.HEALTHY, (), (), (), "rules", "general"
        ).as_review(OTHER, review_id=OTHER, at=NOON, escalation_id=None)
        other = campaign(currency, campaign_id=f"{OTHER[:-1]}{number + 1}", last_review=reviewed)
        with world.platform.transactions.begin() as unit:
            world.platform.campaigns.add(other, unit)
    world.report(DEAR)
    cpl = next(one for one in world.asked().measures if one.metric == "cpl")
    assert cpl.campaigns == 2
    assert cpl.benchmark == pytest.approx(2_000)
    assert "2 other campaigns make USD 20.00: it does worse" in cpl.text
    before = world.kept()
    world.event()
    assert world.kept() == before


def test_advice_on_a_lead_keeps_nothing(world):
    world.report(POOR)
    before = (world.kept(), len(world.platform.faults.calls))
    result = world.agent.perform(OptimizerTask(lead=lead(campaign_id=CAMPAIGN)))
    assert result.review is None
    assert result.advice.outcome is ReviewOutcome.ASK_PERSON
    assert world.kept() == before[0]
    assert world.cases() == ()
    assert world.entries(Work.PUBLISH) == []


def test_a_lead_whose_campaign_is_unknown_is_advised_all_the_same(world):
    result = world.agent.perform(OptimizerTask(lead=lead(campaign_id=OTHER)))
    assert "not registered" in result.advice.text


def test_an_unknown_campaign_is_said_to_be_unknown(world):
    with pytest.raises(NotFound):
        world.agent.perform(OptimizerTask(campaign_id=OTHER, review_id=OTHER))


def test_a_store_that_does_not_answer_is_the_callers_to_retry(world):
    world.platform.faults.fail("campaigns.metrics")
    with pytest.raises(Unavailable):
        world.asked()


@pytest.mark.parametrize("kind", ["review", "lead"])
def test_the_sample_events_are_tasks_that_are_done(world, kind):
    world.report(POOR)
    result = world.agent.perform(sample(kind))
    assert OptimizerResult.model_validate(result.to_json()) == result
    assert (result.review is None) == (kind == "lead")


def test_the_sample_decision_is_a_task_that_is_done(world, monkeypatch):
    task = sample("decision")
    monkeypatch.setattr(world.agent._docket, "_new_id", lambda: task.escalation_id)
    world.report(POOR)
    world.asked()
    world.agent.perform(task)
    assert world.kept().accepted[0].escalation_id == task.escalation_id


def sample(kind):
    text = (ROOT / "events" / "campaigns" / f"optimizer_{kind}_task.json").read_text("utf-8")
    return OptimizerTask.model_validate(TaskRequest.model_validate(json.loads(text)).task)


def lead(**fields):
    moment = "2026-03-02T09:15:00Z"
    whole = Lead(
        lead_id="01KF0Z6T9QJ4T8W2M5V7X1C3D8",
        received_at=moment,
        updated_at=moment,
        correlation_id="c-1",
        details=NewLead(external_id="p-1", **fields),
    )
    return HandedOverLead.model_validate(whole.to_json())
