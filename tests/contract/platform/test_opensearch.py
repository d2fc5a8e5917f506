"""Every request that the local OpenSearch answers, as a real one answers it."""

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.contract.opensearch import SERVERS, search_server

MAPPINGS = {
    "dynamic": "strict",
    "_meta": {"schema": 7},
    "_source": {"excludes": ["vector"]},
    "properties": {
        "key": {"type": "keyword"},
        "tags": {"type": "keyword"},
        "value": {"type": "float"},
        "at": {"type": "date"},
        "text": {"type": "text", "analyzer": "standard"},
        "blob": {"type": "binary"},
        "kept": {"type": "text", "index": False},
        "vector": {
            "type": "knn_vector",
            "dimension": 3,
            "method": {
                "name": "hnsw",
                "engine": "lucene",
                "space_type": "cosinesimil",
                "parameters": {"m": 16, "ef_construction": 128},
            },
        },
    },
}
SETTINGS = {
    "knn": True,
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",
    "codec": "best_compression",
}
BODY = {"settings": {"index": SETTINGS}, "mappings": MAPPINGS}
DOCUMENTS = {
    "a": {"key": "a", "tags": ["x", "y"], "value": 0.1, "text": "one two", "vector": [1, 0, 0]},
    "b": {"key": "b", "tags": ["y"], "value": 0.8, "text": "two three three", "vector": [0, 2, 0]},
    "c": {"key": "c", "tags": [], "value": 1.0, "text": "One, THREE!", "vector": [-3, 0, 0]},
}

Send = Callable[..., tuple[int, Any]]


@pytest.fixture(params=SERVERS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with search_server(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def send(url: str) -> Iterator[Send]:
    """Sends a request; gives the status and the answer."""
    with httpx.Client(base_url=url, timeout=60) as client:

        def call(method: str, path: str, body: Any = None, **query: str) -> tuple[int, Any]:
            lines = isinstance(body, list)
            text = "".join(json.dumps(one) + "\n" for one in body) if lines else json.dumps(body)
            kind = "application/x-ndjson" if lines else "application/json"
            content = {} if body is None else {"content": text, "headers": {"content-type": kind}}
            answer = client.request(method, path, params=query, **content)
            return answer.status_code, answer.json() if answer.content else None

        yield call


@pytest.fixture
def index(send: Send) -> Iterator[str]:
    """An index with three documents, behind the alias that has its name and ``-all`` at the end."""
    name = f"test-{uuid4().hex}"
    status, answer = send("PUT", f"/{name}", {**BODY, "aliases": {f"{name}-all": {}}})
    assert (status, answer) == (
        200,
        {"acknowledged": True, "shards_acknowledged": True, "index": name},
    )
    status, _ = send("PUT", f"/{name}-2", BODY)
    assert status == 200
    bulk(send, name, "index", DOCUMENTS)
    yield name
    for one in (name, f"{name}-2"):
        send("DELETE", f"/{one}")


def bulk(send: Send, index: str, action: str, documents: dict[str, Any], **query: str) -> Any:
    lines = [line for key, one in documents.items() for line in ({action: {"_id": key}}, one)]
    status, answer = send("POST", f"/{index}/_bulk", lines, refresh="true", **query)
    assert status == 200
    return answer


def changed(send: Send, index: str, *lines: Any) -> list[dict[str, Any]]:
    status, answer = send("POST", f"/{index}/_bulk", list(lines), refresh="true")
    assert status == 200
    items: list[dict[str, Any]] = answer["items"]
    return items


def keys(send: Send, index: str, query: Any, **more: Any) -> list[str]:
    status, answer = send("POST", f"/{index}/_search", {"query": query, **more})
    assert status == 200, answer
    return [hit["_id"] for hit in answer["hits"]["hits"]]


def refused(answer: tuple[int, Any], status: int, kind: str) -> dict[str, Any]:
    assert answer[0] == status, answer
    assert answer[1]["status"] == status
    error: dict[str, Any] = answer[1]["error"]
    assert error["type"] == kind
    assert error["reason"]
    assert error["root_cause"][0]["type"]
    assert error["root_cause"][0]["reason"]
    return error


def test_a_search_server_says_what_it_is(send: Send) -> None:
    status, answer = send("GET", "/")
    assert status == 200
    assert answer["version"]["distribution"] == "opensearch"
    assert send("HEAD", "/") == (200, None)


def test_an_index_is_made_once(send: Send, index: str) -> None:
    again = send("PUT", f"/{index}", BODY)
    assert refused(again, 400, "resource_already_exists_exception")["index"] == index
    refused(send("PUT", "/Capitals", BODY), 400, "invalid_index_name_exception")


def test_an_index_is_deleted_with_its_documents(send: Send, index: str) -> None:
    assert send("DELETE", f"/{index}-2") == (200, {"acknowledged": True})
    refused(send("DELETE", f"/{index}-2"), 404, "index_not_found_exception")
    refused(send("POST", f"/{index}-2/_search", {}), 404, "index_not_found_exception")


def test_a_mapping_comes_back_as_it_was_given(send: Send, index: str) -> None:
    status, answer = send("GET", f"/{index}/_mapping")
    assert status == 200
    given = answer[index]["mappings"]
    assert given["_meta"] == MAPPINGS["_meta"]
    assert given["dynamic"] == "strict"
    assert set(given["properties"]) == set(MAPPINGS["properties"])


def test_the_indices_behind_an_alias_are_told(send: Send, index: str) -> None:
    status, answer = send("GET", f"/_alias/{index}-all")
    assert (status, list(answer)) == (200, [index])
    assert list(answer[index]["aliases"]) == [f"{index}-all"]
    status, answer = send("GET", "/_alias/nothing-here")
    assert (status, answer) == (404, {"error": "alias [nothing-here] missing", "status": 404})


def test_writes_to_an_alias_go_to_its_write_index_and_searches_to_all(
    send: Send, index: str
) -> None:
    alias, second = f"{index}-all", f"{index}-2"
    actions = [
        {"add": {"index": index, "alias": alias, "is_write_index": False}},
        {"add": {"index": second, "alias": alias, "is_write_index": True}},
    ]
    assert send("POST", "/_aliases", {"actions": actions}) == (200, {"acknowledged": True})
    answer = bulk(send, alias, "index", {"d": {"key": "d"}}, require_alias="true")
    assert answer["items"][0]["index"]["_index"] == second
    assert sorted(keys(send, alias, {"match_all": {}})) == ["a", "b", "c", "d"]
    closing = {"actions": [{"remove_index": {"index": index}}]}
    assert send("POST", "/_aliases", closing) == (200, {"acknowledged": True})
    assert keys(send, alias, {"match_all": {}}) == ["d"]


def test_actions_on_aliases_happen_all_or_not_at_all(send: Send, index: str) -> None:
    actions = [
        {"add": {"index": f"{index}-2", "alias": f"{index}-all"}},
        {"remove_index": {"index": "nothing-here"}},
    ]
    answer = send("POST", "/_aliases", {"actions": actions})
    refused(answer, 404, "index_not_found_exception")
    assert list(send("GET", f"/_alias/{index}-all")[1]) == [index]


def test_a_bulk_tells_the_result_of_every_item(send: Send, index: str) -> None:
    answer = bulk(
        send,
        index,
        "create",
        {
            "a": {"key": "a"},
            "e": {"key": "e"},
            "f": {"unknown": 1},
            "g": {"vector": [1, 2]},
            "h": {"value": "many"},
        },
    )
    assert answer["errors"]
    items = [item["create"] for item in answer["items"]]
    assert [item["status"] for item in items] == [409, 201, 400, 400, 400]
    assert items[0]["error"]["type"] == "version_conflict_engine_exception"
    assert items[1]["result"] == "created"
    assert items[1]["_version"] == 1
    assert items[2]["error"]["type"] == "strict_dynamic_mapping_exception"
    assert items[3]["error"]["type"] == "mapper_parsing_exception"
    assert items[4]["error"]["type"] == "mapper_parsing_exception"
    (again,) = bulk(send, index, "index", {"e": {"key": "e"}})["items"]
    assert again["index"]["status"] == 200
    assert again["index"]["result"] == "updated"
    assert again["index"]["_version"] == 2


def test_a_bulk_that_requires_an_alias_makes_no_index(send: Send, index: str) -> None:
    for name in (index, "nothing-here"):
        answer = bulk(send, name, "index", {"a": {"key": "a"}}, require_alias="true")
        (item,) = answer["items"]
        assert item["index"]["status"] == 404
        assert item["index"]["error"]["type"] == "index_not_found_exception"


def test_an_index_that_is_blocked_takes_no_writes_until_it_is_opened(
    send: Send, index: str
) -> None:
    status, answer = send("PUT", f"/{index}/_block/write")
    assert status == 200
    assert answer["acknowledged"]
    assert answer["indices"] == [{"name": index, "blocked": True}]
    (item,) = bulk(send, index, "index", {"z": {"key": "z"}})["items"]
    assert item["index"]["status"] == 403
    assert item["index"]["error"]["type"] == "cluster_block_exception"
    (item,) = changed(send, index, {"delete": {"_id": "a"}})
    assert item["delete"]["status"] == 403
    again = {"acknowledged": True, "shards_acknowledged": False, "indices": []}
    assert send("PUT", f"/{index}/_block/write") == (200, again)
    opened = send("PUT", f"/{index}/_settings", {"index.blocks.write": None})
    assert opened == (200, {"acknowledged": True})
    assert not bulk(send, index, "index", {"z": {"key": "z"}})["errors"]


def test_a_refresh_says_how_many_shards_it_reached(send: Send, index: str) -> None:
    status, answer = send("POST", f"/{index}/_refresh")
    assert status == 200
    assert answer["_shards"]["failed"] == 0


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"match_all": {}}, "abc"),
        ({"ids": {"values": ["c", "nobody"]}}, "c"),
        ({"term": {"tags": "y"}}, "ab"),
        ({"term": {"tags": "none"}}, ""),
        ({"terms": {"key": ["a", "c", "d"]}}, "ac"),
        ({"range": {"value": {"gte": 0.8}}}, "bc"),
        ({"range": {"value": {"gt": 0.8, "lte": 1}}}, "c"),
        ({"bool": {"filter": [{"term": {"tags": "y"}}, {"range": {"value": {"lt": 0.5}}}]}}, "a"),
        ({"exists": {"field": "value"}}, "abc"),
        ({"exists": {"field": "tags"}}, "ab"),
        ({"exists": {"field": "at"}}, ""),
        ({"bool": {"must_not": [{"term": {"tags": "y"}}]}}, "c"),
        ({"match": {"text": {"query": "THREE"}}}, "bc"),
        ({"match": {"text": {"query": "nothing said"}}}, ""),
    ],
)
def test_queries_find_what_they_say(send: Send, index: str, query: Any, wanted: str) -> None:
    assert sorted(keys(send, index, query)) == list(wanted)
    status, answer = send("POST", f"/{index}/_count", {"query": query})
    assert (status, answer["count"]) == (200, len(wanted))


def test_a_hit_has_its_index_score_and_source_without_what_is_excluded(
    send: Send, index: str
) -> None:
    _, answer = send("POST", f"/{index}/_search", {"query": {"term": {"key": "a"}}})
    assert not answer["timed_out"]
    assert answer["_shards"]["failed"] == 0
    assert answer["hits"]["total"] == {"value": 1, "relation": "eq"}
    (hit,) = answer["hits"]["hits"]
    assert (hit["_index"], hit["_id"]) == (index, "a")
    assert set(hit["_source"]) == {"key", "tags", "value", "text"}


def test_neighbours_score_one_plus_the_cosine_by_two_with_filters_inside(
    send: Send, index: str
) -> None:
    near = {"knn": {"vector": {"vector": [1, 1, 0], "k": 3}}}
    _, answer = send("POST", f"/{index}/_search", {"query": near, "size": 3})
    scores = {hit["_id"]: hit["_score"] for hit in answer["hits"]["hits"]}
    half = 0.5 + 0.5 / 2**0.5
    assert scores == pytest.approx({"a": half, "b": half, "c": 1 - half}, abs=1e-5)
    inside = {"bool": {"filter": [{"range": {"value": {"gte": 0.5}}}]}}
    near = {"knn": {"vector": {"vector": [1, 0, 0], "k": 1, "filter": inside}}}
    assert keys(send, index, near) == ["b"]


def test_a_vector_that_does_not_fit_is_refused_unless_its_field_may_be_missing(
    send: Send, index: str
) -> None:
    short = {"query": {"knn": {"vector": {"vector": [1, 0], "k": 1}}}}
    refused(send("POST", f"/{index}/_search", short), 400, "search_phase_execution_exception")
    missing = {"knn": {"other": {"vector": [1, 0], "k": 1, "ignore_unmapped": True}}}
    assert keys(send, index, missing) == []
    missing["knn"]["other"]["ignore_unmapped"] = False
    answer = send("POST", f"/{index}/_search", {"query": missing})
    refused(answer, 400, "search_phase_execution_exception")


def test_rare_words_and_short_texts_score_higher(send: Send, index: str) -> None:
    assert keys(send, index, {"match": {"text": {"query": "one three"}}})[0] == "c"
    assert keys(send, index, {"match": {"text": {"query": "three"}}}) == ["b", "c"]
    filtered = {
        "bool": {
            "must": [{"match": {"text": {"query": "three"}}}],
            "filter": [{"range": {"value": {"gte": 0.9}}}],
        }
    }
    _, answer = send("POST", f"/{index}/_search", {"query": filtered})
    assert [hit["_id"] for hit in answer["hits"]["hits"]] == ["c"]
    assert answer["hits"]["max_score"] == answer["hits"]["hits"][0]["_score"] > 0


def test_pages_follow_each_other_by_what_they_are_sorted_by(send: Send, index: str) -> None:
    body: dict[str, Any] = {"sort": [{"value": "desc"}, {"key": "asc"}], "size": 2}
    _, first = send("POST", f"/{index}/_search", body)
    hits = first["hits"]["hits"]
    assert [hit["_id"] for hit in hits] == ["c", "b"]
    assert hits[0]["_score"] is None
    _, second = send("POST", f"/{index}/_search", {**body, "search_after": hits[-1]["sort"]})
    assert [hit["_id"] for hit in second["hits"]["hits"]] == ["a"]


def test_clauses_that_may_hold_score_and_so_many_of_them_must(send: Send, index: str) -> None:
    one: dict[str, Any] = {"terms": {"tags": ["x"], "boost": 4.0}}
    other: dict[str, Any] = {"terms": {"tags": ["y"], "boost": 2.0}}

    def scores(**given: Any) -> dict[str, float]:
        query = {"bool": {"should": [one, other], **given}}
        status, answer = send("POST", f"/{index}/_search", {"query": query})
        assert status == 200, answer
        return {hit["_id"]: hit["_score"] for hit in answer["hits"]["hits"]}

    everything = {"term": {"value": 1.0}}
    assert scores() == {"a": 6.0, "b": 2.0}
    assert scores(minimum_should_match=2) == {"a": 6.0}
    assert scores(filter=[everything]) == {"c": 0.0}
    assert scores(filter=[everything], minimum_should_match=1) == {}
    assert scores(must=[{"terms": {"key": ["a", "c"], "boost": 8.0}}]) == {"a": 14.0, "c": 8.0}


def test_pages_of_what_scores_alike_follow_each_other_by_a_field(send: Send, index: str) -> None:
    should = [{"terms": {"tags": ["x"], "boost": 4.0}}, {"terms": {"key": ["b", "c"]}}]
    body: dict[str, Any] = {
        "query": {"bool": {"should": should}},
        "sort": [{"_score": "desc"}, {"key": "asc"}],
        "size": 2,
    }
    _, first = send("POST", f"/{index}/_search", body)
    hits = first["hits"]["hits"]
    assert [(hit["_id"], hit["_score"], hit["sort"]) for hit in hits] == [
        ("a", 4.0, [4.0, "a"]),
        ("b", 1.0, [1.0, "b"]),
    ]
    _, second = send("POST", f"/{index}/_search", {**body, "search_after": hits[-1]["sort"]})
    assert [hit["_id"] for hit in second["hits"]["hits"]] == ["c"]


def test_several_searches_in_one_answer_each_for_itself(send: Send, index: str) -> None:
    status, answer = send(
        "POST",
        "/_msearch",
        [
            {"index": index},
            {"query": {"term": {"key": "a"}}, "track_total_hits": False},
            {"index": "nothing-here", "ignore_unavailable": True},
            {"query": {"match_all": {}}},
            {"index": "nothing-here"},
            {"query": {"match_all": {}}},
        ],
    )
    assert status == 200
    found, empty, missing = answer["responses"]
    assert [hit["_id"] for hit in found["hits"]["hits"]] == ["a"]
    assert found["status"] == 200
    assert "total" not in found["hits"]
    assert empty["hits"]["hits"] == []
    refused((404, missing), 404, "index_not_found_exception")


def test_documents_are_told_by_their_ids(send: Send, index: str) -> None:
    ids = {"ids": ["a", "nobody"]}
    status, answer = send("POST", f"/{index}/_mget", ids, _source="false")
    assert status == 200
    assert [(one["_id"], one["found"]) for one in answer["docs"]] == [
        ("a", True),
        ("nobody", False),
    ]
    assert "_source" not in answer["docs"][0]


def test_documents_are_told_with_the_fields_that_are_wanted_and_their_versions(
    send: Send, index: str
) -> None:
    _, answer = send("POST", f"/{index}/_mget", {"ids": ["a", "c"]}, _source_includes="tags,value")
    assert [one["_source"] for one in answer["docs"]] == [
        {"tags": ["x", "y"], "value": 0.1},
        {"tags": [], "value": 1.0},
    ]
    versions = [(one["_seq_no"], one["_primary_term"]) for one in answer["docs"]]
    body = {"query": {"ids": {"values": ["a"]}}, "seq_no_primary_term": True, "_source": ["key"]}
    (hit,) = send("POST", f"/{index}/_search", body)[1]["hits"]["hits"]
    assert (hit["_seq_no"], hit["_primary_term"]) == versions[0] != versions[1]
    assert hit["_source"] == {"key": "a"}


def test_documents_are_deleted_one_by_one(send: Send, index: str) -> None:
    items = changed(send, index, {"delete": {"_id": "a"}}, {"delete": {"_id": "nobody"}})
    told = [(item["delete"]["status"], item["delete"]["result"]) for item in items]
    assert told == [(200, "deleted"), (404, "not_found")]
    assert sorted(keys(send, index, {"match_all": {}})) == ["b", "c"]
    (item,) = changed(send, "nothing-here", {"delete": {"_id": "a"}})
    assert item["delete"]["status"] == 404
    assert item["delete"]["error"]["type"] == "index_not_found_exception"
    assert send("GET", "/nothing-here/_mapping")[0] == 404


def test_a_change_of_a_version_that_is_not_there_any_more_is_refused(
    send: Send, index: str
) -> None:
    (kept,) = send("POST", f"/{index}/_mget", {"ids": ["a"]})[1]["docs"]
    seen = {"if_seq_no": kept["_seq_no"], "if_primary_term": kept["_primary_term"]}
    (item,) = changed(send, index, {"index": {"_id": "a", **seen}}, {"key": "new"})
    assert item["index"]["status"] == 200
    items = changed(
        send,
        index,
        *({"index": {"_id": "a", **seen}}, {"key": "late"}),
        {"delete": {"_id": "a", **seen}},
        *({"index": {"_id": "nobody", **seen}}, {"key": "late"}),
        {"delete": {"_id": "nobody", **seen}},
    )
    results = [one for item in items for one in item.values()]
    assert [one["status"] for one in results] == [409] * 4
    assert {one["error"]["type"] for one in results} == {"version_conflict_engine_exception"}
    now = {"if_seq_no": item["index"]["_seq_no"], "if_primary_term": 1}
    (item,) = changed(send, index, {"delete": {"_id": "a", **now}})
    assert item["delete"]["result"] == "deleted"


def test_found_documents_are_counted_by_their_values(send: Send, index: str) -> None:
    bulk(send, f"{index}-2", "index", {"d": {"key": "a", "tags": ["y"], "value": 0.5}})
    actions = [{"add": {"index": f"{index}-2", "alias": f"{index}-all"}}]
    send("POST", "/_aliases", {"actions": actions})
    inner = {"highest": {"max": {"field": "value"}}, "keys": {"terms": {"field": "key"}}}
    counted = {"tags": {"terms": {"field": "tags", "size": 1}, "aggs": inner}}
    body = {"query": {"range": {"value": {"lte": 0.9}}}, "size": 0, "aggs": counted}
    status, answer = send("POST", f"/{index}-all/_search", body)
    assert status == 200
    assert answer["hits"]["hits"] == []
    told = answer["aggregations"]["tags"]
    assert told["sum_other_doc_count"] == 1
    (bucket,) = told["buckets"]
    assert (bucket["key"], bucket["doc_count"]) == ("y", 3)
    assert bucket["highest"]["value"] == pytest.approx(0.8)
    assert {one["key"]: one["doc_count"] for one in bucket["keys"]["buckets"]} == {"a": 2, "b": 1}


def test_of_each_value_one_document_is_found_the_first_in_order(send: Send, index: str) -> None:
    documents = {"d": {"key": "a", "value": 0.9}, "e": {"key": "b", "value": 0.8}}
    bulk(send, index, "index", documents)
    body = {
        "query": {"terms": {"key": ["a", "b"]}},
        "collapse": {"field": "key"},
        "sort": [{"value": "desc"}, {"key": "desc"}],
        "aggs": {"keys": {"terms": {"field": "key"}}},
    }
    _, answer = send("POST", f"/{index}/_search", body)
    hits = answer["hits"]["hits"]
    assert [hit["fields"]["key"] for hit in hits] == [["a"], ["b"]]
    assert hits[0]["_id"] == "d"
    assert [hit["sort"][1] for hit in hits] == ["a", "b"]
    buckets = answer["aggregations"]["keys"]["buckets"]
    assert [(one["key"], one["doc_count"]) for one in buckets] == [("a", 2), ("b", 2)]


def test_more_neighbours_may_be_looked_at_than_are_wanted(send: Send, index: str) -> None:
    near = {"vector": [1, 1, 0], "k": 2, "method_parameters": {"ef_search": 100}}
    found = keys(send, index, {"knn": {"vector": near}}, size=2)
    assert sorted(found) == ["a", "b"]


def test_a_text_that_is_only_kept_is_not_searched(send: Send, index: str) -> None:
    bulk(send, index, "index", {"d": {"kept": "one"}})
    assert sorted(keys(send, index, {"match": {"text": {"query": "one"}}})) == ["a", "c"]
    answer = send("POST", f"/{index}/_search", {"query": {"match": {"kept": {"query": "one"}}}})
    assert answer[0] == 400
    (kept,) = send("POST", f"/{index}/_mget", {"ids": ["d"]})[1]["docs"]
    assert kept["_source"] == {"kept": "one"}


def test_a_text_of_too_many_words_is_refused_in_its_own_answer(send: Send, index: str) -> None:
    words = [f"word{number}" for number in range(1_024)]
    searches = [
        {"query": {"match": {"text": {"query": " ".join(those)}}}}
        for those in (words, [*words, "more"], [*words, "word0"])
    ]
    lines = [line for body in searches for line in ({"index": index}, body)]
    status, answer = send("POST", "/_msearch", lines)
    assert status == 200
    assert [one["status"] for one in answer["responses"]] == [200, 400, 400]
    error = refused((400, answer["responses"][1]), 400, "search_phase_execution_exception")
    assert error["root_cause"][0]["reason"].endswith("maxClauseCount is set to 1024")


def test_what_is_too_large_for_the_smallest_domain_is_refused_without_a_word(
    url: str, index: str
) -> None:
    line = json.dumps({"index": {"_id": "big"}}) + "\n" + json.dumps({"kept": "x" * 1_000_000})
    text = (line + "\n") * 11
    kind = {"content-type": "application/x-ndjson"}
    packed = {**kind, "content-encoding": "gzip"}
    fits = httpx.post(f"{url}/{index}/_bulk", content=text[: len(line) + 1], headers=kind)
    assert fits.json()["items"][0]["index"]["status"] == 201
    answer = httpx.post(
        f"{url}/{index}/_bulk", content=gzip.compress(text.encode()), headers=packed
    )
    assert (answer.status_code, answer.content) == (413, b"")


def test_packed_bodies_are_read(url: str, index: str) -> None:
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    body = gzip.compress(json.dumps({"query": {"term": {"key": "a"}}}).encode())
    answer = httpx.post(f"{url}/{index}/_search", content=body, headers=headers)
    assert [hit["_id"] for hit in answer.json()["hits"]["hits"]] == ["a"]


def test_an_index_is_waited_for_until_it_can_be_read(send: Send, index: str) -> None:
    wait = {"wait_for_active_shards": "1", "timeout": "30s"}
    status, answer = send("GET", f"/_cluster/health/{index}", **wait)
    assert (status, answer["timed_out"], answer["active_primary_shards"]) == (200, False, 1)


def test_counting_what_is_not_there_may_be_allowed(send: Send) -> None:
    status, answer = send("POST", "/nothing-here/_count", ignore_unavailable="true")
    assert (status, answer["count"]) == (200, 0)
    refused(send("POST", "/nothing-here/_count"), 404, "index_not_found_exception")


@pytest.mark.parametrize(
    ("body", "query"),
    [
        ({"query": {"unheard_of": {}}}, {}),
        ({"query": {"match_all": {}, "term": {}}}, {}),
        ({"unheard_of": 1}, {}),
        ({"size": -1}, {}),
        ({"size": 10_001}, {}),
        ({"search_after": [1]}, {}),
        ({}, {"unheard_of": "1"}),
    ],
)
def test_what_is_not_known_is_refused(
    send: Send, index: str, body: Any, query: dict[str, str]
) -> None:
    status, answer = send("POST", f"/{index}/_search", body, **query)
    assert status == 400
    assert answer["error"]["type"]
    assert answer["error"]["root_cause"]
