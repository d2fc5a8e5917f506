"""Episodic memory in memory: every episode is compared with every query."""

import math
import re
from collections.abc import Sequence
from datetime import datetime

from baton.core.errors import NotFound
from baton.memory.embedding import Embedder
from baton.memory.episode import Episode, EpisodeMatch, EpisodeQuery
from baton.memory.episode_documents import Exemplar, by_exemplar
from baton.memory.episode_search import Candidate, ExemplarMatch, distinct, matches, ranked
from baton.search.vectors import sumprod
from tests.fakes.platform.embedder import FakeEmbedder
from tests.fakes.platform.transaction import Ground

INDEX = "baton-episodes-000001"


class FakeEpisodes:
    """See ``baton.memory.episodic.EpisodicMemory``. ``kept`` are the episodes by their ids."""

    enabled = True

    def __init__(self, ground: Ground, embedder: Embedder | None = None) -> None:
        self._ground = ground
        self._embedder = embedder or FakeEmbedder()
        self._vectors: dict[str, list[float]] = {}
        self.kept: dict[str, Episode] = {}

    def keep(self, episodes: Sequence[Episode]) -> None:
        with self._ground.faults.at("episodes.keep"), self._ground.lock:
            texts = [one.text for one in episodes]
            self._vectors |= zip(texts, self._embedder.embed(texts), strict=True)
            self.kept |= {one.episode_id: one for one in episodes}

    def get(self, episode_id: str) -> Episode:
        with self._ground.faults.at("episodes.get"), self._ground.lock:
            if episode_id not in self.kept:
                raise NotFound("episode", episode_id)
            return self.kept[episode_id]

    def search(self, query: EpisodeQuery) -> tuple[EpisodeMatch, ...]:
        with self._ground.faults.at("episodes.search"), self._ground.lock:
            (vector,) = self._embedder.embed([query.text])
            spoken = by_exemplar(_latest_first(self._allowed(query)))
            found = [self._candidate(query, key, those, vector) for key, those in spoken.items()]
            if query.lexical == 1:
                found = [one for one in found if one.words]
            scored = ranked(query, found)
            told = {key: ExemplarMatch(those[0], len(those)) for key, those in spoken.items()}
            if query.distinct:
                return matches(query, distinct(scored, query.limit), told)
            return matches(query, scored, told, [spoken[one.key] for _, one in scored])

    def about(self, subject: str, *, limit: int = 1_000) -> tuple[Episode, ...]:
        with self._ground.faults.at("episodes.about"), self._ground.lock:
            found = [one for one in self.kept.values() if one.subject == subject]
            return tuple(_latest_first(found)[:limit])

    def forget(self, subject: str) -> int:
        with self._ground.faults.at("episodes.forget"), self._ground.lock:
            return self._drop([key for key, one in self.kept.items() if one.subject == subject])

    def expire(self, before: datetime) -> int:
        with self._ground.faults.at("episodes.expire"), self._ground.lock:
            return self._drop([key for key, one in self.kept.items() if one.at < before])

    def count(self) -> int:
        with self._ground.faults.at("episodes.count"), self._ground.lock:
            return len(self.kept)

    def renew(self, *, most: int = 10_000) -> bool:
        with self._ground.faults.at("episodes.renew"):
            return True

    def _drop(self, keys: Sequence[str]) -> int:
        for key in keys:
            del self.kept[key]
        return len(keys)

    def _allowed(self, query: EpisodeQuery) -> list[Episode]:
        return [
            one
            for one in self.kept.values()
            if set(query.tags) <= set(one.tags)
            and (not query.outcomes or one.outcome in query.outcomes)
            and (not query.actions or one.action in query.actions)
            and (query.min_value is None or one.value >= query.min_value)
        ]

    def _candidate(
        self, query: EpisodeQuery, key: str, episodes: Sequence[Episode], vector: Sequence[float]
    ) -> Candidate:
        exemplar = Exemplar.of(episodes)
        own = self._vectors[exemplar.text]
        source = exemplar.document(own, self._embedder.model)
        words = self._words(query.text, exemplar.text) if query.lexical else 0.0
        return Candidate(INDEX, key, source, own, sumprod(vector, own), words)

    def _words(self, text: str, other: str) -> float:
        """What the words in common are worth: the rarer, the more. BM25 without a text's length."""
        texts = [set(_words(kept.text)) for kept in self.kept.values()]
        shared = set(_words(text)) & set(_words(other))
        worth = [math.log(1 + len(texts) / sum(word in own for own in texts)) for word in shared]
        return sum(worth)


def _latest_first(episodes: Sequence[Episode]) -> list[Episode]:
    return sorted(episodes, key=lambda one: (one.at, one.episode_id), reverse=True)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
