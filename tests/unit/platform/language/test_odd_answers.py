"""Whatever an endpoint sends instead of an answer, it costs at most what was held for it, nobody pays
twice for the same, and the agent has its template.
"""

import json
from collections.abc import Iterator

import pytest

from baton.language.endpoint import Completion
from baton.language.generation import StreamedText, Written, WrittenBy
from baton.language.models import PRICES
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.model_server import (
    Act,
    Exchange,
    ModelServer,
    completion,
    model_server,
    refuses,
    resets,
    says,
    sends,
    streams,
)
from tests.unit.platform.language.world import PROMPT, TEMPLATE, Letter, World, ask

GOOD = '{"subject": "Hello Ann", "text": "Good day."}'
MODEL = PRICES.models["gpt-4.1-mini"]


@pytest.fixture(scope="module")
def running() -> Iterator[ModelServer]:
    with model_server() as found:
        yield found


@pytest.fixture
def server(running: ModelServer) -> ModelServer:
    running.asked.clear()
    return running


@pytest.fixture
def world() -> World:
    return World()


def write(world: World, server: ModelServer, **changes: object) -> Written[Letter]:
    return world.gateway(server.url).write(ask(**changes))


def spoken(world: World, server: ModelServer) -> list[str | Written[StreamedText]]:
    speech = ask(form=StreamedText, template=lambda: StreamedText(text="Please write to us."))
    return list(world.gateway(server.url).speak(speech))  # type: ignore[arg-type]


def test_a_count_that_cannot_be_right_is_charged_as_the_worst_case_and_told(
    world: World, server: ModelServer, capsys: pytest.CaptureFixture[str]
) -> None:
    for usage in ((10**9, 20), (100, 10**9), (10**30, 1)):
        before = world.committed
        server.script(says(GOOD, usage=usage))
        written = write(world, server, fresh=True)
        assert written.written_by is WrittenBy.MODEL
        assert (written.tokens_in, written.tokens_out) == (0, 0)
        assert world.committed - before == written.cost_micros < MODEL.cost(10_000, 200)
    assert capsys.readouterr().out.count('"LanguageUsageDoubted":1') == 3


@pytest.mark.parametrize(
    "usage", [[1, 2], "many", -5, {"prompt_tokens": -5}, {"prompt_tokens": 1.5}]
)
def test_a_good_answer_with_a_count_of_another_form_is_taken_at_the_worst_case(
    world: World, server: ModelServer, usage: object
) -> None:
    choice = {"message": {"content": GOOD}, "finish_reason": "stop"}
    body = {"model": "gpt-4.1-mini", "choices": [choice], "usage": usage}
    server.script(sends(json.dumps(body).encode()))
    written = write(world, server)
    assert (written.written_by, len(server.asked)) == (WrittenBy.MODEL, 1)
    assert 0 < written.cost_micros == world.committed < MODEL.cost(10_000, 200)


@pytest.mark.parametrize(
    "body",
    [
        b'{"choices": [], "choices": [{"message": {"content": "{}"}}]}',
        b"[" * 200_000,
        b'{"choices": ' + b"[" * 200_000,
        b'{"choices": [{"message": {"content": {"text": "x"}}}]}',
        b'{"choices": [{"message": 5}]}',
        b'{"choices": "none"}',
        b"null",
        b"",
        b"\xff\xfe",
    ],
)
def test_a_body_of_another_form_is_paid_for_twice_at_the_most(
    world: World, server: ModelServer, body: bytes
) -> None:
    server.script(sends(body))
    written = write(world, server)
    assert (written.value, len(server.asked)) == (TEMPLATE, 2)
    assert "another form" in written.reason
    assert not world.platform.spending.day(NOON.date()).open_calls
    assert world.platform.breakers.circuits["language model"].failures == 2


@pytest.mark.parametrize(
    ("error", "calls"),
    [
        ({"message": "no", "code": "model_not_found"}, 1),
        ({"message": "no", "type": "invalid_request_error", "code": None}, 1),
        ({"message": "no", "code": "insufficient_quota"}, 1),
        ({"message": "no", "code": 400}, 1),
        ("no", 1),
        ({"message": "slow down", "code": 429}, 5),
        ({"message": "slow down", "type": "rate_limit_exceeded"}, 5),
        ({"message": "oh", "code": "server_error"}, 5),
        ({"message": "oh", "code": 503}, 5),
        ({"message": "key", "code": "invalid_api_key"}, 2),
    ],
)
def test_an_error_with_status_200_is_an_error_and_costs_nothing(
    world: World, server: ModelServer, error: object, calls: int
) -> None:
    server.script(sends(json.dumps({"error": error}).encode()))
    written = write(world, server)
    assert (written.value, len(server.asked)) == (TEMPLATE, calls)
    assert (written.cost_micros, world.committed) == (0, 0)
    assert "answers with an error" in written.reason


@pytest.mark.parametrize("status", [200, 404, 500])
def test_an_answer_that_does_not_end_is_cut_off_whatever_its_status(
    world: World, server: ModelServer, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baton.language.openai_endpoint.LONGEST_ANSWER", 100_000)
    monkeypatch.setattr("baton.language.paid_calls.TRY_SECONDS", 0.3)
    for act in (endless(status, 0.05, 1), endless(status, 0.0, 50_000)):
        server.asked.clear()
        server.script(act)
        written = write(world, server, fresh=True)
        assert written.value == TEMPLATE
        world.platform.clock.advance(300)


def endless(status: int, seconds: float, size: int) -> Act:
    """A body of which ``size`` bytes come every so many seconds, as long as somebody listens."""

    def act(exchange: Exchange) -> None:
        exchange.drip([b"x" * size] * 2_000, seconds, "application/json", status)

    return act


def test_an_error_at_the_beginning_of_a_stream_costs_nothing(
    world: World, server: ModelServer
) -> None:
    error = json.dumps({"error": {"message": "no", "code": "content_policy"}}).encode()
    server.script(
        lambda exchange: exchange.drip([b"data: ", error, b"\n\n"], 0, "text/event-stream")
    )
    *_, whole = spoken(world, server)
    assert isinstance(whole, Written)
    assert (whole.written_by, whole.calls, world.committed) == (WrittenBy.TEMPLATE, 1, 0)


@pytest.mark.parametrize("odd", ["[" * 200_000, "x\ud800y", '{"subject": "\\ud800", "text": "x"}'])
def test_an_odd_answer_is_corrected_like_any_other(
    world: World, server: ModelServer, odd: str
) -> None:
    server.script(says(odd), says(GOOD))
    written = write(world, server)
    assert (written.written_by, written.calls) == (WrittenBy.MODEL, 2)


def test_half_a_surrogate_pair_is_replaced_wherever_it_comes_from(
    world: World, server: ModelServer
) -> None:
    server.script(says('{"subject": "Hello \ud83d\ude00 \ud800", "text": "Good day."}'))
    assert write(world, server).value.subject == "Hello \U0001f600 \ufffd"
    server.script(streams("Good \ud800", "day."))
    assert "".join(map(str, spoken(world, server)[:-1])) == "Good \ufffdday."
    server.script(says(GOOD))
    assert write(world, server, values={"first_name": "A\ud800"}).written_by is WrittenBy.MODEL


@pytest.mark.parametrize("name", ["x" * 300_000, "a\nb", "\ud800", 5, None, ["x"], ""])
def test_a_model_with_an_odd_name_has_the_name_it_was_called_by(
    world: World, server: ModelServer, name: object
) -> None:
    body = json.loads(completion(GOOD, usage=(100, 20)))
    server.script(sends(json.dumps({**body, "model": name}).encode()))
    assert write(world, server).model == PROMPT.model


def test_a_fault_that_nobody_expects_settles_its_hold_and_tells_the_breaker(world: World) -> None:
    class Broken:
        def complete(self, call: object) -> Completion:
            raise MemoryError

        def stream(self, call: object) -> Iterator[str | Completion]:
            raise ZeroDivisionError

        def renew(self) -> None:
            """There is no key."""

    written = world.gateway(Broken()).write(ask())
    assert written.reason == "The call to the model failed as nobody expected (MemoryError)."
    assert not world.platform.spending.day(NOON.date()).open_calls
    assert world.committed == written.cost_micros > 0
    assert world.platform.breakers.circuits["language model"].failures == 1


@pytest.mark.parametrize("bad", [says("no JSON"), resets, sends(b"null"), sends(b"{}")])
def test_what_was_paid_for_in_vain_is_not_asked_again_at_once(
    world: World, server: ModelServer, bad: Act
) -> None:
    server.script(bad)
    first = write(world, server)
    asked, paid = len(server.asked), world.committed
    for _ in range(2):
        again = write(world, server)
        assert again.value == first.value == TEMPLATE
        assert "not paid for twice" in again.reason
    assert (len(server.asked), world.committed) == (asked, paid)
    assert "not paid for twice" not in write(world, server, values={"first_name": "Bob"}).reason
    world.platform.clock.advance(16 * 60)
    server.script(says(GOOD))
    assert write(world, server).written_by is WrittenBy.MODEL


def test_what_cost_nothing_may_be_asked_again_at_once(world: World, server: ModelServer) -> None:
    server.script(refuses(400))
    write(world, server)
    server.script(says(GOOD))
    assert write(world, server).written_by is WrittenBy.MODEL
