"""What opensearch-py costs, and what its errors become."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opensearchpy.exceptions import TransportError

from baton.aws.clients import Clients
from baton.core.errors import NotFound, Unavailable
from baton.core.settings import Settings
from baton.memory.episode import Episode, EpisodeQuery
from baton.memory.episodic import NoEpisodes
from baton.runtime.platform import Platform
from baton.search import index as index_module
from baton.search.opensearch import Cluster
from infra.local.opensearch import server as server_module
from infra.local.opensearch.index import Index
from infra.local.opensearch.refusal import Refusal, blocked
from tests.contract.opensearch import Episodes, local_server
from tests.contract.platform.test_episodic import ADA, episode
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.embedder import FakeEmbedder

IMPORT = """
import sys
import botocore.session, urllib3
import baton.runtime.platform
from baton.memory.episodic import OpenSearchEpisodes
from baton.search.opensearch import Cluster
assert not {"opensearchpy", "numpy", "requests"} & set(sys.modules), "imported before it is used"
Cluster("127.0.0.1:1", baton.runtime.platform.Clients()).client
assert "grpc" not in sys.modules, "opensearch-py brought gRPC along"
"""


@pytest.fixture
def episodes(tmp_path: Path) -> Iterator[Episodes]:
    with local_server(tmp_path) as url:
        yield Episodes(url, FakeEmbedder())


def test_opensearch_is_imported_when_it_is_first_asked_and_without_grpc() -> None:
    path = ":".join([".", "layers/baton/python"])
    done = subprocess.run(  # noqa: S603 (ours)
        [sys.executable, "-c", IMPORT],
        env={"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_cluster_that_cannot_answer_is_unavailable(
    episodes: Episodes, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    def refuse(*_: object) -> None:
        raise Refusal(status, "circuit_breaking_exception", "too much")

    monkeypatch.setattr(server_module, "answer", refuse)
    for act in (
        lambda: episodes.keep([episode()]),
        lambda: episodes.get("a"),
        lambda: episodes.search(EpisodeQuery(text="a")),
        lambda: episodes.about(ADA),
        lambda: episodes.forget(ADA),
        lambda: episodes.expire(NOON),
        episodes.count,
        episodes.renew,
    ):
        with pytest.raises(Unavailable, match="Try again later"):
            act()


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("_msearch", {"timed_out": True}),
        ("_msearch", {"_shards": {"total": 1, "successful": 0, "failed": 1}}),
        ("_count", {"_shards": {"total": 1, "successful": 0, "failed": 1}}),
        ("_search", {"timed_out": True}),
        ("_refresh", {"_shards": {"total": 1, "successful": 0, "failed": 1}}),
        ("_block/write", {"acknowledged": False}),
        ("_block/write", {"shards_acknowledged": False}),
        ("_block/write", {"indices": [{"name": "x", "blocked": False}]}),
        ("_settings", {"acknowledged": False}),
        ("_aliases", {"acknowledged": False}),
    ],
)
def test_what_succeeded_in_part_only_is_unavailable(
    episodes: Episodes, monkeypatch: pytest.MonkeyPatch, path: str, changes: dict[str, Any]
) -> None:
    episodes.keep([episode(0, subject=ADA)])
    plain = server_module.answer

    def in_part(cluster: Any, method: str, where: str, *rest: Any) -> Any:
        answer = plain(cluster, method, where, *rest)
        if not where.endswith(path):
            return answer
        told = json.loads(answer) if isinstance(answer, bytes) else answer
        for one in told.get("responses", [told]):
            one.update(changes)
        return told

    monkeypatch.setattr(server_module, "answer", in_part)
    with pytest.raises(Unavailable):
        _everything(episodes)


def _everything(episodes: Episodes) -> None:
    episodes.search(EpisodeQuery(text="a"))
    episodes.count()
    episodes.about(ADA)
    embedder = FakeEmbedder()
    embedder.model = "another"
    episodes.again(embedder).renew()
    episodes.forget(ADA)


def test_a_write_that_is_not_verified_ends_a_renewal_before_anything_is_copied(
    episodes: Episodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    episodes.keep([episode(0)])
    embedder = FakeEmbedder()
    embedder.model = "another"
    after = episodes.again(embedder)
    plain = server_module.answer

    def unverified(cluster: Any, method: str, path: str, *rest: Any) -> Any:
        answer = plain(cluster, method, path, *rest)
        if path.endswith("_block/write"):
            return {"acknowledged": False, "shards_acknowledged": False, "indices": []}
        return answer

    with monkeypatch.context() as patch:
        patch.setattr(server_module, "answer", unverified)
        with pytest.raises(Unavailable):
            after.renew()
    assert len(episodes.indices) == 2
    assert after.count() == 1
    assert after.renew()
    assert len(episodes.indices) == 1


def test_a_batch_of_any_size_reaches_a_cluster_that_takes_little(
    episodes: Episodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = [episode(number, text=f"{number} " + "x" * 3_900) for number in range(60)]
    lengths: list[int] = []
    plain = server_module.answer

    def measured(cluster: Any, method: str, path: str, parameters: Any, body: bytes) -> Any:
        lengths.append(len(body))
        return plain(cluster, method, path, parameters, body)

    monkeypatch.setattr(server_module, "answer", measured)
    monkeypatch.setattr(index_module, "MOST_BYTES", 100_000)
    episodes.keep(batch)
    assert max(lengths) <= 100_000
    monkeypatch.setattr(server_module, "MOST_BYTES", 50_000)
    episodes.keep([one.model_copy(update={"value": 0.1}) for one in batch])
    assert {one.value for one in map(episodes.get, ["episode-0", "episode-59"])} == {0.1}
    monkeypatch.setattr(server_module, "MOST_BYTES", 1_000)
    with pytest.raises(TransportError):
        episodes.keep(batch[:1])


def test_nobody_listening_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        Episodes("http://127.0.0.1:9", FakeEmbedder()).count()


def test_items_that_are_refused_for_a_moment_are_tried_again(
    episodes: Episodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    episodes.keep([episode(0)])
    tries = iter(range(1, 100))

    def sometimes(index: Index) -> None:
        if next(tries) % 2:
            raise blocked(index.name)

    monkeypatch.setattr(Index, "refuse_writes", sometimes)
    episodes.keep([episode(number) for number in range(4)])
    assert episodes.count() == 4


def test_many_first_writers_make_one_index(episodes: Episodes) -> None:
    gate = threading.Barrier(8)

    def first(number: int) -> None:
        gate.wait()
        episodes.again(FakeEmbedder()).keep([episode(number)])

    hands = [threading.Thread(target=first, args=(number,)) for number in range(8)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert len(episodes.indices) == 1
    assert episodes.count() == 8


def test_without_an_endpoint_there_is_no_episodic_memory_and_it_says_so() -> None:
    memory = Platform(Settings()).episodes
    assert isinstance(memory, NoEpisodes)
    assert not memory.enabled
    memory.keep([episode()])
    assert memory.search(EpisodeQuery(text="a")) == ()
    assert (memory.about(ADA), memory.forget(ADA), memory.count()) == ((), 0, 0)
    assert memory.renew()
    with pytest.raises(NotFound):
        memory.get("episode-1")


@pytest.mark.parametrize(
    ("endpoint", "scheme", "port", "signed"),
    [
        ("search-baton.eu-west-1.es.amazonaws.com", "https", 443, True),
        ("127.0.0.1:9201", "http", 9201, False),
        ("https://me:p%40ss@search.example:9200", "https", 9200, False),
        ("http://127.0.0.1:9200", "http", 9200, False),
    ],
)
def test_only_a_domain_of_aws_is_signed_for_and_always_encrypted(
    monkeypatch: pytest.MonkeyPatch, endpoint: str, scheme: str, port: int, signed: bool
) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    (connection,) = Cluster(endpoint, Clients()).client.transport.connection_pool.connections
    assert connection.host.startswith(f"{scheme}://")
    assert f":{port}" in connection.host
    assert callable(connection.http_auth) == signed
    if signed:
        headers = connection.http_auth("POST", f"{connection.host}/_msearch", b"{}", {})
        assert "/eu-west-1/es/aws4_request" in headers["Authorization"]


def test_an_episode_of_the_longest_id_and_text_is_kept(episodes: Episodes) -> None:
    widest = "\N{GRINNING FACE}" * 128
    one = episode(1, episode_id=widest, text="\N{GRINNING FACE} " * 1_999)
    episodes.keep([one])
    assert episodes.get(widest) == Episode.model_validate(one.model_dump())
