"""The local OpenSearch as a process: the same port and the same episodes after a stop."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.ministack import LocalFailure
from infra.local.search import search_server
from infra.local.server import LocalServer
from tests.contract.opensearch import Episodes
from tests.contract.platform.test_episodic import episode
from tests.fakes.platform.embedder import FakeEmbedder


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LocalServer]:
    found = search_server(tmp_path / "stack" / "search")
    yield found
    found.stop()


def test_the_search_server_comes_back_where_it_was_with_what_it_kept(server: LocalServer) -> None:
    address = server.start()
    assert server.is_running()
    memory = Episodes(address, FakeEmbedder())
    memory.keep([episode()])
    for _ in range(2):  # with a caller that stays connected
        assert server.stop()
        assert not server.is_running()
        assert server.start() == address
        assert memory.get("episode-1") == episode()
    server.stop()
    assert not server.stop()
    with pytest.raises(LocalFailure, match="make up"):
        _ = server.address


def test_a_port_that_another_took_is_told_and_not_exchanged(server: LocalServer) -> None:
    port = int(server.start().rpartition(":")[2])
    server.stop()
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(LocalFailure, match=f"Port {port}.*is taken"):
            server.start()
    assert server.start().endswith(f":{port}")
