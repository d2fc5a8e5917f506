"""Episodic memory: what was done, for whom, with what result; found by meaning (requirement B3)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from baton.aws.clients import Pause
from baton.core.errors import NotFound
from baton.memory.embedding import Embedder
from baton.memory.episode import Episode, EpisodeMatch, EpisodeQuery
from baton.memory.episode_documents import episode_of
from baton.memory.episode_index import ALIAS, episode_index
from baton.memory.episode_keeping import EpisodeWriter
from baton.memory.episode_renewal import Renewal
from baton.memory.episode_search import (
    Candidate,
    ExemplarMatch,
    candidates,
    distinct,
    each_told,
    episodes_told,
    latest_told,
    matches,
    ranked,
    searches,
    told,
)
from baton.search.opensearch import Cluster, complete, search_errors

BATCH = 200
"""Episodes that are written at a time."""

MOST_CANDIDATES = 1_000
"""Among so many near-duplicates, others are no longer looked for."""


class EpisodicMemory(Protocol):
    """Episodes. What was kept is found at the next search. All methods raise ``Unavailable``."""

    @property
    def enabled(self) -> bool:
        """Whether there is an episodic memory. Without one nothing is kept and nothing is found."""
        ...

    def keep(self, episodes: Sequence[Episode]) -> None:
        """Keeps episodes, in bulk; the same ``episode_id`` again replaces. All or ``Unavailable``;
        trying again is safe.
        """
        ...

    def get(self, episode_id: str) -> Episode:
        """One episode. Raises ``NotFound``."""
        ...

    def search(self, query: EpisodeQuery) -> tuple[EpisodeMatch, ...]:
        """The best matches, the best first."""
        ...

    def about(self, subject: str, *, limit: int = 1_000) -> tuple[Episode, ...]:
        """The episodes about a person, the latest first."""
        ...

    def forget(self, subject: str) -> int:
        """Deletes the episodes about a person. Gives how many."""
        ...

    def expire(self, before: datetime) -> int:
        """Deletes the episodes of before that moment. Gives how many; trying again goes on."""
        ...

    def count(self) -> int:
        """How many episodes there are. While the index is renewed, one may be counted twice."""
        ...

    def renew(self, *, most: int = 10_000) -> bool:
        """Makes the index what this version of the code and its embeddings want, while episodes are
        kept, found and forgotten as ever; copies at most so many. Says whether nothing is left to do;
        if something is, calling again goes on. Two workers at it lose nothing, and one is told
        ``Unavailable``.
        """
        ...


class NoEpisodes:
    """Episodic memory where none is configured (``episodes.enabled`` is false)."""

    enabled = False

    def keep(self, episodes: Sequence[Episode]) -> None:
        """Keeps nothing."""

    def get(self, episode_id: str) -> Episode:
        """There is none."""
        raise NotFound("episode", episode_id)

    def search(self, query: EpisodeQuery) -> tuple[EpisodeMatch, ...]:  # noqa: ARG002 (the port's)
        """Finds nothing."""
        return ()

    def about(self, subject: str, *, limit: int = 1_000) -> tuple[Episode, ...]:  # noqa: ARG002
        """There are none."""
        return ()

    def forget(self, subject: str) -> int:  # noqa: ARG002 (the port's)
        """There was nothing."""
        return 0

    def expire(self, before: datetime) -> int:  # noqa: ARG002 (the port's)
        """There was nothing."""
        return 0

    def count(self) -> int:
        """None."""
        return 0

    def renew(self, *, most: int = 10_000) -> bool:  # noqa: ARG002 (the port's)
        """There is nothing to renew."""
        return True


class OpenSearchEpisodes:
    """Episodes in OpenSearch. ``embedder`` is asked for when the first text needs a vector."""

    enabled = True

    def __init__(
        self,
        cluster: Cluster,
        embedder: Callable[[], Embedder],
        pause: Pause,
        alias: str = ALIAS,
    ) -> None:
        self._cluster = cluster
        self._embedder = embedder
        self._index = episode_index(cluster, embedder, pause, alias)
        self._keeping = EpisodeWriter(self._index, embedder, pause)

    def keep(self, episodes: Sequence[Episode]) -> None:
        """See ``EpisodicMemory``."""
        for start in range(0, len(episodes), BATCH):
            self._keeping.keep(episodes[start : start + BATCH])

    def get(self, episode_id: str) -> Episode:
        """See ``EpisodicMemory``."""
        body = {"query": {"term": {"episode_id": episode_id}}, "size": 2}
        found = self._index.search(body)["hits"]["hits"]
        if not found:
            raise NotFound("episode", episode_id)
        return episode_of(max(found, key=lambda hit: str(hit["_index"]))["_source"])

    def search(self, query: EpisodeQuery) -> tuple[EpisodeMatch, ...]:
        """See ``EpisodicMemory``. More candidates than wanted are asked for, and more again if so many
        of them tell the same, or stand for no episode that is wanted, that too few are left.
        """
        embedder = self._embedder()
        (vector,) = embedder.embed([query.text])
        size = 4 * query.limit
        while True:
            answers = self._index.searches(searches(query, vector, embedder.model, size))
            found = ranked(query, candidates(query, vector, embedder.model, answers))
            latest = self._latest(query, [one for _, one in found])
            found = [(score, one) for score, one in found if one.key in latest]
            if query.distinct:
                found = distinct(found, query.limit)
            reached = len(found) if query.distinct else sum(one.times for one in latest.values())
            exhausted = all(len(one["hits"]["hits"]) < size for one in answers)
            if reached >= query.limit or exhausted or size >= MOST_CANDIDATES:
                break
            size = min(4 * size, MOST_CANDIDATES)
        found = found[: query.limit]
        every = None if query.distinct else self._every(query, [one for _, one in found])
        return matches(query, found, latest, every)

    def about(self, subject: str, *, limit: int = 1_000) -> tuple[Episode, ...]:
        """See ``EpisodicMemory``."""
        newest: dict[str, Mapping[str, Any]] = {}
        for hit in self._all_about(subject):
            key = hit["_source"]["episode_id"]
            if key not in newest and len(newest) == limit:
                break
            if key not in newest or hit["_index"] > newest[key]["_index"]:
                newest[key] = hit
        episodes = [episode_of(hit["_source"]) for hit in newest.values()]
        return tuple(sorted(episodes, key=lambda one: (one.at, one.episode_id), reverse=True))

    def forget(self, subject: str) -> int:
        """See ``EpisodicMemory``."""
        return self._keeping.remove({"term": {"subject": subject}})

    def expire(self, before: datetime) -> int:
        """See ``EpisodicMemory``."""
        return self._keeping.remove({"range": {"at": {"lt": before.isoformat()}}})

    def count(self) -> int:
        """See ``EpisodicMemory``."""
        with search_errors():
            answer = self._cluster.client.count(
                index=self._index.alias,
                body={"query": {"exists": {"field": "episode_id"}}},
                params={"ignore_unavailable": "true"},
            )
        complete(answer)
        return int(answer["count"])

    def renew(self, *, most: int = 10_000) -> bool:
        """See ``EpisodicMemory``."""
        return Renewal(self._cluster, self._index, self._keeping, self._embedder()).step(most)

    def _latest(self, query: EpisodeQuery, found: Sequence[Candidate]) -> dict[str, ExemplarMatch]:
        """The latest episode of each candidate, of those that pass the filters, and how many do."""
        if not found:
            return {}
        keys = [one.key for one in found]
        return told(self._index.search(latest_told(query, keys)))

    def _every(self, query: EpisodeQuery, found: Sequence[Candidate]) -> list[list[Episode]]:
        """The episodes of each candidate that pass the filters, as many as are wanted."""
        bodies = [each_told(query, one.key) for one in found]
        return [episodes_told(one) for one in self._index.searches(bodies)] if bodies else []

    def _all_about(self, subject: str) -> Iterator[dict[str, Any]]:
        body = {"query": {"term": {"subject": subject}}}
        for hits in self._index.pages(body, {"at": "desc"}, {"episode_id": "desc"}):
            yield from hits
