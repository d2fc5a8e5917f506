"""Each kind of fault of a dependency is met as its wiring says, as often, and with what replaces it."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from baton.core.errors import Unavailable
from baton.resilience.breaker import Breaker, CircuitOpen
from baton.resilience.guarding import Guard
from baton.resilience.outgoing_http import HttpAnswer, NoAnswer, NotConnected
from baton.resilience.recovery import (
    HttpDependency,
    KeyRefused,
    Recovery,
    ServerFault,
    Throttled,
)
from baton.resilience.retry import FaultKind
from tests.fakes.platform.breakers import FakeBreakers
from tests.fakes.platform.clock import SteerableClock
from tests.fakes.platform.transaction import Ground

INSTEAD = {kind: f"instead of {kind}" for kind in FaultKind}
RECOVERY = Recovery("The other side", seconds=100, each=10, instead=INSTEAD)
FINE = HttpAnswer(200, {}, b"{}")

Said = HttpAnswer | Exception


def status(code: int, **headers: str) -> HttpAnswer:
    return HttpAnswer(code, headers, b"")


class OtherSide:
    """Says one thing after another, the last for ever. ``keys`` are those that it was called with."""

    def __init__(self, *says: Said, recovery: Recovery = RECOVERY, guard: Guard | None = None):
        self.says = list(says)
        self.keys: list[str] = []
        self.naps: list[float] = []
        self.now, self.takes, self.key = 0.0, 0.0, "old"
        self.dependency = HttpDependency(
            recovery,
            self._nap,
            self._renew,
            guard=recovery.guard(guard),
            http=self._http,
            chance=lambda: 1.0,
            clock=lambda: self.now,
        )

    def call(self) -> HttpAnswer:
        return self.dependency.call("GET", "https://other", headers=lambda: {"key": self.key})

    def _http(self, *_: str, headers: Mapping[str, str], seconds: float, **__: Any) -> HttpAnswer:
        self.keys.append(headers["key"])
        self.now += min(self.takes, seconds)
        said = self.says.pop(0) if len(self.says) > 1 else self.says[0]
        if isinstance(said, Exception):
            raise said
        return said

    def _nap(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds

    def _renew(self) -> None:
        self.key = "new"


@pytest.mark.parametrize(
    ("said", "tries", "error"),
    [
        (NoAnswer("late"), 3, NoAnswer),
        (NotConnected("down"), 5, NotConnected),
        (status(503), 5, ServerFault),
        (status(429), 5, Throttled),
        (status(401), 2, KeyRefused),
        (status(403), 2, KeyRefused),
    ],
)
def test_a_fault_is_tried_as_often_as_its_kind_says_and_told(
    said: Said, tries: int, error: type[Unavailable]
) -> None:
    other = OtherSide(said)
    with pytest.raises(error):
        other.call()
    assert len(other.keys) == tries


@pytest.mark.parametrize("code", [200, 400, 402, 404, 422])
def test_an_answer_is_taken_and_a_refusal_is_one(code: int) -> None:
    other = OtherSide(status(code))
    assert other.call().status == code
    assert (len(other.keys), other.naps) == (1, [])


@pytest.mark.parametrize("said", [NoAnswer("late"), NotConnected("down"), status(500), status(429)])
def test_what_passes_is_answered_after_a_wait(said: Said) -> None:
    other = OtherSide(said, FINE)
    assert other.call() is FINE
    assert other.naps == [0.5]


def test_who_throttles_is_left_alone_as_long_as_it_says() -> None:
    other = OtherSide(status(429, **{"retry-after": "7"}), FINE)
    assert other.call() is FINE
    assert other.naps == [7.5]


def test_a_key_that_is_refused_is_read_anew_once() -> None:
    other = OtherSide(status(401), FINE)
    assert other.call() is FINE
    assert other.keys == ["old", "new"]


def test_all_tries_and_waits_end_with_their_time() -> None:
    other = OtherSide(NoAnswer("late"), recovery=Recovery("It", 12, 10, INSTEAD))
    other.takes = 10
    with pytest.raises(NoAnswer):
        other.call()
    assert other.now <= 12
    throttled = OtherSide(status(429, **{"retry-after": "200"}))
    with pytest.raises(Throttled):
        throttled.call()
    assert throttled.naps == []


def test_five_tries_without_it_open_its_circuit_and_five_throttled_ones_do_not() -> None:
    clock = SteerableClock()

    def guard(store: FakeBreakers) -> Guard:
        return Guard(Breaker("it", store, clock, lambda _: None), "nothing")

    for said, opens in ((status(500), True), (status(429), False), (status(401), False)):
        other = OtherSide(said, guard=guard(FakeBreakers(Ground())))
        with pytest.raises(Unavailable):
            other.call()
        asked, again = len(other.keys), _raised(other.call)
        assert (isinstance(again, CircuitOpen), len(other.keys) == asked) == (opens, opens)


def test_a_table_that_leaves_a_kind_out_is_refused() -> None:
    lacking = {kind: "x" for kind in FaultKind if kind is not FaultKind.THROTTLED}
    with pytest.raises(ValueError, match="throttled"):
        Recovery("It", 1, 1, lacking)


def _raised(call: Callable[[], object]) -> Exception | None:
    try:
        call()
    except Unavailable as error:
        return error
    return None
