"""A circuit breaker opens at five failures, for 300 s, and lets one probe through for all workers."""

import random
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from baton.core.errors import Unavailable
from baton.resilience.breaker import CALM_FOR, Breaker, CircuitOpen, Permit
from baton.resilience.circuit import Circuit, CircuitState, Limits
from tests.fakes.platform.breakers import FakeBreakers
from tests.fakes.platform.clock import NOON, SteerableClock
from tests.fakes.platform.faults import Crash
from tests.fakes.platform.transaction import Ground

LIMITS = Limits()


class World:
    """Some workers with one dependency."""

    def __init__(self, workers: int = 2) -> None:
        self.ground = Ground()
        self.store = FakeBreakers(self.ground)
        self.clock = SteerableClock()
        self.workers = [
            Breaker("the model", self.store, self.clock, lambda _: None) for _ in range(workers)
        ]

    def fail(self, times: int) -> None:
        for _ in range(times):
            self.workers[0].enter().failed()

    @property
    def circuit(self) -> Circuit:
        return self.store.circuits.get("the model", Circuit())


@pytest.fixture
def world() -> World:
    return World()


def test_five_failures_in_a_row_open_it_for_everybody(world: World) -> None:
    world.fail(4)
    world.workers[1].enter().failed()
    for worker in world.workers:
        with pytest.raises(CircuitOpen, match="12:05:00"):
            worker.enter()


def test_a_success_in_between_begins_the_count_anew(world: World) -> None:
    world.fail(4)
    world.workers[1].enter().succeeded()
    world.fail(4)
    assert world.circuit.state(NOON) is CircuitState.CLOSED


def test_a_success_of_a_healthy_dependency_writes_nothing(world: World) -> None:
    world.workers[0].enter().succeeded()
    assert world.ground.faults.calls == ["breakers.read"]


def test_a_healthy_circuit_is_read_once_a_second_and_a_failure_at_once(world: World) -> None:
    worker, other = world.workers
    for _ in range(9):
        worker.enter().succeeded()
    assert world.ground.faults.calls == ["breakers.read"]
    for _ in range(5):
        other.enter().failed()
    worker.enter().unused()  # within the second, which began before
    world.clock.advance(1)
    with pytest.raises(CircuitOpen):
        worker.enter()


def test_after_300_seconds_one_worker_probes_and_the_others_wait(world: World) -> None:
    world.fail(5)
    world.clock.advance(299.9)
    with pytest.raises(CircuitOpen):
        world.workers[0].enter()
    world.clock.advance(0.1)
    probe = world.workers[0].enter()
    with pytest.raises(CircuitOpen):
        world.workers[1].enter()
    probe.succeeded()
    world.workers[1].enter().succeeded()
    assert world.circuit.state(world.clock()) is CircuitState.CLOSED


def test_a_probe_that_fails_opens_it_again(world: World) -> None:
    world.fail(5)
    world.clock.advance(300)
    world.workers[1].enter().failed()
    assert world.circuit.open_until == NOON + timedelta(seconds=600)


def test_a_prober_that_died_is_replaced(world: World) -> None:
    world.fail(5)
    world.clock.advance(300)
    world.workers[0].enter()
    world.clock.advance(LIMITS.probe_for.total_seconds())
    assert world.workers[1].enter().probing


def test_a_probe_that_was_not_made_is_given_to_the_next(world: World) -> None:
    world.fail(5)
    world.clock.advance(300)
    world.workers[0].enter().unused()
    assert world.workers[1].enter().probing


def test_what_was_begun_before_it_opened_changes_nothing_after(world: World) -> None:
    slow = [world.workers[1].enter() for _ in range(2)]
    world.fail(5)
    before = world.circuit
    slow[0].succeeded()
    slow[1].failed()
    assert world.circuit == before


def test_a_breaker_without_its_store_lets_calls_through(world: World) -> None:
    world.fail(5)
    world.ground.faults.fail("breakers", Unavailable("away"))
    world.workers[0].enter().failed()


def test_a_worker_that_dies_at_any_point_of_a_probe_leaves_a_circuit_that_recovers() -> None:
    crashes = 0
    for call in range(1, 6):
        for after in (False, True):
            world = World()
            world.fail(5)
            world.clock.advance(300)
            world.ground.faults.calls.clear()
            world.ground.faults.crash_at(call, after=after)
            try:
                world.workers[0].enter().succeeded()
            except Crash:
                crashes += 1
            world.ground.faults.clear()
            world.clock.advance(300)
            world.workers[1].enter().succeeded()
            assert world.circuit.state(world.clock()) is CircuitState.CLOSED
    assert crashes == 8  # two calls to enter, two to tell; before and after each


@pytest.mark.parametrize("seed", range(40))
def test_ten_workers_take_one_probe(seed: int) -> None:
    chance = random.Random(seed)
    world = World(workers=10)
    world.fail(5)
    world.clock.advance(300)
    order = threading.Barrier(10)
    probes: list[Permit] = []
    delays = [chance.random() / 1_000 for _ in range(10)]

    def probe(worker: Breaker, delay: float) -> None:
        order.wait()
        threading.Event().wait(delay)
        try:
            probes.append(worker.enter())
        except CircuitOpen:
            return

    threads = [
        threading.Thread(target=probe, args=pair)
        for pair in zip(world.workers, delays, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(probes) == 1


class Circuits(RuleBasedStateMachine):
    """Whatever happens in whatever order: never two probes, and no call while it is open, but by who saw
    it closed a moment before it opened and has not looked since.
    """

    @initialize()
    def begin(self) -> None:
        self.world = World(workers=3)
        self.under_way: list[Permit] = []

    @rule(worker=st.integers(0, 2))
    def enter(self, worker: int) -> None:
        now, before = self.world.clock(), self.world.circuit
        try:
            passage = self.world.workers[worker].enter()
        except CircuitOpen:
            assert before.open_until is not None
            return
        if passage.calm and before.open_until is not None:
            opened = before.open_until - LIMITS.open_for
            assert opened <= now < opened + CALM_FOR
        else:
            assert before.open_until is None or before.open_until <= now
            assert passage.probing == (before.open_until is not None)
        self.under_way.append(passage)

    @rule(which=st.integers(0, 9), ending=st.sampled_from(["succeeded", "failed", "unused"]))
    def end(self, which: int, ending: str) -> None:
        if self.under_way:
            getattr(self.under_way.pop(which % len(self.under_way)), ending)()

    @rule(seconds=st.sampled_from([1, 60, 120, 300]))
    def wait(self, seconds: int) -> None:
        self.world.clock.advance(seconds)

    @invariant()
    def it_opens_at_five_failures(self) -> None:
        if hasattr(self, "world"):
            circuit = self.world.circuit
            assert (circuit.failures >= LIMITS.failures) == (circuit.open_until is not None)


@pytest.fixture(autouse=True)
def _quiet(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    yield
    capsys.readouterr()


TestCircuits = Circuits.TestCase
TestCircuits.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
