"""The index of episodes."""

from collections.abc import Callable

from baton.aws.clients import Pause
from baton.memory.embedding import Embedder
from baton.memory.episode_documents import index_body
from baton.search.index import SearchIndex
from baton.search.opensearch import Cluster

ALIAS = "baton-episodes"


def episode_index(
    cluster: Cluster, embedder: Callable[[], Embedder], pause: Pause, alias: str = ALIAS
) -> SearchIndex:
    """The index whose next one is made for the current embeddings."""
    return SearchIndex(
        cluster, alias, lambda: index_body(embedder().model, embedder().dimensions), pause
    )
