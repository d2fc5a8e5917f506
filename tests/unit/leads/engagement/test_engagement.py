"""The engagement agent."""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from baton.core.errors import Unavailable
from baton.escalation.case import Resume, Verdict
from baton.leads.assessment import Category
from baton.leads.contact_history import History
from baton.leads.engagement import Channel, EngagementPlan, Strategy
from baton.leads.interaction import Interaction, InteractionKind
from baton.leads.lead import Lead, LeadStatus, SequenceStop
from baton.leads.person_keys import person_of
from baton.leads.reading.message_kind import MessageKind
from baton.leads.response_repository import Evidence
from baton.leads.responses import (
    WHOLE,
    Responses,
    Stage,
    Touch,
    opened_name,
    segment_of,
    sends_name,
)
from baton.leads.send_rules import SendRules
from baton.leads.will import facts_of
from baton.runtime.task import TaskRequest
from functions.leads.engagement.agent import Engagement
from functions.leads.engagement.models import EngagementTask
from tests.fakes.platform.container import FakePlatform
from tests.samples.pipeline import a_handoff, a_lead, an_assessment
from tests.samples.will import stated

ESCALATION = "01JNBX5T00ZZZZZZZZZZZZZZZZ"
ROOT = Path(__file__).parents[4]


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


def a_task(
    lead: Lead,
    category: Category = Category.CAMPAIGN_QUALIFIED,
    history: History | None = None,
    score: float = 78,
) -> EngagementTask:
    handoff = a_handoff(lead)
    if history is not None:
        handoff = handoff.model_copy(update={"context": {"history": history.to_json()}})
    return EngagementTask(
        lead=lead, assessment=an_assessment(score), category=category, handoff=handoff
    )


def plan_for(platform: FakePlatform, task: EngagementTask) -> EngagementPlan:
    return Engagement.assemble(platform).perform(task).plan  # type: ignore[arg-type]


def happened(platform: FakePlatform, lead: Lead, kind: InteractionKind, **more: Any) -> None:
    with platform.transactions.begin() as unit:
        platform.interactions.add(
            Interaction(
                lead_id=lead.lead_id,
                interaction_id=f"i-{kind}",
                kind=kind,
                occurred_at=platform.clock(),
                recorded_at=platform.clock(),
                **more,
            ),
            unit,
        )


@pytest.mark.parametrize(
    ("category", "strategy"),
    [
        (Category.CAMPAIGN_QUALIFIED, Strategy.PREMIUM),
        (Category.COLD_LEAD, Strategy.NURTURE),
        (Category.GENERAL_INQUIRY, Strategy.GENERAL),
    ],
)
def test_the_category_decides_the_strategy(
    platform: FakePlatform, category: Category, strategy: Strategy
) -> None:
    plan = plan_for(platform, a_task(a_lead(phone="+4312345678"), category))
    assert plan.strategy is strategy
    assert plan.channel is plan.steps[0].channel
    assert [step.number for step in plan.steps] == list(range(1, len(plan.steps) + 1))
    assert plan.stops_on == ("replied", "opted_out", "converted")


def test_the_same_task_at_the_same_time_makes_the_same_plan(platform: FakePlatform) -> None:
    task = a_task(a_lead())
    assert plan_for(platform, task) == plan_for(FakePlatform(), task)


def test_times_are_utc_inside_and_on_the_persons_wall_in_words(platform: FakePlatform) -> None:
    plan = plan_for(platform, a_task(a_lead(phone="+4312345678")))
    assert plan.timezone == "Europe/Vienna"
    assert plan.steps[0].at.utcoffset().total_seconds() == 0  # type: ignore[union-attr]
    assert plan.steps[0].local_time == "Monday 2026-03-02 13:05 (UTC+01:00)"


def test_the_reasons_say_why_this_strategy_channel_and_time(platform: FakePlatform) -> None:
    why = plan_for(platform, a_task(a_lead(phone="+4312345678"))).reasons
    assert "premium" in why[0]
    assert "call" in why[1]
    assert "Europe/Vienna" in why[2]


def test_a_guessed_zone_is_said_to_be_one(platform: FakePlatform) -> None:
    plan = plan_for(platform, a_task(a_lead(country="US")))
    assert plan.timezone_source.startswith("country")
    assert "guess" in plan.reasons[2]


@pytest.mark.parametrize(
    "kind", [InteractionKind.REPLIED, InteractionKind.OPTED_OUT, InteractionKind.CONVERTED]
)
def test_whoever_replied_opted_out_or_converted_is_left_alone(
    platform: FakePlatform, kind: InteractionKind
) -> None:
    lead = a_lead()
    happened(platform, lead, kind)
    plan = plan_for(platform, a_task(lead, score=99))
    assert plan.steps == ()
    assert plan.suppressed
    assert plan.channel is None
    assert plan.conversion_potential == 0


def test_an_opt_out_among_many_interactions_is_not_overlooked(platform: FakePlatform) -> None:
    lead = a_lead()
    with platform.transactions.begin() as unit:
        for number in range(99):
            platform.interactions.add(
                Interaction(
                    lead_id=lead.lead_id,
                    interaction_id=f"opened-{number}",
                    kind=InteractionKind.OPENED,
                    occurred_at=platform.clock(),
                    recorded_at=platform.clock(),
                ),
                unit,
            )
    happened(platform, lead, InteractionKind.DELIVERED)
    platform.clock.advance(60)
    happened(platform, lead, InteractionKind.OPTED_OUT)
    assert plan_for(platform, a_task(lead)).suppressed


@pytest.mark.parametrize(
    "change",
    [
        {"status": LeadStatus.CLOSED},
        {"stopped": SequenceStop(reason="asked by phone", at="2026-03-01T00:00:00Z")},
    ],
)
def test_a_lead_that_was_closed_or_stopped_is_left_alone(
    platform: FakePlatform, change: dict[str, Any]
) -> None:
    assert plan_for(platform, a_task(a_lead().model_copy(update=change))).suppressed


def test_without_a_permitted_channel_there_are_no_steps_and_it_is_said_why(
    platform: FakePlatform,
) -> None:
    lead = a_lead(consent={"email": False})
    platform.contact_statuses.record(facts_of(lead))
    plan = plan_for(platform, a_task(lead))
    assert plan.steps == ()
    assert "refused e-mail" in (plan.suppressed or "")


def test_another_leads_refusal_counts_and_so_does_its_consent(platform: FakePlatform) -> None:
    unasked = a_lead(consent={})
    steps = plan_for(platform, a_task(unasked)).steps
    assert steps[0].not_sent is None, "who wrote to us is answered"
    assert all("the law of AT asks for it" in (step.not_sent or "") for step in steps[1:])
    platform.contact_statuses.record(facts_of(a_lead()))
    assert not any(step.not_sent for step in plan_for(platform, a_task(unasked)).steps)
    platform.contact_statuses.record(facts_of(a_lead(consent={"email": False})))
    assert plan_for(platform, a_task(unasked)).steps == ()


@pytest.mark.parametrize(
    ("consent", "announced"), [({"email": True}, True), ({}, False), ({"email": False}, None)]
)
def test_notes_are_announced_only_if_they_will_be_sent(
    platform: FakePlatform, consent: dict[str, bool], announced: bool | None
) -> None:
    lead = a_lead(country="AT", message="Do you deliver to Vienna?", consent=consent)
    platform.contact_statuses.record(facts_of(lead))
    plan = plan_for(platform, a_task(lead, Category.COLD_LEAD, score=50))
    mails = [step for step in plan.steps if step.channel is Channel.EMAIL]
    promise = "In the coming weeks you will get a few short notes"
    assert [promise in step.content.body for step in mails[:1]] == (
        [] if announced is None else [announced]
    )


def test_a_bought_address_that_wrote_nothing_is_left_alone(platform: FakePlatform) -> None:
    bought = a_lead(source="Bought list", consent={}, interest=None, country="US")
    plan = plan_for(platform, a_task(bought))
    assert plan.steps == ()
    assert "is from a list (Bought list)" in (plan.suppressed or "")


def test_a_plan_of_before_does_not_stop_the_next(platform: FakePlatform) -> None:
    lead = a_lead()
    happened(platform, lead, InteractionKind.PLANNED)
    assert plan_for(platform, a_task(lead)).steps


def test_a_history_that_came_with_the_handoff_is_not_read_again(platform: FakePlatform) -> None:
    history = History(kinds={InteractionKind.OPTED_OUT: 1})
    assert plan_for(platform, a_task(a_lead(), history=history)).suppressed
    assert platform.faults.calls == []


def test_nobody_is_written_to_while_their_history_cannot_be_read(platform: FakePlatform) -> None:
    platform.faults.fail("interactions")
    with pytest.raises(Unavailable):
        plan_for(platform, a_task(a_lead()))


def test_a_strong_lead_goes_to_the_optimiser_as_well(platform: FakePlatform) -> None:
    agent = Engagement.assemble(platform)  # type: ignore[arg-type]
    strong = agent.perform(a_task(a_lead(phone="+4312345678"), score=98))
    weak = agent.perform(a_task(a_lead(), Category.GENERAL_INQUIRY, score=10))
    assert strong.plan.conversion_potential > 75
    assert [route.target_agent for route in strong.handoffs] == ["campaign_optimizer"]
    assert weak.handoffs == ()


def test_a_person_known_only_by_an_external_id_gets_tasks_in_the_companys_system(
    platform: FakePlatform,
) -> None:
    lead = a_lead(email=None, first_name=None, last_name=None, external_id="660681")
    plan = plan_for(platform, a_task(lead))
    assert {step.channel for step in plan.steps} == {Channel.CRM_TASK}


def test_the_result_survives_the_way_through_json(platform: FakePlatform) -> None:
    plan = plan_for(platform, a_task(a_lead()))
    assert EngagementPlan.model_validate(json.loads(json.dumps(plan.to_json()))) == plan


def test_the_sample_event_is_a_task(platform: FakePlatform) -> None:
    event = json.loads((ROOT / "events/leads/engagement_task.json").read_text(encoding="utf-8"))
    task = EngagementTask.model_validate(TaskRequest.model_validate(event).task)
    assert plan_for(platform, task).steps


HOURS_OF_MAIL = range(8, 20)


def everybody_opens(platform: FakePlatform, at: int) -> None:
    """An hour of the working days at which mail is opened much more often than at others."""
    for hour in HOURS_OF_MAIL:
        platform.responses.pools[WHOLE].update(
            {
                sends_name(Channel.EMAIL, hour): 400,
                opened_name(Channel.EMAIL, hour): 240 if hour == at else 20,
            }
        )


def test_mail_goes_out_when_it_is_opened_and_the_plan_says_so(platform: FakePlatform) -> None:
    everybody_opens(platform, 16)
    plan = plan_for(platform, a_task(a_lead(), Category.COLD_LEAD))
    assert {step.local_time.split()[2][:2] for step in plan.steps} == {"16"}
    assert "Hour of step 1: opens e-mail sent 16–17" in plan.reasons[2]  # noqa: RUF001
    assert "others 240 of 400" in plan.reasons[2]


def test_a_persons_own_responses_follow_them_to_their_next_enquiry(platform: FakePlatform) -> None:
    everybody_opens(platform, 9)
    before = a_lead()
    touches = {
        f"{before.lead_id}#{number}": Touch(
            stage=Stage.OPENED if hour == 18 else Stage.SENT,
            channel=Channel.EMAIL,
            hour=hour,
            segment=segment_of(Category.COLD_LEAD, before.details),
            template="nurture_welcome",
        )
        for number, hour in enumerate([18] * 80 + [9] * 80)
    }
    person = person_of(before.lead_id, before.details)
    with platform.transactions.begin() as unit:
        platform.responses.replace(Responses(person=person, version=1, touches=touches), unit)
    again = a_lead("01JNBX5T00ABCDEFGHJKMNPQRT")
    plan = plan_for(platform, a_task(again, Category.COLD_LEAD))
    assert "this person 80 of 80" in plan.reasons[2]


def test_a_choice_of_text_is_logged_with_its_chance(platform: FakePlatform) -> None:
    plan = plan_for(platform, a_task(a_lead(), Category.COLD_LEAD))
    welcome, *later = (step.content for step in plan.steps)
    assert welcome.variant in {"a", "b"}
    assert welcome.propensity == pytest.approx(0.5)
    assert {content.variant for content in later} == {None}


def test_statistics_that_cannot_be_read_hold_nobody_up(platform: FakePlatform) -> None:
    by_rule = plan_for(FakePlatform(), a_task(a_lead(), Category.COLD_LEAD))
    everybody_opens(platform, 16)
    platform.faults.fail("responses.read")
    assert plan_for(platform, a_task(a_lead(), Category.COLD_LEAD)) == by_rule


def test_responses_are_read_once_for_a_lead_and_pools_every_few_minutes(
    platform: FakePlatform,
) -> None:
    asked: list[tuple[str, ...]] = []
    read = platform.responses.read

    def listening(person: str, pools: Collection[str]) -> Evidence:
        asked.append(tuple(pools))
        return read(person, pools)

    agent = Engagement(
        interactions_of=lambda _: (),
        statuses_of=stated,
        rules=SendRules(),
        clock=platform.clock,
        responses=listening,
    )
    task = a_task(a_lead(), Category.COLD_LEAD)
    for _ in range(2):
        agent.perform(task)
    platform.clock.advance(301)
    agent.perform(task)
    both = (WHOLE, segment_of(Category.COLD_LEAD, task.lead.details))
    assert asked == [both, (), both]


def test_whoever_is_left_alone_costs_no_reading(platform: FakePlatform) -> None:
    platform.faults.fail("responses.read", error=AssertionError("was read"))
    lead = a_lead().model_copy(update={"status": LeadStatus.CLOSED})
    assert plan_for(platform, a_task(lead)).suppressed


@pytest.mark.parametrize(
    ("kind", "person"),
    [
        (MessageKind.SELLS, False),
        (MessageKind.APPLIES, False),
        (MessageKind.REFUSES, False),
        (MessageKind.COMPLAINS, True),
        (MessageKind.NEEDS_SUPPORT, True),
        (MessageKind.MAY_REFUSE, True),
        (MessageKind.UNCLEAR, True),
    ],
)
def test_who_is_no_customer_or_needs_help_is_not_engaged(
    platform: FakePlatform, kind: MessageKind, person: bool
) -> None:
    task = a_task(a_lead())
    about = task.assessment.model_copy(update={"message": kind})
    plan = plan_for(platform, task.model_copy(update={"assessment": about}))
    assert (plan.steps, plan.for_a_person) == ((), person)
    assert plan.suppressed
    resume = Resume(escalation_id=ESCALATION, verdict=Verdict.APPROVE)
    again = task.model_copy(update={"assessment": about, "resume": resume})
    assert plan_for(platform, again).steps


def test_the_plan_is_in_the_persons_language_and_offers_no_refused_call(
    platform: FakePlatform,
) -> None:
    message = "Bitte ein Angebot für 20 Arbeitsplätze, aber nicht anrufen."
    lead = a_lead(phone="+4312345678", message=message)
    platform.contact_statuses.record(facts_of(lead))
    plan = plan_for(platform, a_task(lead))
    assert plan.language == "de"
    assert plan.channel is Channel.EMAIL
    assert {step.channel for step in plan.steps} == {Channel.EMAIL}
    assert "20 Arbeitsplätze" in plan.steps[0].content.body
    assert "the person refused calls" in " ".join(plan.reasons)


def test_an_address_that_the_mail_service_cannot_take_gets_no_mail(platform: FakePlatform) -> None:
    plan = plan_for(platform, a_task(a_lead(email="jörg@example.com")))
    assert Channel.EMAIL not in {step.channel for step in plan.steps}
    assert "only ASCII letters before the @" in " ".join(plan.reasons)
