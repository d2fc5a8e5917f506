"""The day's budget is never overspent: not by workers that race, nor by workers that die."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from baton.language.budget import Day, Rules, Switch
from baton.language.endpoint import Call, Completion, ModelFault
from baton.language.events import LANGUAGE_BUDGET_ALERT
from baton.language.generation import WrittenBy
from baton.language.models import PRICES
from baton.resilience.retry import FailedAttempt, FaultKind
from tests.fakes.platform.clock import NOON
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Crash
from tests.fakes.platform.turns import Turns
from tests.unit.platform.language.world import PROMPT, World, ask

GOOD = '{"subject": "Hello", "text": "Good day."}'
MODEL = PRICES.models[PROMPT.model]
TODAY = NOON.date()


@dataclass
class FakeEndpoint:
    """Answers well, after ``before``; ``tokens`` are what each answer takes, one after the other."""

    platform: FakePlatform
    tokens: Callable[[], int] = lambda: 150
    faults: list[ModelFault] = field(default_factory=list)
    spent: int = 0
    most: int = 0
    """the most that had really been spent at any time"""

    def complete(self, call: Call) -> Completion:
        with self.platform.faults.at("model.complete"):
            tokens = self.tokens()
            self.spent += MODEL.cost(tokens, tokens)
            self.most = max(self.most, self.spent)
            if self.faults:
                raise self.faults.pop(0)
            return Completion(GOOD, "fake-1", "stop", tokens, tokens)

    def stream(self, call: Call) -> Iterator[str | Completion]:
        raise NotImplementedError

    def renew(self) -> None:
        """There is no key."""


def worst() -> int:
    """What one call may cost, as the gateway reckons."""
    world = World()
    endpoint = FakeEndpoint(world.platform)
    world.platform.faults.crash_at(6, after=True)  # dies when the model has answered
    with pytest.raises(Crash):
        world.gateway(endpoint).write(ask())
    world.platform.faults.clear()
    return world.committed


WORST = worst()


@pytest.mark.parametrize("workers", [2, 10])
@pytest.mark.parametrize("seed", range(40))
def test_workers_that_race_for_the_last_of_the_budget_never_overspend(
    seed: int, workers: int
) -> None:
    turns = Turns(seed)
    world = World(FakePlatform(faults=turns), Rules(limit=3 * WORST, alert_at=2 * WORST))
    endpoint = FakeEndpoint(world.platform, tokens=lambda: turns.random.choice([5, 100, 200]))
    endpoint.faults = [
        ModelFault("lost", FailedAttempt(FaultKind.UNAVAILABLE), charged=True) for _ in range(2)
    ]
    over: list[Day] = []

    def look() -> None:
        day = world.platform.spending.days.get(TODAY, Day(TODAY))
        if day.committed > world.rules.limit or endpoint.spent > day.committed:
            over.append(day)

    def work() -> None:
        for number in range(3):
            world.gateway(endpoint).write(ask(fresh=True, values={"first_name": f"A{number}"}))

    assert turns.play(*[work] * workers, between=look) == [None] * workers
    day = world.platform.spending.days[TODAY]
    assert not over
    assert endpoint.spent <= day.committed == day.charged <= world.rules.limit
    assert not day.open_calls
    refused = [one for one in world.told if one.written_by is WrittenBy.TEMPLATE]
    if workers > 2:
        assert any("The day's budget of" in one.reason for one in refused)


@pytest.mark.parametrize(("alert_at", "calls"), [(80 * WORST, 8), (WORST, 10)])
def test_a_worker_that_dies_anywhere_leaves_its_worst_case_in_the_budget(
    alert_at: int, calls: int, capsys: pytest.CaptureFixture[str]
) -> None:
    crashes = held = 0
    for call in range(1, 20):
        for after in (False, True):
            world = World(rules=Rules(limit=100 * WORST, alert_at=alert_at))
            endpoint = FakeEndpoint(world.platform)
            world.platform.faults.crash_at(call, after=after)
            try:
                world.gateway(endpoint).write(ask())
                continue
            except Crash:
                crashes += 1
            world.platform = world.platform.restarted()
            day = world.platform.spending.day(TODAY)
            assert endpoint.spent <= day.committed
            if day.open_calls:
                held += 1
                assert day.committed == WORST
            written = world.gateway(FakeEndpoint(world.platform)).write(ask(fresh=True))
            assert written.written_by is WrittenBy.MODEL
            assert world.committed == day.committed + MODEL.cost(150, 150)
            if day.open_calls and alert_at == WORST:
                ids = {message.message_id for _, message in world.platform.bus.events}
                assert len(ids) == 1, "people are told, and a second telling is recognised"
    assert crashes == 2 * calls  # at every port call, before and after it
    with capsys.disabled():
        print(f"\n  a paid call: {crashes} crashes, {held} leave a hold", end="")  # noqa: T201 - the count belongs in the output


@pytest.mark.parametrize("lost", ["spending.hold", "spending.settle"])
def test_an_answer_of_the_budget_that_is_lost_never_overspends(lost: str) -> None:
    world = World(rules=Rules(limit=3 * WORST, alert_at=3 * WORST))
    endpoint = FakeEndpoint(world.platform)
    world.platform.faults.fail(lost, after=True)
    for _ in range(5):
        world.gateway(endpoint).write(ask(fresh=True))
    assert endpoint.spent <= world.committed <= world.rules.limit


@pytest.mark.parametrize("seed", range(20))
def test_an_event_that_comes_three_times_pays_once(seed: int) -> None:
    turns = Turns(seed)
    world = World(FakePlatform(faults=turns))
    endpoint = FakeEndpoint(world.platform)
    turns.play(*[lambda: world.gateway(endpoint).write(ask())] * 3)
    assert endpoint.spent == MODEL.cost(150, 150) == world.committed
    assert any(one.written_by is WrittenBy.MODEL for one in world.told)


def test_people_are_told_when_a_call_is_settled_if_the_bus_was_silent_before() -> None:
    world = World(rules=Rules(limit=10 * WORST, alert_at=1))
    world.platform.faults.fail("bus", times=1)
    world.gateway(FakeEndpoint(world.platform)).write(ask())
    assert len(world.platform.bus.events) == 1


def test_people_are_told_once_at_the_alert(capsys: pytest.CaptureFixture[str]) -> None:
    world = World(rules=Rules(limit=10 * WORST, alert_at=2 * WORST))
    gateway = world.gateway(FakeEndpoint(world.platform, tokens=lambda: 200))
    for _ in range(12):
        gateway.write(ask(fresh=True))
    ((name, message),) = world.platform.bus.events
    assert name == LANGUAGE_BUDGET_ALERT.name
    assert message.payload["committed_usd"] >= 2 * WORST / 1e6
    assert capsys.readouterr().out.count('"LanguageBudgetAlerts":1') == 1


def test_an_alert_that_the_bus_does_not_take_is_told_at_the_next_call() -> None:
    world = World(rules=Rules(limit=10 * WORST, alert_at=WORST))
    gateway = world.gateway(FakeEndpoint(world.platform))
    world.platform.faults.fail("bus", times=1)
    for _ in range(3):
        assert gateway.write(ask(fresh=True)).written_by is WrittenBy.MODEL
    assert len({message.message_id for _, message in world.platform.bus.events}) == 1


def test_what_is_left_of_a_day_is_not_there_the_next_but_a_whole_limit_is() -> None:
    world = World(rules=Rules(limit=WORST, alert_at=WORST))
    gateway = world.gateway(FakeEndpoint(world.platform))
    assert gateway.write(ask(fresh=True)).written_by is WrittenBy.MODEL
    refused = gateway.write(ask(fresh=True))
    assert "left, and this call may cost $" in refused.reason
    world.platform.clock.advance(86_400)
    assert gateway.write(ask(fresh=True)).written_by is WrittenBy.MODEL


@pytest.mark.parametrize("seed", range(40))
def test_no_call_begins_after_the_switch_was_turned(seed: int) -> None:
    turns = Turns(seed)
    world = World(FakePlatform(faults=turns))
    begun: list[bool] = []
    endpoint = FakeEndpoint(world.platform)

    def work() -> None:
        gateway = world.gateway(endpoint)
        for number in range(4):
            stopped = world.platform.spending.turned.stopped
            before = endpoint.spent
            written = gateway.write(ask(fresh=True, values={"first_name": str(number)}))
            if stopped:
                begun.append(written.calls > 0 or written.written_by is WrittenBy.MODEL)
            assert before <= endpoint.spent

    def operate() -> None:
        world.platform.spending.turn(Switch(stopped=True, reason="enough"))

    errors = turns.play(work, work, operate)
    assert errors == [None] * 3
    assert not any(begun)
