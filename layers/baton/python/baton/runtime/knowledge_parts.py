"""The knowledge base's stores, wired."""

import random
from functools import cached_property
from typing import TYPE_CHECKING

from baton.aws.clients import backoff
from baton.runtime.memory_parts import MemoryParts

if TYPE_CHECKING:
    from baton.knowledge_base.passage_index import PassageIndex
    from baton.knowledge_base.repository import DocumentRepository
    from baton.knowledge_base.site_repository import SiteRepository


class KnowledgeParts(MemoryParts):
    """Documents, and the index of their passages."""

    @cached_property
    def documents(self) -> "DocumentRepository":
        """Which documents there are, and which edition of each is the current one."""
        from baton.knowledge_base.repository import DynamoDocuments

        return DynamoDocuments(self.database, self.settings.table("documents"))

    @cached_property
    def sites(self) -> "SiteRepository":
        """The company's own sites, whose pages are documents."""
        from baton.knowledge_base.site_repository import DynamoSites

        return DynamoSites(self.database, self.settings.table("documents"))

    @cached_property
    def passages(self) -> "PassageIndex":
        """Passages of documents; none can be kept where there is no OpenSearch."""
        from baton.knowledge_base.guarded import GuardedPassages
        from baton.knowledge_base.passage_index import NoPassages, OpenSearchPassages
        from baton.resilience.dependencies import Dependency
        from baton.resilience.guarding import Guard

        if (cluster := self.search_cluster) is None:
            return NoPassages()
        passages = OpenSearchPassages(
            cluster,
            lambda: self.embedder,
            self.clock,
            backoff(self.sleep, random.random),
        )
        if (breaker := self._breaker(Dependency.EPISODES)) is None:
            return passages
        return GuardedPassages(passages, Guard(breaker, "nothing is found in the knowledge base"))
