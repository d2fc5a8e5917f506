"""Engagement goes by what the memories know of the person and of similar situations."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from baton.leads.assessment import Category
from baton.leads.engagement import Channel, EngagementPlan, Strategy
from baton.leads.lead import Lead
from baton.leads.person_keys import person_of
from baton.leads.responses import Responses, Stage, Touch
from baton.leads.will import facts_of
from baton.memory.context import (
    MEMORY,
    KnownPerson,
    MemoryContext,
    MemoryName,
    RelatedKnowledge,
    SimilarEpisode,
)
from baton.memory.person import Fact
from baton.messaging.handoff import Handoff
from functions.leads.engagement.agent import Engagement
from functions.leads.engagement.models import EngagementTask
from functions.leads.engagement.sequence import OUTLINES, arranged
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform
from tests.samples.pipeline import a_handoff, a_lead, an_assessment

SITUATION = "education/warm/google"
QUESTIONS, FIRST_STEP, MISTAKES = (
    "nurture_questions_to_ask",
    "nurture_first_step",
    "nurture_common_mistakes",
)


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


def with_memory(lead: Lead, memory: dict[str, Any] | None) -> Handoff:
    context: dict[str, Any] = {"history": {}}
    if memory is not None:
        context[MEMORY] = memory
    return a_handoff(lead).model_copy(update={"context": context})


def plan_for(
    platform: FakePlatform,
    lead: Lead,
    memory: MemoryContext | None,
    category: Category = Category.COLD_LEAD,
) -> EngagementPlan:
    task = EngagementTask(
        lead=lead,
        assessment=an_assessment(55),
        category=category,
        handoff=with_memory(lead, memory.to_json() if memory else None),
    )
    return Engagement.assemble(platform).perform(task).plan  # type: ignore[arg-type]


def prefers(confidence: float = 0.75, age: timedelta = timedelta(days=7), **what: Any) -> Any:
    facts = {
        name: Fact(value=value, at=NOON - age, source="api", confidence=confidence)
        for name, value in what.items()
    }
    return MemoryContext(person=KnownPerson(preferences=facts))


def episodes(template: str, count: int, **changes: Any) -> list[SimilarEpisode]:
    one = SimilarEpisode(
        situation=SITUATION,
        action=f"nurture/{template}",
        outcome="converted",
        value=1.0,
        similarity=0.9,
        at=NOON,
    )
    return [one.model_copy(update=changes)] * count


def knows(action: str, strength: float, *, tried: int = 0, worked: int = 0) -> RelatedKnowledge:
    return RelatedKnowledge(
        node_id=f"action:nurture/{action}",
        label=action,
        way=f"action:nurture/{action} works_for situation:{SITUATION}",
        strength=strength,
        tried=tried,
        worked=worked,
    )


def templates(plan: EngagementPlan) -> list[str]:
    return [step.content.template for step in plan.steps]


def middle(plan: EngagementPlan) -> list[str]:
    return templates(plan)[1:4]


def remembering(*parts: Iterable[SimilarEpisode], **more: Any) -> MemoryContext:
    return MemoryContext(episodes=tuple(one for part in parts for one in part), **more)


@pytest.mark.parametrize("memory", [None, MemoryContext()])
def test_without_memories_the_plan_is_that_of_the_rules(
    platform: FakePlatform, memory: MemoryContext | None
) -> None:
    plan = plan_for(platform, a_lead(), memory)
    assert plan.channel is Channel.EMAIL
    assert middle(plan) == [QUESTIONS, FIRST_STEP, MISTAKES]
    assert len(plan.reasons) == 3


def test_a_memory_of_another_version_is_left_aside(platform: FakePlatform) -> None:
    lead = a_lead()
    task = EngagementTask(
        lead=lead,
        assessment=an_assessment(55),
        category=Category.COLD_LEAD,
        handoff=with_memory(lead, {"moods": ["sunny"]}),
    )
    plan = Engagement.assemble(platform).perform(task).plan  # type: ignore[arg-type]
    assert plan == plan_for(platform, lead, None)


def test_the_channel_by_which_the_person_answered_goes_first_and_the_plan_says_so(
    platform: FakePlatform,
) -> None:
    lead = a_lead(phone="+4312345678")
    qualified = Category.CAMPAIGN_QUALIFIED
    assert plan_for(platform, lead, None, qualified).channel is Channel.CALL
    plan = plan_for(platform, lead, prefers(channel="email"), qualified)
    assert plan.channel is Channel.EMAIL
    assert "answered by it" in plan.reasons[1]
    assert "confidence 0.75" in plan.reasons[1]
    assert "before call" in plan.reasons[1]


@pytest.mark.parametrize(
    "memory",
    [
        prefers(0.5, channel="email"),
        prefers(age=timedelta(days=400), channel="email"),
        prefers(channel="sms"),
        prefers(channel="pigeon"),
        prefers(channel=None),
    ],
    ids=["a click alone", "long ago", "closed", "unknown", "empty"],
)
def test_a_preference_that_is_unsure_old_closed_or_none_changes_nothing(
    platform: FakePlatform, memory: MemoryContext
) -> None:
    plan = plan_for(platform, a_lead(phone="+4312345678"), memory, Category.CAMPAIGN_QUALIFIED)
    assert plan.channel is Channel.CALL


def test_a_refusal_counts_more_than_any_memory(platform: FakePlatform) -> None:
    lead = a_lead(phone="+4312345678", consent={"email": False})
    platform.contact_statuses.record(facts_of(lead))
    plan = plan_for(platform, lead, prefers(1.0, channel="email"))
    assert Channel.EMAIL not in {step.channel for step in plan.steps}


def test_steps_go_out_at_the_hour_at_which_the_person_answered(platform: FakePlatform) -> None:
    plan = plan_for(platform, a_lead(), prefers(hour=16))
    assert {step.local_time.split()[2][:2] for step in plan.steps} == {"16"}
    assert "Hour of step 1: the person has answered at 16–17" in plan.reasons[2]  # noqa: RUF001


@pytest.mark.parametrize("hour", [3, 23, -1, 24, True, "nine", 9.5])
def test_an_hour_that_is_not_permitted_or_none_changes_nothing(
    platform: FakePlatform, hour: Any
) -> None:
    by_rule = plan_for(platform, a_lead(), None)
    assert plan_for(platform, a_lead(), prefers(hour=hour)).steps == by_rule.steps


def test_whoever_waits_is_answered_at_once_whatever_their_hour(platform: FakePlatform) -> None:
    lead = a_lead(phone="+4312345678")
    category = Category.CAMPAIGN_QUALIFIED
    plan = plan_for(platform, lead, prefers(hour=16), category)
    assert plan.steps[0].at == plan_for(platform, lead, None, category).steps[0].at


def test_counted_responses_of_the_person_go_before_a_single_memory(platform: FakePlatform) -> None:
    lead = a_lead()
    touches = {
        f"x#{number}": Touch(
            stage=Stage.OPENED, channel=Channel.EMAIL, hour=10, segment="s", template="t"
        )
        for number in range(20)
    }
    person = person_of(lead.lead_id, lead.details)
    with platform.transactions.begin() as unit:
        platform.responses.replace(Responses(person=person, version=1, touches=touches), unit)
    plan = plan_for(platform, lead, prefers(hour=16, channel="email"))
    assert "the person has answered at" not in plan.reasons[2]
    assert "this person" in plan.reasons[2]


def test_a_zone_that_is_known_of_the_person_is_used_if_it_fits(platform: FakePlatform) -> None:
    memory = prefers(timezone="America/Denver")
    assert plan_for(platform, a_lead(country="US"), memory).timezone == "America/Denver"
    assert plan_for(platform, a_lead(country="US"), memory).timezone_source == "profile"
    assert plan_for(platform, a_lead(country="AT"), memory).timezone == "Europe/Vienna"
    nowhere = prefers(timezone="Atlantis/Deep")
    assert plan_for(platform, a_lead(), nowhere).timezone == "Europe/Vienna"
    named = a_lead(timezone="Europe/Lisbon")
    assert plan_for(platform, named, memory).timezone == "Europe/Lisbon"


def test_a_play_of_similar_successful_episodes_comes_first_and_the_plan_says_why(
    platform: FakePlatform,
) -> None:
    plan = plan_for(platform, a_lead(), remembering(episodes(MISTAKES, 3)))
    assert middle(plan) == [MISTAKES, QUESTIONS, FIRST_STEP]
    assert plan.reasons[3] == (
        "Plays: nurture common mistakes led to converted in 3 of 3 similar episodes "
        f"({SITUATION}, likeness 0.90)."
    )


def test_moving_a_step_leaves_the_days_between_steps_as_they_are(platform: FakePlatform) -> None:
    moved = plan_for(platform, a_lead(), remembering(episodes(MISTAKES, 3)))
    by_rule = plan_for(platform, a_lead(), None)
    assert [step.at for step in moved.steps] == [step.at for step in by_rule.steps]


@pytest.mark.parametrize(
    "found",
    [
        episodes(MISTAKES, 1),
        episodes(MISTAKES, 4, similarity=0.4),
        episodes(MISTAKES, 4, value=0.5),
        episodes(MISTAKES, 4, action="premium/premium_second_call"),
        episodes(MISTAKES, 4, action="a_play_of_another_house"),
    ],
    ids=["one", "unlike", "failed", "another strategy", "unknown"],
)
def test_one_unlike_failed_or_foreign_episode_moves_nothing(
    platform: FakePlatform, found: list[SimilarEpisode]
) -> None:
    assert middle(plan_for(platform, a_lead(), remembering(found)))[0] == QUESTIONS


def test_what_was_learned_goes_before_episodes_and_these_before_what_was_written(
    platform: FakePlatform,
) -> None:
    memory = remembering(
        episodes(MISTAKES, 3),
        knowledge=(
            knows(QUESTIONS, 0.9),
            knows(FIRST_STEP, 0.35, tried=40, worked=20),
        ),
    )
    plan = plan_for(platform, a_lead(), memory)
    assert middle(plan) == [FIRST_STEP, MISTAKES, QUESTIONS]
    assert "worked 20 of 40 times in such situations" in plan.reasons[3]


def test_the_fields_own_knowledge_moves_a_step_if_it_is_strong(platform: FakePlatform) -> None:
    strong = MemoryContext(knowledge=(knows(FIRST_STEP, 0.56),))
    assert middle(plan_for(platform, a_lead(), strong))[0] == FIRST_STEP
    weak = MemoryContext(knowledge=(knows(FIRST_STEP, 0.3),))
    assert middle(plan_for(platform, a_lead(), weak))[0] == QUESTIONS


def test_a_silent_memory_is_said(platform: FakePlatform) -> None:
    memory = MemoryContext(silent=(MemoryName.LONG_TERM, MemoryName.EPISODIC))
    assert "long-term and episodic" in plan_for(platform, a_lead(), memory).reasons[-1]


@pytest.mark.parametrize("strategy", list(Strategy))
def test_whatever_the_order_no_step_is_lost(strategy: Strategy) -> None:
    names = [outline.template for outline in OUTLINES[strategy]]
    for order in ([], names, names[::-1], ["unknown", *names[2:3]]):
        found = arranged(strategy, order)
        assert sorted(outline.template for outline in found) == sorted(names)
        assert [outline.days for outline in found] == [one.days for one in OUTLINES[strategy]]
        assert found[0] == OUTLINES[strategy][0]
        assert found[-1] == OUTLINES[strategy][-1]
