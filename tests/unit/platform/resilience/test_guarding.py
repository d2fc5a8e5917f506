"""What fails outside is left alone, in time and by everybody."""

from typing import NoReturn

import pytest

from baton.core.errors import NotFound, Unavailable
from baton.effects.effect import Effect
from baton.effects.guarded import GuardedSender
from baton.effects.sender import OutboundMessage, ProviderUnavailable, Rejected
from baton.resilience.breaker import Breaker, CircuitOpen
from baton.resilience.dependencies import Dependency
from baton.resilience.guarding import Guard
from tests.fakes.leads.outbound import Outward
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.effects import FakeSender
from tests.fakes.platform.transaction import Ground


def down() -> NoReturn:
    raise Unavailable("nobody at home")


def a_breaker(platform: FakePlatform) -> Breaker:
    return Breaker(Dependency.EPISODES.value, platform.breakers, platform.clock, platform.sleep)


def failures(platform: FakePlatform) -> int:
    kept = platform.breakers.circuits.get(Dependency.EPISODES.value)
    return kept.failures if kept else 0


def test_after_five_failures_nobody_is_asked_until_a_probe_succeeds() -> None:
    platform = FakePlatform()
    guards = [Guard(a_breaker(platform), "go without") for _ in range(5)]
    for guard in guards:
        with pytest.raises(Unavailable, match="nobody at home"):
            guard.call(down)
    asked: list[int] = []
    with pytest.raises(CircuitOpen):
        guards[0].call(lambda: asked.append(1))
    platform.clock.advance(301)
    guards[1].call(lambda: asked.append(2))
    guards[2].call(lambda: asked.append(3))
    assert asked == [2, 3]
    assert failures(platform) == 0


def test_a_call_that_goes_well_costs_one_read() -> None:
    platform = FakePlatform()
    assert Guard(a_breaker(platform), "").call(lambda: "found") == "found"
    assert platform.faults.calls == ["breakers.read"]


def test_a_refusal_is_an_answer_and_a_fault_of_ours_says_nothing() -> None:
    platform = FakePlatform()
    guard = Guard(a_breaker(platform), "")

    def missing() -> NoReturn:
        raise NotFound("episode", "1")

    def broken() -> NoReturn:
        raise KeyError

    with pytest.raises(Unavailable):
        guard.call(down)
    with pytest.raises(KeyError):
        guard.call(broken)
    assert failures(platform) == 1
    with pytest.raises(NotFound):
        guard.call(missing)
    assert failures(platform) == 0


def test_breakers_that_do_not_answer_hold_nothing_up() -> None:
    platform = FakePlatform()
    platform.faults.fail("breakers")
    assert Guard(a_breaker(platform), "").call(lambda: "found") == "found"


def an_effect() -> Effect:
    return Outward().effect()


@pytest.mark.parametrize(
    ("error", "counted"),
    [(Unavailable("no answer"), 1), (ProviderUnavailable("busy"), 0), (Rejected("never"), 0)],
)
def test_a_sender_that_does_not_answer_is_left_alone(error: Exception, counted: int) -> None:
    platform = FakePlatform()
    sender = GuardedSender(FakeSender(Ground(platform.faults)), a_breaker(platform))
    platform.faults.fail("sender", error)
    with pytest.raises(type(error)):
        sender.carry_out(an_effect(), OutboundMessage(""))
    assert failures(platform) == counted


def test_while_the_circuit_is_open_nothing_is_handed_in_and_the_effect_is_put_off() -> None:
    platform = FakePlatform()
    inner = FakeSender(Ground(platform.faults))
    sender = GuardedSender(inner, a_breaker(platform))
    platform.faults.fail("sender", times=5)
    for _ in range(5):
        with pytest.raises(Unavailable):
            sender.carry_out(an_effect(), OutboundMessage(""))
    with pytest.raises(ProviderUnavailable, match="is not called before"):
        sender.carry_out(an_effect(), OutboundMessage(""))
    assert inner.keys == []
