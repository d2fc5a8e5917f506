"""Embeddings over the wire, from a server that answers as OpenAI's does, or as it should not."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from baton.core.errors import Unavailable
from baton.memory.openai_embedding import AT_ONCE, ATTEMPTS, OpenAiEmbedder
from tests.fakes.platform.effects import FakeSecret

KEY = "sk-very-secret"


class Endpoint:
    """A scripted endpoint. ``answers`` are status and body, the last one for ever."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.naps: list[int] = []
        self.key = FakeSecret(KEY)
        self.answers: list[tuple[int, Callable[[dict[str, Any]], Any]]] = [(200, vectors)]

    def embedder(self, dimensions: int = 2) -> OpenAiEmbedder:
        return OpenAiEmbedder(
            "text-embedding-3-small",
            dimensions=dimensions,
            key=self.key,
            base_url=f"{self.url}/v1/",
            pause=self.naps.append,
        )


def vectors(asked: dict[str, Any]) -> Any:
    """Of length 5, and in no order, as the protocol allows."""
    entries = [{"index": n, "embedding": [3, 4]} for n in range(len(asked["input"]))]
    return {"data": entries[::-1]}


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/embeddings"
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.asked.append(asked)
            found.keys.append(self.headers["Authorization"])
            status, make = found.answers.pop(0) if found.answers[1:] else found.answers[0]
            body = json.dumps(make(asked)).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    found = Endpoint(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()


def test_vectors_come_in_the_texts_order_with_length_one(endpoint: Endpoint) -> None:
    assert endpoint.embedder().embed(["a", ""]) == [[0.6, 0.8], [0.6, 0.8]]
    assert endpoint.asked == [
        {
            "model": "text-embedding-3-small",
            "input": ["a", " "],
            "dimensions": 2,
            "encoding_format": "float",
        }
    ]
    assert endpoint.keys == [f"Bearer {KEY}"]


def test_many_texts_are_asked_for_in_parts(endpoint: Endpoint) -> None:
    assert len(endpoint.embedder().embed(["text"] * (2 * AT_ONCE + 1))) == 2 * AT_ONCE + 1
    assert [len(asked["input"]) for asked in endpoint.asked] == [AT_ONCE, AT_ONCE, 1]


def test_what_passes_is_tried_again(endpoint: Endpoint) -> None:
    endpoint.answers = [(429, vectors), (503, vectors), (200, vectors)]
    assert endpoint.embedder().embed(["a"]) == [[0.6, 0.8]]
    assert endpoint.naps == [1, 2]


def test_a_key_that_was_replaced_is_read_anew(endpoint: Endpoint) -> None:
    endpoint.key = FakeSecret("sk-old", following=[KEY])
    endpoint.answers = [(401, vectors), (200, vectors)]
    assert endpoint.embedder().embed(["a"]) == [[0.6, 0.8]]
    assert endpoint.keys == ["Bearer sk-old", f"Bearer {KEY}"]


@pytest.mark.parametrize(("status", "tries"), [(500, ATTEMPTS), (401, 2), (400, 1)])
def test_what_does_not_pass_is_unavailable_and_keeps_the_key_to_itself(
    endpoint: Endpoint, status: int, tries: int
) -> None:
    endpoint.answers = [(status, lambda _: {"error": {"message": f"Incorrect key {KEY}"}})]
    with pytest.raises(Unavailable, match=f"status {status}") as caught:
        endpoint.embedder().embed(["a"])
    assert KEY not in str(caught.value)
    assert len(endpoint.asked) == tries


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {"data": [{"index": 0}]},
        {"data": []},
        {"data": [{"index": 0, "embedding": [1, 2, 3]}]},
        {"data": [{"index": 0, "embedding": [0, 0]}]},
        {"data": [{"index": 0, "embedding": ["a", "b"]}]},
    ],
)
def test_an_answer_of_another_form_is_unavailable(endpoint: Endpoint, answer: Any) -> None:
    endpoint.answers = [(200, lambda _: answer)]
    with pytest.raises(Unavailable, match="embeddings endpoint"):
        endpoint.embedder().embed(["a"])


def test_an_endpoint_that_is_not_there_is_unavailable() -> None:
    nobody = Endpoint("http://127.0.0.1:9")
    with pytest.raises(Unavailable, match="does not answer"):
        nobody.embedder().embed(["a"])
    assert len(nobody.naps) == ATTEMPTS - 1


def test_a_model_with_other_dimensions_is_another_model(endpoint: Endpoint) -> None:
    assert endpoint.embedder(2).model != endpoint.embedder(3).model
