"""What episodes say is searched as long as an episode says it, whoever keeps and forgets meanwhile.

Something happens, or the worker dies, before every single request, one after the other.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from opensearchpy.exceptions import ConnectionTimeout

from baton.core.errors import Unavailable
from baton.memory.episode import EpisodeQuery
from tests.contract.opensearch import SERVERS, Episodes, search_server
from tests.contract.platform.test_episodic import ADA, BOB, episode
from tests.fakes.platform.embedder import FakeEmbedder
from tests.fakes.platform.faults import Crash

SAME = "They say the same"


@pytest.fixture(params=SERVERS)
def episodes(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Episodes]:
    with search_server(request.param, tmp_path) as url:
        found = Episodes(url, FakeEmbedder())
        yield found
        found.wipe()


def requests_of(act: Callable[[Episodes], object], episodes: Episodes) -> int:
    worker = episodes.again(FakeEmbedder())
    made = worker.disturb(0, lambda: None)
    act(worker)
    episodes.wipe()
    return len(made)


def die() -> None:
    raise Crash("here")


def searched(episodes: Episodes) -> set[str]:
    query = EpisodeQuery(text=SAME, limit=10, distinct=False, lexical=0)
    return {match.episode.episode_id for match in episodes.search(query)}


def test_whoever_keeps_what_others_forget_is_found_and_alone(episodes: Episodes) -> None:
    def given() -> None:
        episodes.keep([episode(1, subject=ADA, text=SAME, tags=("a",))])

    given()
    late = episode(2, subject=BOB, text=SAME, tags=("b",))
    for number in range(1, requests_of(lambda one: one.forget(ADA), episodes) + 1):
        given()
        forgetting = episodes.again(FakeEmbedder())
        forgetting.disturb(number, lambda: episodes.keep([late]))
        forgetting.forget(ADA)
        assert searched(episodes) == {"episode-2"}, number
        assert episodes.exemplars == [SAME]
        episodes.wipe()


def test_whoever_is_forgotten_while_being_kept_leaves_nothing_that_is_searched(
    episodes: Episodes,
) -> None:
    one = episode(1, subject=ADA, text=SAME)
    episodes.keep([episode(9, text="other")])
    for number in range(1, requests_of(lambda worker: worker.keep([one]), episodes) + 1):
        episodes.keep([episode(9, text="other")])
        keeping = episodes.again(FakeEmbedder())
        keeping.disturb(number, lambda: episodes.forget(ADA))
        keeping.keep([one])
        kept = searched(episodes) - {"episode-9"}
        assert kept == {hit.episode_id for hit in episodes.about(ADA)}, number
        assert episodes.exemplars == ([SAME, "other"] if kept else ["other"]), number
        episodes.wipe()


def test_two_who_forget_the_last_episodes_leave_nothing(episodes: Episodes) -> None:
    def given() -> None:
        episodes.keep([episode(1, subject=ADA, text=SAME), episode(2, subject=BOB, text=SAME)])

    given()
    for number in range(1, requests_of(lambda one: one.forget(ADA), episodes) + 1):
        given()
        forgetting = episodes.again(FakeEmbedder())
        forgetting.disturb(number, lambda: episodes.forget(BOB))
        forgetting.forget(ADA)
        assert (episodes.count(), episodes.exemplars) == (0, []), number
        assert episodes.own_documents == 0
        episodes.wipe()


def test_who_dies_while_forgetting_leaves_it_to_the_next(episodes: Episodes) -> None:
    def given() -> None:
        episodes.keep([episode(1, subject=ADA), episode(2, subject=ADA, text=SAME)])
        episodes.keep([episode(3, subject=BOB, text=SAME)])

    given()
    for number in range(1, requests_of(lambda one: one.forget(ADA), episodes) + 1):
        given()
        dying = episodes.again(FakeEmbedder())
        dying.disturb(number, die)
        with pytest.raises(Crash):
            dying.forget(ADA)
        episodes.forget(ADA)
        assert (searched(episodes), episodes.exemplars) == ({"episode-3"}, [SAME]), number
        episodes.wipe()


def test_a_forgetting_whose_answers_are_not_waited_for_is_ended_by_the_next(
    episodes: Episodes,
) -> None:
    def give_up() -> None:
        raise ConnectionTimeout("TIMEOUT", "", None)

    given = [episode(number, subject=ADA, text=f"{number % 2}") for number in range(4)]
    episodes.keep(given)
    for number in range(1, requests_of(lambda one: one.forget(ADA), episodes) + 1):
        episodes.keep(given)
        impatient = episodes.again(FakeEmbedder())
        impatient.disturb(number, give_up, after=True)
        with pytest.raises(Unavailable):
            impatient.forget(ADA)
        episodes.forget(ADA)
        assert (episodes.count(), episodes.exemplars) == (0, []), number
        episodes.wipe()


def test_an_episode_that_is_kept_anew_leaves_nothing_of_what_it_said(episodes: Episodes) -> None:
    def given() -> None:
        episodes.keep([episode(1, subject=ADA)])

    given()
    anew = episode(1, subject=ADA, text=SAME)
    for number in range(1, requests_of(lambda one: one.keep([anew]), episodes) + 1):
        given()
        dying = episodes.again(FakeEmbedder())
        dying.disturb(number, die)
        with pytest.raises(Crash):
            dying.keep([anew])
        episodes.keep([anew])
        episodes.forget(BOB)  # whoever comes next settles what was noted
        assert (searched(episodes), episodes.exemplars) == ({"episode-1"}, [SAME]), number
        episodes.wipe()


def test_two_who_keep_the_same_episode_leave_one(episodes: Episodes) -> None:
    one, other = episode(1, text=SAME), episode(1, text="other")
    episodes.keep([episode(1)])
    for number in range(1, requests_of(lambda worker: worker.keep([one]), episodes) + 1):
        episodes.keep([episode(1)])
        keeping = episodes.again(FakeEmbedder())
        keeping.disturb(number, lambda: episodes.keep([other]))
        keeping.keep([one])
        assert episodes.exemplars == [episodes.get("episode-1").text], number
        episodes.wipe()


def test_what_a_person_alone_had_is_in_no_exemplar_when_they_are_forgotten(
    episodes: Episodes,
) -> None:
    episodes.keep([episode(1, subject=ADA, text=SAME, tags=("mine", "all"), value=1)])
    episodes.keep([episode(2, subject=BOB, text=SAME, tags=("all",), value=0.25)])
    episodes.forget(ADA)
    hits = episodes._index.search({"query": {"exists": {"field": "model"}}})["hits"]["hits"]
    assert [(hit["_source"]["tags"], hit["_source"]["value"]) for hit in hits] == [(["all"], 0.25)]
    assert "unsettled" not in hits[0]["_source"]


def test_a_text_that_is_known_is_not_embedded_again(episodes: Episodes) -> None:
    episodes.keep([episode(number, text=SAME) for number in range(3)])
    embedder = FakeEmbedder()
    episodes.again(embedder).keep([episode(number, text=SAME) for number in range(3, 9)])
    assert embedder.embedded == []
