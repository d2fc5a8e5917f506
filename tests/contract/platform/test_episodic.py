"""What every episodic memory promises."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from baton.core.errors import NotFound
from baton.memory.episode import Episode, EpisodeQuery
from baton.memory.episodic import EpisodicMemory
from tests.contract.given import at_once
from tests.contract.opensearch import SERVERS, Episodes, search_server
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.embedder import FakeEmbedder

ADA, BOB = f"person#{'a' * 64}", f"person#{'b' * 64}"


@pytest.fixture(params=["fake", *SERVERS])
def memory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EpisodicMemory]:
    if request.param == "fake":
        yield FakePlatform().episodes
        return
    with search_server(request.param, tmp_path) as url:
        episodes = Episodes(url, FakeEmbedder())
        yield episodes
        episodes.wipe()


def episode(number: int = 1, **changes: Any) -> Episode:
    given: dict[str, Any] = {
        "episode_id": f"episode-{number}",
        "situation": "education/warm/google",
        "action": "nurture/case_study",
        "outcome": "converted",
        "value": 0.9,
        "tags": ("education", "warm"),
        "text": f"A school of size {number} read a case study and enrolled",
        "at": NOON + timedelta(seconds=number, microseconds=123_456),
    }
    return Episode.model_validate(given | changes)


def found(memory: EpisodicMemory, text: str, **wishes: Any) -> list[str]:
    query = EpisodeQuery.model_validate({"text": text, "distinct": False} | wishes)
    return [match.episode.episode_id for match in memory.search(query)]


def test_an_episode_comes_back_as_it_was_kept(memory: EpisodicMemory) -> None:
    one = episode(
        subject=ADA, conversation_id="lead-1", text='Zürich \N{SNOWMAN} \u2018offer\u2019 \\ "q"\n?'
    )
    memory.keep([one, episode(2, tags=(), value=0)])
    assert memory.get("episode-1") == one
    assert memory.get("episode-2") == episode(2, tags=(), value=0)
    assert memory.count() == 2
    (match, *_) = memory.search(EpisodeQuery(text=one.text))
    assert match.episode == one
    assert match.score == pytest.approx(1, abs=1e-5)
    assert match.similarity == pytest.approx(1, abs=1e-5)


def test_an_empty_memory_knows_nothing_and_says_so(memory: EpisodicMemory) -> None:
    assert memory.enabled
    memory.keep([])
    assert memory.search(EpisodeQuery(text="anything")) == ()
    assert memory.about(ADA) == ()
    assert memory.forget(ADA) == 0
    assert memory.count() == 0
    assert memory.renew()
    with pytest.raises(NotFound):
        memory.get("episode-1")


def test_the_same_id_again_replaces(memory: EpisodicMemory) -> None:
    memory.keep([episode(1), episode(2)])
    memory.keep([episode(1, text="A bank was called and refused", outcome="lost")])
    memory.keep([episode(2, value=0.1), episode(2, value=0.2)])
    assert memory.count() == 2
    assert memory.get("episode-1").outcome == "lost"
    assert memory.get("episode-2").value == 0.2
    assert found(memory, "bank called", lexical=1) == ["episode-1"]


def test_every_filter_holds_for_every_match(memory: EpisodicMemory) -> None:
    memory.keep(
        [
            episode(1),
            episode(2, tags=("education",)),
            episode(3, outcome="lost"),
            episode(4, action="call/demo"),
            episode(5, value=0.8),
            episode(6, value=0.79),
        ]
    )
    text = "school case study"
    for lexical in (0, 0.3, 1):
        assert len(found(memory, text, lexical=lexical, limit=10)) == 6
        wishes = {"lexical": lexical, "limit": 10}
        assert "episode-2" not in found(memory, text, tags=("education", "warm"), **wishes)
        assert found(memory, text, outcomes=("lost", "unknown"), **wishes) == ["episode-3"]
        assert found(memory, text, actions=("call/demo",), **wishes) == ["episode-4"]
        assert "episode-6" not in found(memory, text, min_value=0.8, **wishes)
        assert "episode-5" in found(memory, text, min_value=0.8, **wishes)
        assert found(memory, text, tags=("nobody",), **wishes) == []


def test_search_by_meaning_finds_the_nearest_of_all_that_pass_the_filters(
    memory: EpisodicMemory,
) -> None:
    chance, words = Random(1), [f"word{number}" for number in range(60)]
    kept = [
        episode(number, text=" ".join(chance.choices(words, k=6)), value=chance.random())
        for number in range(300)
    ]
    memory.keep(kept)
    embedder = FakeEmbedder()
    for _ in range(20):
        text = " ".join(chance.choices(words, k=4))
        (wanted,) = embedder.embed([text])
        near = {
            one.episode_id: sum(map(float.__mul__, wanted, embedder.embed([one.text])[0]))
            for one in kept
            if one.value >= 0.5
        }
        best = sorted(near.values(), reverse=True)[:10]
        got = found(memory, text, lexical=0, limit=10, min_value=0.5)
        assert [near[key] for key in got] == pytest.approx(best, abs=1e-5)  # recall@10 is 1.0


def test_words_and_meaning_are_mixed_by_their_weights(memory: EpisodicMemory) -> None:
    memory.keep([episode(1, text="alpha beta gamma delta"), episode(2, text="epsilon zeta eta")])
    for lexical in (0, 0.3, 0.7, 1):
        query = EpisodeQuery(text="alpha beta", lexical=lexical)
        best = memory.search(query)[0]
        assert best.episode.episode_id == "episode-1"
        assert best.score == pytest.approx((1 - lexical) * best.similarity + lexical, abs=1e-5)
    assert found(memory, "alpha beta", lexical=1) == ["episode-1"]


def test_matches_come_the_best_first_with_scores_from_0_to_1(memory: EpisodicMemory) -> None:
    memory.keep([episode(number, text=f"school {'study ' * number}") for number in range(1, 9)])
    scores = [match.score for match in memory.search(EpisodeQuery(text="study", limit=5))]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_what_tells_the_same_as_a_better_match_is_left_out(memory: EpisodicMemory) -> None:
    same = "A school read a case study"
    memory.keep([episode(number, text=same) for number in range(120)])
    memory.keep([episode(200, text=same, outcome="lost"), episode(201, text="A school was called")])
    matches = memory.search(EpisodeQuery(text=same, limit=3))
    assert {match.episode.outcome for match in matches[:2]} == {"converted", "lost"}
    assert matches[2].episode.episode_id == "episode-201"
    assert len(found(memory, same, limit=50)) == 50


def test_episodes_that_say_the_same_are_one_match_with_their_number(memory: EpisodicMemory) -> None:
    same = "A school read a case study"
    memory.keep([episode(number, text=same, value=number / 1_100) for number in range(1_100)])
    memory.keep(
        [episode(2_000 + number, text=f"A school was called {number}") for number in range(5)]
    )
    for lexical in (0, 0.3, 1):
        query = EpisodeQuery(text=same, lexical=lexical, distinct=False)
        assert [match.times for match in memory.search(query)] == [1_100] * 5
        query = EpisodeQuery(text=same, lexical=lexical)
        best, *others = memory.search(query)
        assert best.episode.episode_id == "episode-1099"
        assert (best.times, [match.times for match in others]) == (1_100, [1] * 4)
    few = EpisodeQuery(text=same, min_value=0.998)
    assert [(one.times, one.episode.episode_id) for one in memory.search(few)] == [
        (2, "episode-1099")
    ]


def test_filters_hold_for_one_and_the_same_episode(memory: EpisodicMemory) -> None:
    same = "A school read a case study"
    memory.keep(
        [
            episode(1, text=same, tags=("a", "b"), value=0.1),
            episode(2, text=same, tags=("b", "c"), value=0.9),
            episode(3, text="A school was called", tags=("a", "c"), value=0.9),
        ]
    )
    for lexical in (0, 0.3, 1):
        wishes: dict[str, Any] = {"lexical": lexical, "limit": 10}
        assert found(memory, same, tags=("a", "c"), **wishes) == ["episode-3"]
        assert found(memory, same, tags=("b",), min_value=0.5, **wishes) == ["episode-2"]
        assert found(memory, same, tags=("b",), **wishes) == ["episode-2", "episode-1"]
    memory.keep([episode(4, text=same, tags=("a", "d"), value=1)])
    assert found(memory, same, tags=("a", "d"), limit=10) == ["episode-4"]


def test_a_text_whose_episodes_have_more_tags_than_can_be_listed_is_found_by_each(
    memory: EpisodicMemory,
) -> None:
    memory.keep([episode(number, tags=(f"t{number}",), text="same") for number in range(250)])
    memory.keep([episode(300, tags=("t300",), text="same")])
    for number in (0, 100, 249, 300):
        assert found(memory, "same", tags=(f"t{number}",)) == [f"episode-{number}"]
    assert found(memory, "same", tags=("t0", "t1")) == []


def test_a_persons_episodes_come_latest_first_however_many(memory: EpisodicMemory) -> None:
    memory.keep([episode(number, subject=ADA, text="same") for number in range(1_100)])
    memory.keep([episode(2_000, subject=BOB)])
    everything = memory.about(ADA, limit=5_000)
    assert [one.episode_id for one in everything] == [f"episode-{n}" for n in range(1_099, -1, -1)]
    assert memory.about(ADA, limit=3) == everything[:3]


def test_a_person_who_is_forgotten_is_in_no_answer(memory: EpisodicMemory) -> None:
    memory.keep([episode(1, subject=ADA), episode(2, subject=ADA), episode(3, subject=BOB)])
    assert memory.forget(ADA) == 2
    assert memory.forget(ADA) == 0
    assert memory.about(ADA) == ()
    assert memory.count() == 1
    for lexical in (0, 0.3, 1):
        assert found(memory, "school", lexical=lexical) == ["episode-3"]
    with pytest.raises(NotFound):
        memory.get("episode-1")


def test_what_is_older_than_a_moment_ends_and_nothing_else(memory: EpisodicMemory) -> None:
    memory.keep([episode(number, at=NOON + timedelta(days=number)) for number in range(4)])
    moment = NOON + timedelta(days=2)
    assert memory.expire(moment) == 2
    assert memory.expire(moment) == 0
    assert memory.count() == 2
    assert sorted(found(memory, "school")) == ["episode-2", "episode-3"]
    with pytest.raises(NotFound):
        memory.get("episode-1")
    memory.keep([episode(1, at=NOON + timedelta(days=3))])
    assert memory.expire(moment) == 0


def test_texts_are_data_whatever_signs_are_in_them(memory: EpisodicMemory) -> None:
    memory.keep([episode(1)])
    strange = ('"}}]', "school AND (", "*:*", "\u0000", "{}", "'; DROP", "\N{SNOWMAN}")
    every_sign = "".join(map(chr, range(0x4E00, 0x4E00 + 4_000)))
    many_words = " ".join(f"w{number}" for number in range(700))
    for text in (*strange, every_sign, many_words, "-".join("abcd" * 500), "\u30a2" * 4_000):
        assert found(memory, text, lexical=0) == ["episode-1"]
        memory.search(EpisodeQuery(text=text, lexical=1))
        assert found(memory, "school", tags=(text[:64],)) == []


def test_many_hands_keep_and_search_at_the_same_time(memory: EpisodicMemory) -> None:
    def work(hand: int) -> int:
        for round_ in range(5):
            number = hand * 5 + round_
            memory.keep([episode(number, text=f"school number{number}")])
            assert found(memory, f"number{number}", lexical=1) == [f"episode-{number}"]
        return hand

    assert at_once(work) == list(range(8))
    assert memory.count() == 40
