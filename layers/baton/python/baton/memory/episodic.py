"""Episodic memory: what was done, for whom, with what result; found by meaning (requirement B3)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from baton.aws.clients import Pause
from baton.core.errors import NotFound, Unavailable
from baton.memory.embedding import Embedder
from baton.memory.episode import Episode, EpisodeMatch, EpisodeQuery
from baton.memory.episode_documents import document, episode_of
from baton.memory.episode_index import ALIAS, EpisodeIndex
from baton.memory.episode_renewal import Renewal
from baton.memory.episode_search import candidates, distinct, matches, ranked, searches
from baton.memory.opensearch import Cluster, raise_for, search_errors

BATCH = 200
"""Episodes that are written, and embedded, at a time."""

PAGE = 1_000
MOST_CANDIDATES = 1_000
"""Among so many near-duplicates, others are no longer looked for."""

ROUNDS = 10


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
        self._index = EpisodeIndex(cluster, embedder, pause, alias)

    def keep(self, episodes: Sequence[Episode]) -> None:
        """See ``EpisodicMemory``."""
        for start in range(0, len(episodes), BATCH):
            page, embedder = episodes[start : start + BATCH], self._embedder()
            vectors = embedder.embed([one.text for one in page])
            pairs = zip(page, vectors, strict=True)
            self._index.write([document(one, made, embedder.model) for one, made in pairs])

    def get(self, episode_id: str) -> Episode:
        """See ``EpisodicMemory``."""
        found = self._hits({"query": {"ids": {"values": [episode_id]}}, "size": 2})
        if not found:
            raise NotFound("episode", episode_id)
        return episode_of(max(found, key=lambda hit: str(hit["_index"]))["_source"])

    def search(self, query: EpisodeQuery) -> tuple[EpisodeMatch, ...]:
        """See ``EpisodicMemory``. More candidates than wanted are asked for, and more again if so many
        of them tell the same that too few are left.
        """
        embedder = self._embedder()
        (vector,) = embedder.embed([query.text])
        size = 4 * query.limit
        while True:
            answers = self._searched(searches(query, vector, embedder.model, size))
            found = ranked(query, candidates(query, vector, embedder.model, answers))
            if query.distinct:
                found = distinct(found)
            exhausted = all(len(one["hits"]["hits"]) < size for one in answers)
            if len(found) >= query.limit or exhausted or size >= MOST_CANDIDATES:
                return matches(found[: query.limit])
            size = min(4 * size, MOST_CANDIDATES)

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
        return self._delete({"term": {"subject": subject}})

    def expire(self, before: datetime) -> int:
        """See ``EpisodicMemory``."""
        return self._delete({"range": {"at": {"lt": before.isoformat()}}})

    def _delete(self, query: Mapping[str, Any]) -> int:
        """Deletes what a query finds. The oldest index first: what is being copied out of it at this
        moment is then either found in the newer one below, or missed by the copier, which looks (see
        ``Renewal``).
        """
        body = {"query": query}
        deleted = 0
        for index in self._index.names():
            for _ in range(ROUNDS):
                with search_errors():
                    self._cluster.client.indices.refresh(index=index)
                    answer = self._cluster.client.delete_by_query(
                        index=index, body=body, params={"conflicts": "proceed", "refresh": "true"}
                    )
                raise_for(answer.get("failures", ()))
                deleted += answer["deleted"]
                if not answer["version_conflicts"]:
                    break
            else:
                raise Unavailable("These episodes are changing. Try again later.")
        return deleted

    def count(self) -> int:
        """See ``EpisodicMemory``."""
        with search_errors():
            answer = self._cluster.client.count(
                index=self._index.alias, params={"ignore_unavailable": "true"}
            )
        return int(answer["count"])

    def renew(self, *, most: int = 10_000) -> bool:
        """See ``EpisodicMemory``."""
        return Renewal(self._cluster, self._index, self._embedder()).step(most)

    def _searched(self, bodies: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        header = {"index": self._index.alias, "ignore_unavailable": True}
        lines = [line for body in bodies for line in (header, body)]
        with search_errors():
            answers: list[dict[str, Any]] = self._cluster.client.msearch(body=lines)["responses"]
        raise_for(answers)
        return answers

    def _hits(self, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        with search_errors():
            answer = self._cluster.client.search(
                index=self._index.alias, body=body, params={"ignore_unavailable": "true"}
            )
        hits: list[dict[str, Any]] = answer["hits"]["hits"]
        return hits

    def _all_about(self, subject: str) -> Iterator[dict[str, Any]]:
        body: dict[str, Any] = {
            "query": {"term": {"subject": subject}},
            "size": PAGE,
            "sort": [{"at": "desc"}, {"episode_id": "desc"}],
        }
        while True:
            hits = self._hits(body)
            yield from hits
            if len(hits) < PAGE:
                return
            body["search_after"] = hits[-1]["sort"]
