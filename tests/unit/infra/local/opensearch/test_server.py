"""The server talks to this machine only, and to nobody's browser."""

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from infra.local.opensearch import server as module
from tests.contract.opensearch import local_server


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with local_server(tmp_path) as found:
        yield found


def test_only_this_machine_reaches_it(url: str) -> None:
    assert url.startswith("http://127.0.0.1:")
    port = int(url.rpartition(":")[2])
    with socket.socket() as other:  # 127.0.0.2 is this machine too, but not where it listens
        other.settimeout(1)
        assert other.connect_ex(("127.0.0.2", port)) != 0


def test_what_a_web_page_could_make_a_browser_send_is_refused(url: str) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = httpx.post(f"{url}/_aliases", content="{}", headers={"content-type": kind})
        assert answer.status_code == 406
        assert answer.json()["error"]["type"] == "media_type_header_exception"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/_cat/indices"),
        ("POST", "/_reindex"),
        ("GET", "/a/_doc/1"),
        ("PATCH", "/a"),
        ("OPTIONS", "/"),
        ("POST", "/a,b/_search"),
        ("POST", "/*/_search"),
        ("PUT", "/_all"),
        ("PUT", "/../../etc"),
    ],
)
def test_whatever_it_does_not_know_is_an_error_in_opensearchs_shape(
    url: str, method: str, path: str
) -> None:
    answer = httpx.request(method, url + path)
    assert answer.status_code == 400
    body = answer.json()
    assert body["status"] == 400
    assert body["error"]["type"] == "illegal_argument_exception"
    assert body["error"]["root_cause"] == [
        {name: body["error"][name] for name in ("type", "reason")}
    ]


@pytest.mark.parametrize("text", ["{", "[]", '"x"', "\xff"])
def test_a_body_that_is_no_object_is_refused(url: str, text: str) -> None:
    answer = httpx.post(
        f"{url}/_aliases",
        content=text.encode("latin-1"),
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "parsing_exception"


def test_a_fault_of_its_own_is_an_answer_too_and_the_next_request_is_served(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(module, "answer", broken)
        answer = httpx.get(url)
        assert answer.status_code == 500
        assert answer.json()["error"]["type"] == "exception"
    assert httpx.get(url).status_code == 200


def test_a_body_that_is_too_large_is_not_read(url: str) -> None:
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as caller:
        caller.sendall(b"POST /_aliases HTTP/1.1\r\nContent-Length: 999999999999\r\n\r\n")
        assert b" 413 " in caller.recv(100)
