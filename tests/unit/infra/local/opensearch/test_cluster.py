"""Indices are as exact as comparing everything, and the same after a restart."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from infra.local.opensearch.cluster import Cluster
from infra.local.opensearch.journal import Journal
from infra.local.opensearch.refusal import Refusal
from infra.local.opensearch.searching import matching, search
from infra.local.opensearch.writing import bulk

BODY: dict[str, Any] = {
    "mappings": {
        "dynamic": "strict",
        "_source": {"excludes": ["vector"]},
        "properties": {
            "tag": {"type": "keyword"},
            "value": {"type": "float"},
            "text": {"type": "text"},
            "vector": {
                "type": "knn_vector",
                "dimension": 4,
                "method": {"name": "hnsw", "engine": "lucene", "space_type": "cosinesimil"},
            },
        },
    }
}


def write(cluster: Cluster, documents: dict[str, Any]) -> None:
    send(
        cluster, [line for key, one in documents.items() for line in ({"index": {"_id": key}}, one)]
    )


def delete(cluster: Cluster, keys: list[str]) -> None:
    send(cluster, [{"delete": {"_id": key}} for key in keys])


def send(cluster: Cluster, lines: list[Any]) -> None:
    text = "".join(json.dumps(line) + "\n" for line in lines).encode()
    answer = bulk(cluster, "one", text, require_alias=False, refresh="true")
    assert not answer["errors"], answer


def hits(cluster: Cluster, query: Any, size: int = 100) -> dict[str, float]:
    body = {"query": query, "size": size}
    found = json.loads(search([cluster.indices["one"]], body))["hits"]["hits"]
    return {hit["_id"]: hit["_score"] for hit in found}


def made(folder: Path) -> Cluster:
    cluster = Cluster(folder)
    cluster.create("one", {**BODY, "aliases": {"alias": {"is_write_index": True}}})
    return cluster


def restarted(cluster: Cluster, folder: Path) -> Cluster:
    cluster.close()
    return Cluster(folder)


def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    cluster = made(tmp_path)
    write(cluster, {"a": {"tag": "x", "text": "one two", "vector": [1, 0, 0, 0]}})
    write(cluster, {"b": {"tag": "y", "text": "two", "vector": [0, 1, 0, 0]}})
    write(cluster, {"a": {"tag": "y", "text": "three", "vector": [0, 0, 1, 0]}})
    delete(cluster, ["b"])
    cluster.block(cluster.indices["one"], blocked=True)
    near = {"knn": {"vector": {"vector": [0, 0, 1, 0], "k": 5}}}
    before = hits(cluster, near)
    again = restarted(cluster, tmp_path)
    assert hits(again, near) == before == pytest.approx({"a": 1.0})
    assert hits(again, {"match": {"text": "three"}}).keys() == {"a"}
    assert hits(again, {"term": {"tag": "x"}}) == {}
    index = again.indices["one"]
    assert index.aliases == {"alias": {"is_write_index": True}}
    assert index.is_blocked
    assert index.documents["a"].version == 2


def test_an_index_that_was_deleted_is_gone_with_its_file(tmp_path: Path) -> None:
    cluster = made(tmp_path)
    write(cluster, {"a": {"text": "ada"}})
    cluster.remove(["one"])
    assert not list(tmp_path.glob("*.journal"))
    assert not restarted(cluster, tmp_path).indices


def test_a_disk_that_is_full_loses_nothing_that_was_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = made(tmp_path)
    write(cluster, {"a": {"tag": "x"}})

    def full(*_: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "append", full)
        with pytest.raises(OSError, match="no space"):
            write(cluster, {"a": {"tag": "y"}, "b": {"tag": "y"}})
    assert hits(cluster, {"term": {"tag": "x"}}).keys() == {"a"}
    assert hits(cluster, {"term": {"tag": "y"}}) == {}


def test_files_stay_small_however_often_a_document_changes(tmp_path: Path) -> None:
    cluster = made(tmp_path)
    for number in range(30):
        write(cluster, {f"{key}": {"value": number, "tag": "x"} for key in range(100)})
    index = cluster.indices["one"]
    assert index.size < 1_500
    (journal,) = tmp_path.glob("*.journal")
    assert len(journal.read_bytes().splitlines()) < 1_500
    again = restarted(cluster, tmp_path)
    assert len(hits(again, {"range": {"value": {"gte": 29}}})) == 100


def test_no_two_indices_of_an_alias_take_its_writes(tmp_path: Path) -> None:
    cluster = made(tmp_path)
    cluster.create("two", BODY)
    action = {"add": {"index": "two", "alias": "alias", "is_write_index": True}}
    with pytest.raises(Refusal, match="more than one write index"):
        cluster.change_aliases([action])
    assert "alias" not in cluster.indices["two"].aliases


vectors = st.lists(
    st.integers(-3, 3), min_size=4, max_size=4
).filter(any)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.text("abcdef", min_size=1, max_size=3), st.tuples(vectors, st.booleans()), min_size=1
    ),
    vectors,
    st.integers(1, 5),
)
def test_the_nearest_are_those_that_comparing_with_all_finds(
    tmp_path_factory: pytest.TempPathFactory,
    documents: dict[str, tuple[list[int], bool]],
    wanted: list[int],
    k: int,
) -> None:
    cluster = made(tmp_path_factory.mktemp("cluster"))
    write(
        cluster,
        {key: {"vector": one, "tag": "in" if held else "out"}
         for key, (one, held) in documents.items()},
    )  # fmt: skip
    inside = {"term": {"tag": "in"}}
    got = hits(cluster, {"knn": {"vector": {"vector": wanted, "k": k, "filter": inside}}})
    scores = {
        key: (1 + np.dot(one, wanted) / np.linalg.norm(one) / np.linalg.norm(wanted)) / 2
        for key, (one, held) in documents.items()
        if held
    }
    best = sorted(scores.values(), reverse=True)[:k]
    assert list(got.values()) == pytest.approx(best, abs=1e-6)
    assert [scores[key] for key in got] == pytest.approx(best, abs=1e-6)
    cluster.close()


class Kept(RuleBasedStateMachine):
    """Whatever is written, deleted and restarted: the index is what a dictionary would be."""

    keys = st.sampled_from("abcde")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(FOLDERS.mktemp("kept"))
        self.cluster = made(self.folder)
        self.model: dict[str, str] = {}

    @rule(key=keys, tag=st.sampled_from("xyz"))
    def put(self, key: str, tag: str) -> None:
        write(self.cluster, {key: {"tag": tag, "text": tag}})
        self.model[key] = tag

    @rule(tag=st.sampled_from("xyz"))
    def delete(self, tag: str) -> None:
        keys = matching(self.cluster.indices["one"], {"match": {"text": tag}})
        if keys:
            delete(self.cluster, keys)
        assert sorted(keys) == sorted(key for key, one in self.model.items() if one == tag)
        self.model = {key: one for key, one in self.model.items() if one != tag}

    @rule()
    def restart(self) -> None:
        self.cluster = restarted(self.cluster, self.folder)

    @invariant()
    def it_is_what_was_written(self) -> None:
        for tag in "xyz":
            wanted = {key for key, one in self.model.items() if one == tag}
            assert hits(self.cluster, {"term": {"tag": tag}}).keys() == wanted
            assert hits(self.cluster, {"match": {"text": tag}}).keys() == wanted

    def teardown(self) -> None:
        self.cluster.close()


@pytest.fixture(autouse=True, scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> None:
    global FOLDERS  # noqa: PLW0603 (a state machine gets no fixtures)
    FOLDERS = tmp_path_factory


FOLDERS: pytest.TempPathFactory
TestKept = Kept.TestCase
TestKept.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
