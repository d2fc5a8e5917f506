"""The four memories, and what is kept to be quick, wired."""

import os
import random
from functools import cached_property
from typing import TYPE_CHECKING

from baton.aws.clients import backoff
from baton.runtime.platform_base import PlatformBase

if TYPE_CHECKING:
    from baton.memory.cache import Cache, MemoryCache
    from baton.memory.embedding import Embedder
    from baton.memory.episodic import EpisodicMemory
    from baton.memory.long_term import LongTermMemory
    from baton.memory.minilm import MiniLm
    from baton.memory.pattern_counts import PatternCounts
    from baton.memory.semantic import SemanticMemory
    from baton.memory.shared_cache import SharedCache
    from baton.memory.short_term import ShortTermMemory
    from baton.search.opensearch import Cluster


class MemoryParts(PlatformBase):
    """The memories and the cache."""

    @cached_property
    def pattern_counts(self) -> "PatternCounts":
        """What consolidation has counted, and what of it is under way; in the knowledge table."""
        from baton.memory.pattern_counts import DynamoPatternCounts

        return DynamoPatternCounts(self.database, self.settings.table("knowledge"))

    @cached_property
    def semantic(self) -> "SemanticMemory":
        """The graph of what is known of the field."""
        from baton.memory.semantic import DynamoSemanticMemory

        table = self.settings.table("knowledge")
        return DynamoSemanticMemory(self.database, table, self.clock)

    @cached_property
    def short_term(self) -> "ShortTermMemory":
        """Conversations of the last 24 hours."""
        from baton.memory.short_term import DynamoTurns

        return DynamoTurns(self.database, self.settings.table("turns"), self.clock)

    @cached_property
    def long_term(self) -> "LongTermMemory":
        """What is known of people."""
        from baton.memory.long_term import DynamoPeople

        return DynamoPeople(self.database, self.settings.table("profiles"))

    @cached_property
    def token_embedder(self) -> "MiniLm":
        """Texts token by token, always in this process."""
        from baton.memory.minilm import MiniLm

        return MiniLm()

    @cached_property
    def embedder(self) -> "Embedder":
        """Texts as vectors: in this process, so that no text leaves it, unless OpenAI is wanted."""
        from baton.memory.embedders import chosen, is_remote, shares_vectors
        from baton.memory.embedding import CachedEmbedder
        from baton.memory.guarded import GuardedEmbedder
        from baton.resilience.dependencies import Dependency
        from baton.resilience.guarding import Guard

        pause = backoff(self.sleep, random.random)
        cache = self.cache if shares_vectors(self.settings) else self._memory_cache
        embedder = chosen(self.settings, self.clients, pause, self.token_embedder)
        if is_remote(self.settings) and (breaker := self._breaker(Dependency.EMBEDDINGS)):
            embedder = GuardedEmbedder(embedder, Guard(breaker, "what needs vectors is silent"))
        return CachedEmbedder(embedder, cache)

    @cached_property
    def cache(self) -> "Cache":
        """What is slow to make again: in this process for an hour, shared for a day."""
        from baton.memory.cache import TieredCache

        return TieredCache(self._memory_cache, self.shared_cache, self.clock)

    @cached_property
    def shared_cache(self) -> "SharedCache":
        """The cache that all containers share."""
        from baton.memory.shared_cache import DynamoCache

        return DynamoCache(self.database, self.settings.table("cache"))

    @cached_property
    def _memory_cache(self) -> "MemoryCache":
        from baton.memory.cache import MemoryCache
        from baton.memory.cache_meter import CacheMeter

        service = os.environ.get("POWERTOOLS_SERVICE_NAME", "local")
        return MemoryCache(self.clock, count=CacheMeter(service, self.clock).count)

    @cached_property
    def search_cluster(self) -> "Cluster | None":
        """OpenSearch; ``None`` where there is none (``episodes.enabled`` is false)."""
        from baton.search.opensearch import Cluster

        endpoint = self.settings.episodes_endpoint
        return Cluster(endpoint, self.clients) if endpoint else None

    @cached_property
    def episodes(self) -> "EpisodicMemory":
        """Episodic memory; one that keeps nothing if none is configured."""
        from baton.memory.episodic import NoEpisodes, OpenSearchEpisodes
        from baton.memory.guarded import GuardedEpisodes
        from baton.resilience.dependencies import Dependency
        from baton.resilience.guarding import Guard

        if (cluster := self.search_cluster) is None:
            return NoEpisodes()
        episodes = OpenSearchEpisodes(
            cluster, lambda: self.embedder, backoff(self.sleep, random.random)
        )
        if (breaker := self._breaker(Dependency.EPISODES)) is None:
            return episodes
        return GuardedEpisodes(episodes, Guard(breaker, "a handoff goes without similar episodes"))
