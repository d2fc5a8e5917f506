"""What the four memories bring to a handoff."""

import json
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from baton.core.message import PERSON, Priority
from baton.leads.conversation import conversation_of
from baton.leads.lead import Lead
from baton.leads.person_keys import person_of
from baton.memory.context import (
    MOST_EPISODES,
    MOST_KNOWLEDGE,
    MOST_TURNS,
    MemoryContext,
    MemoryName,
    memory_of,
    without_memory,
)
from baton.memory.episode import Episode
from baton.memory.episodic import NoEpisodes
from baton.memory.knowledge import Edge, Node
from baton.memory.person import Fact, PastTurn, Turn
from baton.messaging.handoff import Handoff, Route
from functions.platform.handoff.agent import HandoffStep
from functions.platform.handoff.models import HandoffTask
from tests.fakes.platform.container import FakePlatform
from tests.samples.pipeline import LEAD_ID, a_lead

MEMORIES = ("short_term", "long_term", "episodes", "semantic")
NAMES = ("episodic", "long_term", "semantic", "short_term")
TRIAGED: dict[str, Any] = {
    "category": "cold_lead",
    "temperature": "warm",
    "score": 55.0,
    "confidence": 0.6,
    "reasons": ["came back"],
}
BARE: dict[str, Any] = {"first_name": None, "last_name": None, "country": None}
SITUATION = "education/warm/google"
OTHER_ID = "01JNBX5T00ABCDEFGHJKMNPQRT"


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


@pytest.fixture
def step(platform: FakePlatform) -> HandoffStep:
    return HandoffStep.assemble(platform)  # type: ignore[arg-type]


def elsewhere() -> HandoffStep:
    """The step of another container, on data of its own."""
    return HandoffStep.assemble(FakePlatform())  # type: ignore[arg-type]


def a_task(lead: Lead, **said: Any) -> HandoffTask:
    route = Route(target_agent="engagement", priority=Priority.MEDIUM, reason="Warm.")
    return HandoffTask(
        kind="lead", record=lead, source_agent="lead_triage", route=route, context=TRIAGED | said
    )


def a_student(lead_id: str = LEAD_ID, **details: Any) -> Lead:
    return a_lead(lead_id, industry="Education", source="Google", **details)


def remembered(handoff: Handoff) -> MemoryContext:
    memory = memory_of(handoff)
    assert memory is not None
    return memory


def an_episode(number: int, platform: FakePlatform, **changes: Any) -> Episode:
    return Episode(
        episode_id=f"e-{number}",
        situation=SITUATION,
        action="nurture/nurture_first_step",
        outcome="converted",
        value=1.0,
        text="A warm lead from education that came by google, interested in any.",
        at=platform.clock() - timedelta(days=number),
        subject=f"person#{number:064x}",
        conversation_id=conversation_of(OTHER_ID),
    ).model_copy(update=changes)


def said(platform: FakePlatform, lead: Lead, text: str, number: int = 0) -> None:
    platform.short_term.append(
        Turn(
            conversation_id=conversation_of(lead.lead_id),
            turn_id=f"01JNBX5T00ABCDEFGHJKMN{number:04}",
            speaker=PERSON,
            kind="note",
            text=text,
            at=platform.clock(),
        )
    )


def fill(platform: FakePlatform, lead: Lead) -> None:
    """Something in every memory."""
    now = platform.clock()
    said(platform, lead, "Anna Berg here, call me at +43 1 2345678")
    person = person_of(lead.lead_id, lead.details)
    platform.long_term.prefer(
        person, {"channel": Fact(value="email", at=now, source="api", confidence=0.75)}
    )
    platform.long_term.learn(person, {"company": Fact(value="Bergbau", at=now, source="lead")})
    platform.long_term.remember(
        person,
        PastTurn(
            turn_id=OTHER_ID,
            conversation_id="lead-x",
            speaker=PERSON,
            kind="message",
            text="I am Anna",
            at=now,
        ),
    )
    platform.episodes.keep([an_episode(number, platform) for number in range(3)])
    platform.semantic.put(
        [
            Node(node_id="industry:education", label="Education"),
            Node(node_id="play:graduate_story", label="Let a graduate tell"),
        ],
        [Edge(source="industry:education", relation="suits", target="play:graduate_story")],
    )


def test_a_new_customer_is_no_worse_off_for_not_being_remembered(
    platform: FakePlatform, step: HandoffStep
) -> None:
    handoff = step.hand_over(a_task(a_lead()))
    assert handoff.accepted
    assert handoff.quality.unavailable == ()
    assert not {"conversation", "profile", "episodes", "knowledge"} & set(handoff.quality.missing)
    (opening,) = remembered(handoff).conversation
    assert opening.kind == "message"
    assert remembered(handoff) == MemoryContext(conversation=(opening,))
    assert platform.naps == []


def test_each_memory_brings_its_part(platform: FakePlatform, step: HandoffStep) -> None:
    lead = a_student()
    fill(platform, lead)
    memory = remembered(step.hand_over(a_task(lead)))
    assert [turn.kind for turn in memory.conversation] == ["note", "message"]
    assert memory.person is not None
    assert memory.person.preferences["channel"].value == "email"
    assert memory.person.past_turns == 1
    assert {one.action for one in memory.episodes} == {"nurture/nurture_first_step"}
    assert memory.episodes[0].outcome == "converted"
    (knowledge,) = memory.knowledge
    assert (knowledge.kind, knowledge.name) == ("play", "graduate_story")
    assert knowledge.way == "industry:education suits play:graduate_story"


def test_nothing_goes_along_by_which_anybody_could_be_found(
    platform: FakePlatform, step: HandoffStep
) -> None:
    lead = a_student()
    fill(platform, lead)
    text = json.dumps(step.hand_over(a_task(lead)).context).lower()
    for personal in ("anna", "berg", "2345678", "@", "person#", OTHER_ID.lower(), "e-1"):
        assert personal not in text


def test_remembering_more_never_lowers_the_quality(
    platform: FakePlatform, step: HandoffStep
) -> None:
    lead = a_student(**BARE)
    before = step.hand_over(a_task(lead)).quality
    fill(platform, lead)
    after = step.hand_over(a_task(lead)).quality
    assert after.completeness > before.completeness
    assert after.quality > before.quality


def test_what_goes_along_is_bounded(platform: FakePlatform, step: HandoffStep) -> None:
    lead = a_student()
    for number in range(30):
        said(platform, lead, "again", number)
    platform.episodes.keep(
        [
            an_episode(number, platform, action=f"nurture/step_{number}", text=f"A lead {number}.")
            for number in range(30)
        ]
    )
    plays = [Node(node_id=f"play:p{number}", label="x") for number in range(30)]
    start = Node(node_id="industry:education", label="Education")
    platform.semantic.put(
        [start, *plays],
        [Edge(source=start.node_id, relation="suits", target=one.node_id) for one in plays],
    )
    memory = remembered(step.hand_over(a_task(lead)))
    assert len(memory.conversation) == MOST_TURNS
    assert len(memory.episodes) <= MOST_EPISODES
    assert len(memory.knowledge) <= MOST_KNOWLEDGE


def test_what_was_learned_comes_before_what_was_written_down(
    platform: FakePlatform, step: HandoffStep
) -> None:
    platform.semantic.put(
        [
            Node(node_id="industry:education", label="Education"),
            Node(node_id=f"situation:{SITUATION}", label="education, warm, google"),
            Node(node_id="action:nurture/nurture_first_step", label="a first step"),
            Node(node_id="action:nurture/nurture_welcome", label="welcome"),
        ],
        [
            Edge(
                source="industry:education",
                relation="suits",
                target="action:nurture/nurture_welcome",
                weight=0.9,
            ),
            Edge(
                source="action:nurture/nurture_first_step",
                relation="works_for",
                target=f"situation:{SITUATION}",
                weight=0.4,
                provenance="consolidation",
                tried=40,
                worked=22,
            ),
        ],
    )
    first, second = remembered(step.hand_over(a_task(a_student()))).knowledge
    assert (first.name, first.tried, first.worked) == ("nurture/nurture_first_step", 40, 22)
    assert second.name == "nurture/nurture_welcome"


@pytest.mark.parametrize("memory", MEMORIES)
@pytest.mark.parametrize("error", [None, TimeoutError(), ZeroDivisionError()])
def test_a_memory_that_does_not_answer_costs_quality_and_never_the_lead(
    platform: FakePlatform, step: HandoffStep, memory: str, error: Exception | None
) -> None:
    lead = a_lead(**BARE)
    whole = elsewhere().hand_over(a_task(lead)).quality
    platform.faults.fail(memory, error)
    handoff = step.hand_over(a_task(lead))
    name = "episodic" if memory == "episodes" else memory
    assert handoff.accepted
    assert handoff.quality.unavailable == (name,)
    assert handoff.quality.attempts == 3
    assert handoff.quality.quality < whole.quality
    assert remembered(handoff).silent == (MemoryName(name),)


@pytest.mark.parametrize("confidence", [0.0, 0.1, 0.6])
def test_a_lead_that_would_pass_passes_with_all_memories_down(
    platform: FakePlatform, step: HandoffStep, confidence: float
) -> None:
    lead = a_lead(**BARE)
    assert elsewhere().hand_over(a_task(lead, confidence=confidence)).accepted
    for memory in MEMORIES:
        platform.faults.fail(memory)
    handoff = step.hand_over(a_task(lead, confidence=confidence))
    assert handoff.accepted
    assert handoff.quality.quality >= 0.7
    assert handoff.quality.unavailable == NAMES


def test_memories_that_are_down_do_not_save_a_poor_context(
    platform: FakePlatform, step: HandoffStep
) -> None:
    for memory in MEMORIES:
        platform.faults.fail(memory)
    old = a_lead(occurred_at=platform.clock() - timedelta(days=1500))
    assert not step.hand_over(a_task(old)).accepted


def test_a_memory_that_is_down_is_left_alone_for_a_while_and_asked_again_then(
    platform: FakePlatform, step: HandoffStep
) -> None:
    platform.faults.fail("episodes")
    step.hand_over(a_task(a_lead()))
    platform.faults.clear()
    platform.faults.calls.clear()
    naps = len(platform.naps)
    resting = step.hand_over(a_task(a_lead(OTHER_ID)))
    assert "episodes.search" not in platform.faults.calls
    assert resting.quality.unavailable == ("episodic",)
    assert resting.quality.attempts == 1
    assert len(platform.naps) == naps, "nobody waits for it"
    platform.clock.advance(31)
    assert step.hand_over(a_task(a_lead(OTHER_ID))).quality.unavailable == ()


def test_a_memory_that_comes_back_at_the_second_attempt_is_heard(
    platform: FakePlatform, step: HandoffStep
) -> None:
    lead = a_student()
    fill(platform, lead)
    platform.faults.fail("episodes", times=1)
    handoff = step.hand_over(a_task(lead))
    assert handoff.quality.attempts == 2
    assert handoff.quality.unavailable == ()
    assert remembered(handoff).episodes


def test_the_fields_knowledge_is_walked_once_a_minute_for_a_kind_of_lead(
    platform: FakePlatform, step: HandoffStep, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1_000.0]
    monkeypatch.setattr("functions.platform.handoff.memories.time.monotonic", lambda: now[0])
    about = partial(step._records["lead"].subject, said=TRIAGED)
    reads = step._engine._memories.reads  # the rest of the step needs a clock that runs

    def walks(lead: Lead) -> int:
        platform.faults.calls.clear()
        reads(about(lead), (MemoryName.SEMANTIC,), platform.clock())["semantic"]()
        return platform.faults.calls.count("semantic.walk")

    assert walks(a_student()) == 3
    assert walks(a_student(OTHER_ID)) == 0
    assert walks(a_lead(industry="Software")) == 2
    now[0] += 61
    assert walks(a_student()) == 3


def test_without_episodic_memory_the_step_works_and_says_so(platform: FakePlatform) -> None:
    platform.episodes = NoEpisodes()  # type: ignore[assignment]
    handoff = HandoffStep.assemble(platform).hand_over(a_task(a_lead()))  # type: ignore[arg-type]
    assert handoff.accepted
    assert handoff.quality.unavailable == ()
    assert remembered(handoff).absent == (MemoryName.EPISODIC,)


def test_saying_something_else_than_before_costs_agreement_and_is_named(
    platform: FakePlatform, step: HandoffStep
) -> None:
    lead = a_lead(company="Example", country="AT")
    person = person_of(lead.lead_id, lead.details)
    same = step.hand_over(a_task(lead)).quality.quality
    known = Fact(value="DE", at=platform.clock(), source="lead")
    platform.long_term.learn(person, {"country": known})
    handoff = step.hand_over(a_task(lead))
    assert handoff.context["contradictions"] == [
        "the country was another one at an earlier enquiry"
    ]
    assert handoff.quality.quality < same
    assert handoff.accepted, "one mismatch alone holds nobody back"


def test_people_who_said_otherwise_long_ago_or_say_the_same_are_not_contradicted(
    platform: FakePlatform, step: HandoffStep
) -> None:
    lead = a_lead()
    person = person_of(lead.lead_id, lead.details)
    long_ago = platform.clock() - timedelta(days=400)
    platform.long_term.learn(
        person,
        {
            "country": Fact(value="DE", at=long_ago, source="lead"),
            "company": Fact(value="Another", at=platform.clock(), source="lead"),
        },
    )
    assert "contradictions" not in step.hand_over(a_task(lead)).context


def test_a_handoff_kept_twice_carries_its_memories_once(
    platform: FakePlatform, step: HandoffStep
) -> None:
    handoff = step.hand_over(a_task(a_lead()))
    lean = without_memory(handoff)
    assert memory_of(lean) is None
    assert lean.model_copy(update={"context": handoff.context}) == handoff
