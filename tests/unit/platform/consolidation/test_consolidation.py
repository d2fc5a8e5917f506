"""Past turns become lasting memories: what moves, what is learned, what is left."""

from datetime import timedelta

import pytest

from baton.core.settings import Settings
from baton.leads.conversation import conversation_of
from baton.leads.interaction import InteractionKind
from baton.memory.episode import EpisodeQuery
from baton.memory.episodic import NoEpisodes
from baton.memory.pattern_counts import Pattern, PatternCount
from baton.memory.person import Turn
from baton.persistence.shards import DUE_SHARDS, shard_of
from functions.platform.consolidation.agent import BATCH, Consolidation
from functions.platform.consolidation.models import ConsolidationResult, ConsolidationTask
from functions.platform.consolidation.patterns import LEAST_TRIED
from tests.fakes.platform.container import FakePlatform
from tests.samples.conversations import DAY, converse, happen, subject_of

CONVERTED, OPENED = InteractionKind.CONVERTED, InteractionKind.OPENED
PERSON = f"person#{'a' * 64}"


@pytest.fixture
def platform() -> FakePlatform:
    return FakePlatform()


def consolidate(platform: FakePlatform, most: int = 20_000) -> ConsolidationResult:
    agent = Consolidation.assemble(platform)  # type: ignore[arg-type]
    return agent.perform(ConsolidationTask(most=most))


def a_day_later(platform: FakePlatform) -> None:
    platform.clock.advance(DAY.total_seconds())


def test_episodes_end_when_their_time_is_over_and_stay_where_there_is_none() -> None:
    for days, left in ((None, 1), (30, 0)):
        world = FakePlatform(Settings(retention_days={"episodes": days} if days else {}))
        converse(world, OPENED, CONVERTED)
        a_day_later(world)
        assert (consolidate(world).episodes, consolidate(world).expired) == (1, 0)
        world.clock.advance(30 * DAY.total_seconds())
        assert consolidate(world).expired == 1 - left
        assert len(world.episodes.kept) == left


def test_nothing_moves_before_it_is_a_day_old(platform: FakePlatform) -> None:
    converse(platform, CONVERTED)
    platform.clock.advance((DAY - timedelta(seconds=1)).total_seconds())
    assert consolidate(platform).moved == 0
    assert len(platform.short_term.kept) == 2


def test_past_turns_move_to_what_is_known_of_the_person(platform: FakePlatform) -> None:
    lead = converse(platform, OPENED)
    a_day_later(platform)
    result = consolidate(platform)
    assert (result.moved, result.remembered, result.forgotten, result.more) == (2, 3, 0, False)
    assert platform.short_term.kept == {}
    history = platform.long_term.recall(subject_of(lead)).history
    assert [(turn.kind, turn.conversion_rate) for turn in history] == [
        ("message", 0.25),
        ("decision", 0.25),
        ("outcome", 0.25),
    ]
    assert history[0].text == "Call me, I am Anna Berg."


def test_only_what_has_converted_becomes_an_episode_and_names_nobody(
    platform: FakePlatform,
) -> None:
    converse(platform, InteractionKind.REPLIED)
    lead = converse(platform, OPENED, CONVERTED, company="Google Schools")
    a_day_later(platform)
    assert consolidate(platform).episodes == 1
    (episode,) = platform.episodes.kept.values()
    assert episode.episode_id == f"{lead.lead_id}#1"
    assert (episode.action, episode.outcome, episode.value) == (
        "premium/premium_1",
        "converted",
        1.0,
    )
    assert episode.subject == subject_of(lead)
    assert episode.situation == "education/hot/other", "its source is a word of the company's name"
    told = episode.text.lower()
    assert not [name for name in ("anna", "berg", "google", "@") if name in told]
    (match,) = platform.episodes.search(EpisodeQuery(text="A hot lead from education"))
    assert match.episode == episode


def test_an_outcome_that_comes_late_still_becomes_an_episode(platform: FakePlatform) -> None:
    lead = converse(platform, OPENED)
    a_day_later(platform)
    assert consolidate(platform).episodes == 0
    happen(platform, lead, CONVERTED)
    a_day_later(platform)
    assert consolidate(platform).episodes == 1
    assert platform.pattern_counts.total == PatternCount(1, 1), "the same step is one attempt"


def test_a_step_is_tried_once_however_many_outcomes_it_has(platform: FakePlatform) -> None:
    lead = converse(platform, InteractionKind.DELIVERED, OPENED, CONVERTED, CONVERTED)
    happen(platform, lead, OPENED, step=2)
    a_day_later(platform)
    consolidate(platform)
    first = Pattern("education/hot/google", "premium/premium_1")
    second = Pattern("education/hot/google", "premium/premium_2")
    assert platform.pattern_counts.tallies([first, second]) == {
        first: PatternCount(1, 1),
        second: PatternCount(1, 0),
    }


def pattern(platform: FakePlatform, worked: int, failed: int, source: str) -> None:
    for _ in range(worked):
        converse(platform, CONVERTED, source=source)
    for _ in range(failed):
        converse(platform, OPENED, source=source)


def test_what_repeats_and_beats_the_base_rate_becomes_knowledge(platform: FakePlatform) -> None:
    pattern(platform, 9, 3, "google")
    pattern(platform, 1, 29, "facebook")
    a_day_later(platform)
    assert consolidate(platform).learned >= 1
    (edge,) = platform.semantic.edges("action:premium/premium_1", relations=["works_for"])
    assert edge.target == "situation:education/hot/google"
    assert (edge.tried, edge.worked, edge.provenance) == (12, 9, "consolidation")
    assert 10 / 42 < edge.weight < 9 / 12
    found = platform.semantic.walk("industry:education", hops=2, kinds=["action"])
    assert edge.source in [one.node.node_id for one in found]


def test_few_successes_are_no_pattern(platform: FakePlatform) -> None:
    pattern(platform, LEAST_TRIED - 1, 0, "google")
    pattern(platform, 0, 30, "facebook")
    a_day_later(platform)
    assert consolidate(platform).learned == 0


def test_what_does_not_work_any_more_is_unlearned(platform: FakePlatform) -> None:
    pattern(platform, 10, 0, "google")
    pattern(platform, 0, 30, "facebook")
    a_day_later(platform)
    consolidate(platform)
    assert platform.semantic.edges("action:premium/premium_1", relations=["works_for"])
    pattern(platform, 0, 30, "google")
    a_day_later(platform)
    assert consolidate(platform).unlearned >= 1
    assert not platform.semantic.edges("action:premium/premium_1", relations=["works_for"])


def test_what_everything_else_has_caught_up_with_is_unlearned(platform: FakePlatform) -> None:
    pattern(platform, 9, 3, "google")
    pattern(platform, 0, 30, "facebook")
    a_day_later(platform)
    consolidate(platform)
    pattern(platform, 200, 0, "facebook")
    a_day_later(platform)
    consolidate(platform)
    targets = {
        edge.target
        for edge in platform.semantic.edges("action:premium/premium_1", relations=["works_for"])
    }
    assert "situation:education/hot/google" not in targets


def test_a_run_stops_where_it_should_and_the_next_goes_on(platform: FakePlatform) -> None:
    for _ in range(5):
        converse(platform, OPENED)
    a_day_later(platform)
    first = consolidate(platform, most=7)
    assert (first.moved, first.more) == (7, True)
    second = consolidate(platform)
    assert (second.moved, second.more) == (3, False)
    assert platform.pattern_counts.total == PatternCount(5, 0)


def test_more_than_one_batch_is_moved_in_a_run(platform: FakePlatform) -> None:
    for _ in range(BATCH // 2 + 10):
        converse(platform, OPENED)
    a_day_later(platform)
    result = consolidate(platform)
    assert result.moved == 2 * (BATCH // 2 + 10)
    assert platform.pattern_counts.writings == {}


def test_without_an_episodic_memory_it_says_so_and_moves_the_rest(platform: FakePlatform) -> None:
    platform.episodes = NoEpisodes()  # type: ignore[assignment]
    converse(platform, CONVERTED)
    a_day_later(platform)
    result = consolidate(platform)
    assert (result.moved, result.episodes, result.episodic) == (2, 0, False)


def test_a_conversation_of_others_keeps_the_rate_it_was_given(platform: FakePlatform) -> None:
    def turn(rate: float | None, **data: object) -> Turn:
        return Turn(
            conversation_id="call-centre-7",
            turn_id=platform.new_id(),
            speaker="person",
            kind="call",
            text="I am Anna Berg and I take it.",
            data=data,
            at=platform.clock(),
            subject=PERSON,
            conversion_rate=rate,
        )

    for one in (turn(None), turn(0.8), turn(0.9), turn(1.0, situation="a/b", action="c")):
        platform.short_term.append(one)
    a_day_later(platform)
    assert consolidate(platform).episodes == 2
    plain, told = sorted(platform.episodes.kept.values(), key=lambda one: one.value)
    assert (plain.situation, plain.action, plain.value) == ("conversation/call", "nothing", 0.9)
    assert (told.situation, told.action) == ("a/b", "c")
    assert "Anna" not in plain.text + told.text
    assert platform.pattern_counts.total == PatternCount(1, 1), (
        "what tells of no action was no attempt"
    )


@pytest.mark.parametrize("strange", [7, "", "A sentence, in words", "x" * 300, None, ["a"]])
def test_strange_data_in_a_turn_stops_nothing(platform: FakePlatform, strange: object) -> None:
    lead = converse(platform)
    for conversation_id in (conversation_of(lead.lead_id), "x"):
        data = dict.fromkeys(("situation", "action", "outcome", "channel", "attempt"), strange)
        platform.short_term.append(
            Turn(
                conversation_id=conversation_id,
                turn_id=platform.new_id(),
                speaker="person",
                kind="odd kind of thing",
                data=data,
                at=platform.clock(),
                conversion_rate=1.0,
            )
        )
    a_day_later(platform)
    assert consolidate(platform).moved == 3
    assert platform.short_term.kept == {}


def test_what_one_run_cannot_get_through_helpers_end(platform: FakePlatform) -> None:
    for _ in range(5):
        converse(platform)
    a_day_later(platform)
    platform.clock.advance(7_200)
    first = consolidate(platform, most=2)
    assert (first.moved, first.more, first.behind_seconds) == (2, True, 7_200)
    agent = Consolidation.assemble(platform)  # type: ignore[arg-type]
    results = [
        agent.perform(ConsolidationTask.model_validate(message.payload))
        for _, message in platform.bus.events
    ]
    assert sum(one.moved for one in results) == 3
    assert not any(one.more for one in results)
    assert platform.short_term.kept == {}


def test_a_helper_whose_time_is_over_calls_the_next_for_its_shard(platform: FakePlatform) -> None:
    lead = converse(platform)
    a_day_later(platform)
    shard = shard_of(conversation_of(lead.lead_id), DUE_SHARDS)
    agent = Consolidation.assemble(platform)  # type: ignore[arg-type]
    assert agent.perform(ConsolidationTask(shard=shard, most=1)).more
    ((_, called),) = platform.bus.events
    assert called.payload == {"shard": shard}


def test_two_helpers_never_work_at_one_shard(platform: FakePlatform) -> None:
    lead = converse(platform)
    a_day_later(platform)
    shard = shard_of(conversation_of(lead.lead_id), DUE_SHARDS)
    agent = Consolidation.assemble(platform)  # type: ignore[arg-type]
    with agent._backlog.alone(shard):
        assert agent.perform(ConsolidationTask(shard=shard)).moved == 0
    assert agent.perform(ConsolidationTask(shard=shard)).moved == 1
