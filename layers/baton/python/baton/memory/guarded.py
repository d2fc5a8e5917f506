"""Memory's dependencies outside, each behind its circuit breaker."""

from collections.abc import Sequence
from datetime import datetime

from baton.memory.embedding import Embedder
from baton.memory.episode import Episode, EpisodeMatch, EpisodeQuery
from baton.memory.episodic import EpisodicMemory
from baton.resilience.guarding import Guard


class GuardedEpisodes:
    """See ``EpisodicMemory``. What erases is never held back: it is tried until it is done."""

    def __init__(self, inner: EpisodicMemory, guard: Guard) -> None:
        self._inner = inner
        self._guard = guard

    @property
    def enabled(self) -> bool:
        """See ``EpisodicMemory``."""
        return self._inner.enabled

    def keep(self, episodes: Sequence[Episode]) -> None:
        """See ``EpisodicMemory``."""
        self._guard.call(lambda: self._inner.keep(episodes))

    def get(self, episode_id: str) -> Episode:
        """See ``EpisodicMemory``."""
        return self._guard.call(lambda: self._inner.get(episode_id))

    def search(self, query: EpisodeQuery) -> tuple[EpisodeMatch, ...]:
        """See ``EpisodicMemory``."""
        return self._guard.call(lambda: self._inner.search(query))

    def about(self, subject: str, *, limit: int = 1_000) -> tuple[Episode, ...]:
        """See ``EpisodicMemory``."""
        return self._inner.about(subject, limit=limit)

    def forget(self, subject: str) -> int:
        """See ``EpisodicMemory``."""
        return self._inner.forget(subject)

    def expire(self, before: datetime) -> int:
        """See ``EpisodicMemory``."""
        return self._inner.expire(before)

    def count(self) -> int:
        """See ``EpisodicMemory``."""
        return self._inner.count()

    def renew(self, *, most: int = 10_000) -> bool:
        """See ``EpisodicMemory``."""
        return self._inner.renew(most=most)


class GuardedEmbedder:
    """See ``Embedder``: one that is reached over the network."""

    def __init__(self, inner: Embedder, guard: Guard) -> None:
        self._inner = inner
        self._guard = guard

    @property
    def model(self) -> str:
        """See ``Embedder``."""
        return self._inner.model

    @property
    def dimensions(self) -> int:
        """See ``Embedder``."""
        return self._inner.dimensions

    def load(self) -> None:
        """See ``Embedder``."""
        self._inner.load()

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """See ``Embedder``."""
        return self._guard.call(lambda: self._inner.embed(texts))
