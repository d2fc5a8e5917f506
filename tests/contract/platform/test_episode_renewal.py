"""The index of episodes is built anew while everybody works on; nothing is lost, nobody comes back.

Something happens, or the worker dies, before every single request of a renewal, one after the other.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from baton.core.errors import Unavailable
from baton.memory.episode import Episode, EpisodeQuery
from tests.contract.opensearch import SERVERS, Episodes, search_server
from tests.contract.platform.test_episodic import ADA, BOB, episode
from tests.fakes.platform.embedder import FakeEmbedder
from tests.fakes.platform.faults import Crash


class OtherModel(FakeEmbedder):
    """Other vectors, of another length."""

    model = "fake-words-2"

    def __init__(self) -> None:
        super().__init__(dimensions=128)


class SameLength(FakeEmbedder):
    """Another model whose vectors are as long as before."""

    model = "fake-words-3"


@pytest.fixture(params=SERVERS)
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Episodes]:
    with search_server(request.param, tmp_path) as url:
        episodes = Episodes(url, FakeEmbedder())
        yield episodes
        episodes.wipe()


FIRST = [
    *(episode(number, subject=BOB) for number in range(2)),
    episode(2, subject=BOB, text="A school read a case study"),
    episode(3, subject=ADA, text="A school read a case study"),
    episode(4, subject=ADA, value=0.1),
]


def renewed_and_right(episodes: Episodes, wanted: dict[str, Episode]) -> None:
    while not episodes.renew():
        pass
    assert len(episodes.indices) == 1
    assert episodes.count() == len(wanted)
    assert episodes.exemplars == sorted({one.text for one in wanted.values()})
    for key, one in wanted.items():
        assert episodes.get(key) == one
    for one in wanted.values():
        matches = episodes.search(EpisodeQuery(text=one.text, limit=100, distinct=False, lexical=0))
        assert one in [match.episode for match in matches]


def requests_of_a_renewal(before: Episodes) -> int:
    before.keep(FIRST)
    after = before.again(OtherModel())
    made = after.disturb(0, lambda: None)
    assert after.renew()
    before.wipe()
    return len(made)


def test_a_renewed_index_holds_everything_with_vectors_of_the_new_model(before: Episodes) -> None:
    before.keep(FIRST)
    (first,) = before.indices
    after = before.again(OtherModel())
    assert after.renew()
    assert after.indices != [first]
    renewed_and_right(after, {one.episode_id: one for one in FIRST})
    assert after.renew()


def test_nothing_is_renewed_while_the_index_is_what_is_wanted(before: Episodes) -> None:
    before.keep(FIRST)
    names = before.indices
    assert before.again(FakeEmbedder()).renew()
    assert before.indices == names


def test_a_long_renewal_is_done_in_parts_and_found_meanwhile(before: Episodes) -> None:
    before.keep(FIRST)
    after = before.again(OtherModel())
    rounds = 0
    while not after.renew(most=2):
        rounds += 1
        found = after.search(EpisodeQuery(text=FIRST[0].text, limit=10, distinct=False))
        assert {match.episode.episode_id for match in found} == {one.episode_id for one in FIRST}
        assert len(after.about(ADA)) == 2
        assert after.get("episode-3") == FIRST[3]
    assert rounds == 2
    renewed_and_right(after, {one.episode_id: one for one in FIRST})


def test_a_second_change_of_model_takes_both_indices_along(before: Episodes) -> None:
    before.keep(FIRST)
    before.again(OtherModel()).renew(most=2)
    last = before.again(SameLength())
    renewed_and_right(last, {one.episode_id: one for one in FIRST})


def test_no_write_and_no_forgetting_is_lost_wherever_it_comes_in_between(before: Episodes) -> None:
    changed, added = episode(0, subject=BOB, value=0.5), episode(50, text="new and late")
    wanted = {one.episode_id: one for one in [*FIRST[1:3], changed, added] if one.subject != ADA}
    refused: list[int] = []
    for number in range(1, requests_of_a_renewal(before) + 1):
        before.keep(FIRST)
        after = before.again(OtherModel())

        def act(number: int = number) -> None:
            try:
                before.keep([changed, added])
            except Unavailable:  # the alias has moved on: so have callers, with the next version
                before.again(OtherModel()).keep([changed, added])
            try:
                before.forget(ADA)
            except Unavailable:  # in the one moment in which the old index is blocked
                refused.append(number)

        after.disturb(number, act)
        after.renew()
        if number in refused:
            before.forget(ADA)
        assert after.about(ADA, limit=10) == (), number
        renewed_and_right(before.again(OtherModel()), wanted)
        before.wipe()
    assert len(refused) == 1


def test_a_renewal_that_dies_anywhere_goes_on_with_the_next_worker(before: Episodes) -> None:
    def die() -> None:
        raise Crash("here")

    for number in range(1, requests_of_a_renewal(before) + 1):
        before.keep(FIRST)
        dying = before.again(OtherModel())
        dying.disturb(number, die)
        with pytest.raises(Crash):
            dying.renew()
        with suppress(Unavailable):  # it may have died while the old index was blocked
            before.forget(ADA)
        after = before.again(OtherModel())
        assert after.renew()
        after.forget(ADA)
        renewed_and_right(after, {one.episode_id: one for one in FIRST[:3]})
        before.wipe()


def test_a_long_renewal_reads_nothing_twice(before: Episodes) -> None:
    before.keep([episode(number, text=f"number {number % 3}") for number in range(40)])
    after = before.again(OtherModel())
    requests = after.disturb(0, lambda: None)
    while not after.renew(most=10):
        pass
    once = len(requests)
    before.wipe()
    before.keep([episode(number, text=f"number {number % 3}") for number in range(400)])
    while not after.renew(most=100):
        pass
    assert len(requests) - once == once  # ten times the episodes in as many steps
    assert after.count() == 400


def test_of_two_old_indices_what_was_written_last_is_copied(before: Episodes) -> None:
    before.keep(FIRST)
    between = before.again(OtherModel())
    between.renew(most=1)
    changed = episode(4, text="written last")
    between.keep([changed])
    before.forget(ADA)
    between.keep([changed])
    last = before.again(SameLength())
    renewed_and_right(last, {one.episode_id: one for one in [*FIRST[:3], changed]})


def test_an_earlier_version_writes_no_vectors_that_cannot_be_compared(before: Episodes) -> None:
    before.keep(FIRST)
    after = before.again(SameLength())
    with pytest.raises(Unavailable):
        after.keep([episode(80)])
    after.renew()
    after.keep([episode(80)])
    with pytest.raises(Unavailable):
        before.keep([episode(81)])


def test_two_workers_at_it_lose_nothing(before: Episodes) -> None:
    for number in range(1, requests_of_a_renewal(before) + 1):
        before.keep(FIRST)
        one, other = before.again(OtherModel()), before.again(OtherModel())
        one.disturb(number, other.renew)
        with suppress(Unavailable):
            one.renew()
        renewed_and_right(before.again(OtherModel()), {one.episode_id: one for one in FIRST})
        before.wipe()


def test_writes_under_way_when_the_old_index_is_left_reach_the_new_one(before: Episodes) -> None:
    """A write that the alias sent to the old index, and that comes when that is blocked."""
    before.keep(FIRST)
    (old,) = before.indices
    client = before.cluster.client
    client.indices.add_block(index=old, block="write")
    with pytest.raises(Unavailable):
        before.keep([episode(70)])
    with pytest.raises(Unavailable):
        before.forget(ADA)
    after = before.again(OtherModel())
    renewed_and_right(after, {one.episode_id: one for one in FIRST})
    after.keep([episode(70)])
    assert after.forget(ADA) == 2
