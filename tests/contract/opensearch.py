"""An OpenSearch for the suites: the local server, and a real one if ``OPENSEARCH_URL`` names it."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from baton.aws.clients import Clients
from baton.memory.episodic import OpenSearchEpisodes
from baton.search.opensearch import Cluster
from infra.local.opensearch.cluster import Cluster as LocalCluster
from infra.local.opensearch.server import Server
from tests.fakes.platform.embedder import FakeEmbedder

SERVERS = ("local", "real") if "OPENSEARCH_URL" in os.environ else ("local",)
"""The local server, and a real one if there is one, as https://user:password@host:9200."""


@contextmanager
def local_server(folder: Path) -> Iterator[str]:
    """The local server in this process; gives its address."""
    cluster = LocalCluster(folder)
    server = Server(cluster)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.url
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        cluster.close()


@contextmanager
def search_server(kind: str, folder: Path) -> Iterator[str]:
    """The address of the server of that kind, ``local`` or ``real``."""
    if kind == "real":
        yield os.environ["OPENSEARCH_URL"]
        return
    with local_server(folder) as url:
        yield url


class Episodes(OpenSearchEpisodes):
    """Episodic memory on an index of its own. Its parts are there to be looked at."""

    def __init__(self, url: str, embedder: FakeEmbedder, alias: str | None = None) -> None:
        self.alias = alias or f"test-{uuid4().hex}"
        self.cluster = Cluster(url, Clients())
        super().__init__(self.cluster, lambda: embedder, lambda _attempt: None, self.alias)
        self.url = url

    @property
    def indices(self) -> list[str]:
        """What is behind the alias."""
        return self._index.names()

    @property
    def exemplars(self) -> list[str]:
        """The texts that are searched, of all indices."""
        hits = self._index.search({"query": {"exists": {"field": "model"}}, "size": 10_000})
        return sorted(hit["_source"]["words"] for hit in hits["hits"]["hits"])

    @property
    def own_documents(self) -> int:
        """Documents that are neither episodes nor exemplars."""
        ours = [{"exists": {"field": name}} for name in ("episode_id", "model")]
        hits = self._index.search({"query": {"bool": {"must_not": ours}}, "size": 10_000})
        return len(hits["hits"]["hits"])

    def disturb(self, request: int, act: Callable[[], Any], *, after: bool = False) -> list[str]:
        """Acts before the n-th request (1 is the first), or after it. Gives the list of requests, which
        grows as they are made.
        """
        transport = self.cluster.client.transport
        plain, made = transport.perform_request, []

        def perform(method: str, url: str, *rest: Any, **more: Any) -> Any:
            made.append(f"{method} {url}")
            number = len(made)
            if number == request and not after:
                act()
            answer = plain(method, url, *rest, **more)
            if number == request and after:
                act()
            return answer

        transport.perform_request = perform  # type: ignore[method-assign]
        return made

    def again(self, embedder: FakeEmbedder) -> "Episodes":
        """The same memory as another version of the code sees it."""
        return Episodes(self.url, embedder, self.alias)

    def wipe(self) -> None:
        """Deletes its indices, which a busy server may take long for."""
        for name in self.indices:
            self.cluster.client.indices.delete(index=name, params={"request_timeout": 60})
