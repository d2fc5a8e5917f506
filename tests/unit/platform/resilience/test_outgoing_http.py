"""A call outside ends in time and takes no more than it should, whatever is answered."""

import socket
import threading

import pytest

from baton.resilience.outgoing_http import HttpAnswer, NoAnswer, NotConnected, http_call
from tests.fakes.platform.socket_server import Behaviour, drips, says, somebody

HEAD = b"HTTP/1.1 200 OK\r\nX-One: 1\r\n"


def floods(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(HEAD + b"\r\n")
    while not over.is_set():
        connection.sendall(b"x" * 65_536)


def test_an_answer_comes_whole() -> None:
    with somebody(says(HEAD + b"Content-Length: 5\r\n\r\nhello")) as url:
        answer = http_call("POST", url, body=b"{}", headers={"a": "b"}, seconds=5)
    assert answer == HttpAnswer(200, {"x-one": "1", "content-length": "5"}, b"hello")


INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"


@pytest.mark.parametrize("interim", [INTERIM, b"HTTP/1.1 102 Processing\r\n\r\n", INTERIM * 3])
@pytest.mark.parametrize("status", [b"200 OK", b"500 Internal Server Error"])
def test_an_interim_answer_is_not_the_answer(interim: bytes, status: bytes) -> None:
    final = b"HTTP/1.1 " + status + b"\r\nContent-Length: 2\r\n\r\nok"
    with somebody(says(interim + final)) as url:
        answer = http_call("GET", url, seconds=5)
    assert (answer.status, answer.body) == (int(status[:3]), b"ok")


@pytest.mark.parametrize(
    "behaviour",
    [drips(b"", INTERIM), drips(b""), drips(b"HTTP/1.1 200 OK\r\nX-Slow: "), drips(HEAD + b"\r\n")],
    ids=["interim", "status", "header", "body"],
)
def test_who_drips_is_cut_off_at_the_deadline(behaviour: Behaviour) -> None:
    with somebody(behaviour) as url, pytest.raises(NoAnswer, match="TimeoutError"):
        http_call("GET", url, seconds=0.3)


def test_an_endless_answer_is_not_taken_in() -> None:
    with somebody(floods) as url, pytest.raises(NoAnswer, match=r"1,000,000 bytes"):
        http_call("GET", url, seconds=5, most_bytes=1_000_000)


def test_a_body_that_nobody_wants_is_not_waited_for() -> None:
    with somebody(drips(HEAD + b"\r\n")) as url:
        assert http_call("GET", url, seconds=5, most_bytes=0).status == 200


@pytest.mark.parametrize("answer", [b"", b"SSH-2.0-x\r\n", HEAD + b"Content-Length: 9\r\n\r\nhell"])
def test_what_is_no_whole_answer_is_none(answer: bytes) -> None:
    with somebody(says(answer)) as url, pytest.raises(NoAnswer):
        http_call("GET", url, seconds=5)


def test_nobody_there_means_that_nothing_was_asked_for() -> None:
    with pytest.raises(NotConnected):
        http_call("GET", "http://127.0.0.1:9", seconds=1)
    with pytest.raises(ValueError, match="https://"):
        http_call("GET", "ftp://example.com", seconds=1)
