"""A probe asks whether somebody is there, and nothing else."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest

from baton.resilience.probing import HttpProber, with_scheme


class Endpoint(BaseHTTPRequestHandler):
    status: ClassVar[int] = 200
    by_get: ClassVar[int] = 200

    def do_HEAD(self) -> None:
        if not self.status:  # it hangs up
            self.close_connection = True
            return
        self.send_response(self.status)
        self.end_headers()

    def do_GET(self) -> None:
        self.send_response(self.by_get)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Endpoint)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "by_get", "ill"),
    [
        *((200, 503, False), (403, 503, False), (404, 503, False), (405, 503, True)),
        *((405, 200, False), (405, 405, False), (501, 200, False), (501, 503, True)),
        *((501, 404, False), (500, 200, False), (505, 401, False), (503, 503, True)),
        *((501, 501, False), (500, 501, False), (0, 200, False), (0, 404, False), (0, 503, True)),
    ],
)
def test_who_answers_is_there_even_with_a_refusal_or_without_heads(
    address: str, status: int, by_get: int, ill: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Endpoint, "status", status)
    monkeypatch.setattr(Endpoint, "by_get", by_get)
    fault = HttpProber({"it": address}).probe("it")
    assert fault == ("it answers with 503" if ill else None)


def test_who_does_not_answer_or_is_not_configured_is_not_well() -> None:
    prober = HttpProber({"it": "http://127.0.0.1:9"}, seconds=0.2)
    assert "does not answer" in (prober.probe("it") or "")
    assert prober.probe("other") == "no address of it is configured here"


def test_an_address_loses_its_password_and_gets_its_scheme() -> None:
    assert with_scheme("search.example") == "https://search.example"
    assert with_scheme("https://me:secret@search.example/x") == "https://search.example/x"
    assert with_scheme("127.0.0.1:9200") == "http://127.0.0.1:9200"
