"""What only a real OpenSearch settles: graphs of many vectors, merges, and work at the same time.

``make opensearch ARGS="-- python -m pytest tests/contract/platform/test_opensearch_real.py"`` runs it,
with ``OPENSEARCH_VECTORS=100000`` on five times as many vectors, which takes a quarter of an hour.
"""

import os
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest

from baton.core.errors import Unavailable
from baton.memory.episode import EpisodeQuery
from baton.memory.episode_documents import Exemplar, exemplar_id, exemplar_key, vector_field
from baton.memory.episode_search import searches
from baton.search.index import Write
from tests.contract.opensearch import Episodes
from tests.contract.platform.test_episode_renewal import OtherModel
from tests.contract.platform.test_episodic import episode
from tests.fakes.platform.embedder import FakeEmbedder

URL = os.environ.get("OPENSEARCH_URL", "")
pytestmark = pytest.mark.skipif(not URL, reason="needs a real OpenSearch at OPENSEARCH_URL")

MANY = int(os.environ.get("OPENSEARCH_VECTORS", "20000"))
AT_ONCE, DIMENSIONS, KINDS = 2_000, 384, 700
SPREAD = 0.05
"""How far a vector lies from its kind's, a number: then most are nearest to others of its kind."""

QUERIES, WANTED = 100, 5
K = 20


@pytest.fixture
def episodes() -> Iterator[Episodes]:
    found = Episodes(URL, FakeEmbedder())
    yield found
    found.wipe()


class Vectors:
    """Exemplars with vectors that lie in clumps, as those of sentences about a few things do."""

    def __init__(self, episodes: Episodes) -> None:
        self.episodes = episodes
        self._chance = np.random.default_rng(7)
        self._kinds = self._chance.normal(size=(KINDS, DIMENSIONS))
        self.matrix = self.near(MANY)
        episodes._index.create(1, behind_alias=True)
        for start in range(0, MANY, AT_ONCE):
            writes = [self._exemplar(number) for number in range(start, start + AT_ONCE)]
            episodes._index.write(writes)

    def near(self, count: int) -> Any:
        """Vectors of length 1, each near that of a kind."""
        kinds = self._kinds / np.linalg.norm(self._kinds, axis=1, keepdims=True)
        noise = self._chance.normal(scale=SPREAD, size=(count, DIMENSIONS))
        made = kinds[self._chance.integers(KINDS, size=count)] + noise
        return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)

    def tags(self, number: int) -> frozenset[str]:
        """Every exemplar has a few; those of a hundredth, and of about as many as are wanted."""
        few = {f"first-{size}" for size in (K - 1, K, K + 1) if number < size}
        return frozenset(few | {f"hundredth-{number % 100}"})

    def found(self, vector: Any, limit: int, *tags: str) -> list[int]:
        """The numbers of the exemplars that a search by meaning finds."""
        query = EpisodeQuery(text="any", limit=WANTED, lexical=0, tags=tags)
        (body,) = searches(query, vector.tolist(), FakeEmbedder.model, limit)
        (answer,) = self.episodes._index.searches([body])
        return [int(hit["_source"]["words"]) for hit in answer["hits"]["hits"]]

    def nearest(self, vector: Any, count: int, *tags: str) -> list[int]:
        """Those that comparing with all finds."""
        order = np.argsort(-(self.matrix @ vector), kind="stable").tolist()
        return [number for number in order if set(tags) <= self.tags(number)][:count]

    def _exemplar(self, number: int) -> Write:
        one = Exemplar("call", "converted", str(number), self.tags(number), 0.5)
        document = one.document(self.matrix[number].tolist(), FakeEmbedder.model)
        key = exemplar_key(one.action, one.outcome, one.text)
        return Write(exemplar_id(key), document, new_only=True)


@pytest.fixture(scope="module")
def vectors() -> Iterator[Vectors]:
    episodes = Episodes(URL, FakeEmbedder())
    yield Vectors(episodes)
    episodes.wipe()


def segments(episodes: Episodes) -> int:
    (name,) = episodes.indices
    told = httpx.get(f"{URL}/{name}/_segments", timeout=60).json()
    (shard,) = told["indices"][name]["shards"]["0"]
    return sum(one["search"] for one in shard["segments"].values())


def test_of_tens_of_thousands_the_nearest_are_found_in_several_segments(vectors: Vectors) -> None:
    assert segments(vectors.episodes) > 1
    hits = 0
    for wanted in vectors.near(QUERIES):
        near = set(vectors.nearest(wanted, WANTED))
        hits += len(near & set(vectors.found(wanted, 4 * WANTED)))
    assert hits / (QUERIES * WANTED) >= 0.95


@pytest.mark.parametrize("tag", [f"first-{K - 1}", f"first-{K}", f"first-{K + 1}", "hundredth-7"])
def test_filters_find_what_comparing_all_that_pass_them_finds(vectors: Vectors, tag: str) -> None:
    for wanted in vectors.near(20):
        assert vectors.found(wanted, K, tag)[:WANTED] == vectors.nearest(wanted, WANTED, tag)


def test_five_thousand_vectors_that_are_the_same_are_written_and_merged_in_a_minute(
    episodes: Episodes,
) -> None:
    """Two of an exemplar may be in an index while it is renewed, never so many; but others could."""
    index = episodes._index
    name = index.create(1, behind_alias=True)
    (vector,) = FakeEmbedder().embed(["same"])
    began = time.monotonic()
    for start in range(0, 5_000, 500):
        ones = [
            Exemplar("a", "b", str(number), frozenset(), 1) for number in range(start, start + 500)
        ]
        documents = [one.document(vector, FakeEmbedder.model) for one in ones]
        index.write([Write(one.text, made) for one, made in zip(ones, documents, strict=True)])
    merged = httpx.post(f"{URL}/{name}/_forcemerge?max_num_segments=1", timeout=120)
    assert merged.json()["_shards"]["failed"] == 0
    assert time.monotonic() - began < 60
    index.refresh(name)  # what was searched before the merge is listed until then
    assert segments(episodes) == 1


def test_thousands_that_say_the_same_hide_nobody(episodes: Episodes) -> None:
    same = "A school read a case study"
    episodes.keep([episode(number, text=same) for number in range(5_000)])
    episodes.keep([episode(9_000 + number, text=f"{same} {number}") for number in range(4)])
    matches = episodes.search(EpisodeQuery(text=same, lexical=0, distinct=True))
    assert matches[0].times == 5_000
    distinct = episodes.search(EpisodeQuery(text=f"{same} 1", lexical=0.3, limit=1))
    assert distinct[0].episode.episode_id == "episode-9001"


def test_hits_have_no_vector_after_a_restart(episodes: Episodes) -> None:
    episodes.keep([episode(number) for number in range(3)])
    (name,) = episodes.indices
    for step in ("_flush", "_forcemerge?max_num_segments=1", "_close", "_open"):
        assert httpx.post(f"{URL}/{name}/{step}", timeout=60).status_code == 200
    assert episodes.get("episode-1") == episode(1)
    body = {"query": {"exists": {"field": "model"}}}
    hits = httpx.post(f"{URL}/{name}/_search", json=body).json()["hits"]["hits"]
    assert len(hits) == 3
    assert all(vector_field(FakeEmbedder.model) not in hit["_source"] for hit in hits)


def test_what_is_kept_while_indices_change_places_is_never_lost(episodes: Episodes) -> None:
    episodes.keep([episode(number, text="first") for number in range(300)])
    later = episodes.again(OtherModel())
    ended = threading.Event()
    kept: list[str] = []

    def keep(hand: int) -> None:
        memory, number = episodes.again(FakeEmbedder()), 0
        while not ended.is_set():
            one = episode(1_000 * (hand + 1) + number, text=f"hand {hand} number {number % 7}")
            try:
                memory.keep([one])
            except Unavailable:  # the index is of the later version by now, or blocked
                memory = episodes.again(OtherModel())
                continue
            kept.append(one.episode_id)
            number += 1

    hands = [threading.Thread(target=keep, args=(hand,)) for hand in range(4)]
    for hand in hands:
        hand.start()
    while not later.renew(most=100):
        pass
    while not later.renew():
        pass
    ended.set()
    for hand in hands:
        hand.join()
    assert len(later.indices) == 1
    assert later.count() == 300 + len(set(kept))
    assert all(later.get(key) for key in kept)
    for hand in range(4):
        matches = later.search(
            EpisodeQuery(text=f"hand {hand} number 0", limit=100, distinct=False)
        )
        own = {key for key in kept if key.startswith(f"episode-{hand + 1}")}
        assert own & {match.episode.episode_id for match in matches}
