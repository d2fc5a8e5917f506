"""No answer of a model's endpoint takes longer than the call may, or more memory than it needs."""

import gzip
import json
import time

import pytest

from baton.core.clock import now
from baton.language.endpoint import Call, ModelFault
from baton.language.openai_endpoint import OpenAiEndpoint
from tests.fakes.platform.effects import FakeSecret
from tests.fakes.platform.socket_server import Behaviour, drips, says, somebody

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
SECONDS = 0.5
ANSWER = json.dumps({"choices": [{"message": {"content": "yes"}}]}).encode()


def asked(behaviour: Behaviour, how: str, seconds: float = 10.0) -> str:
    call = Call(model="m", messages=(("user", "hi"),), parameters={}, seconds=seconds)
    with somebody(behaviour) as url:
        endpoint = OpenAiEndpoint(url, FakeSecret("sk-secret"), now)
        return (
            endpoint.complete(call).text if how == "complete" else str(list(endpoint.stream(call)))
        )


@pytest.mark.parametrize("how", ["complete", "stream"])
@pytest.mark.parametrize(
    "behaviour",
    [
        drips(b""),
        drips(b"HTTP/1.1 200 OK\r\nX-Slow: "),
        drips(b"", INTERIM),
        drips(CHUNKED, b"1\r\nx\r\n"),
        drips(CHUNKED + b"1;"),
        drips(CHUNKED + b"0\r\n", b"X: y\r\n"),
        drips(HEAD.replace(b"200 OK", b"500 Oh") + b"\r\n"),
    ],
    ids=["status", "header", "interim", "body", "extension", "trailer", "error"],
)
def test_who_drips_is_cut_off_when_the_time_is_over(behaviour: Behaviour, how: str) -> None:
    asked(says(HEAD + b"\r\n" + ANSWER), "complete")  # imports are no work of the answer
    begun = time.monotonic()
    with pytest.raises(ModelFault, match="did not answer in time"):
        asked(behaviour, how, SECONDS)
    assert time.monotonic() - begun < 4 * SECONDS


@pytest.mark.parametrize("how", ["complete", "stream"])
@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (
            HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(ANSWER),
            "connection .* was lost",
        ),
        (b"HTTP/1.1 307 There\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n", "status 307"),
    ],
    ids=["packed", "elsewhere"],
)
def test_what_was_not_asked_for_is_not_taken(answer: bytes, fault: str, how: str) -> None:
    with pytest.raises(ModelFault, match=fault):
        asked(says(answer), how)


def test_an_interim_answer_is_not_the_answer() -> None:
    assert asked(says(INTERIM * 3 + HEAD + b"\r\n" + ANSWER), "complete") == "yes"
