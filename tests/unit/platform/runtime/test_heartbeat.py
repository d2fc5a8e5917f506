"""What a worker tells the agent registry, and what that may cost it."""

import threading
import time

import pytest

from baton.core.errors import Unavailable
from baton.runtime import heartbeat as module
from baton.runtime.agent_status import HALF_LIFE, WorkerReport
from baton.runtime.heartbeat import AWAY_SECONDS, EVERY_SECONDS, Heartbeat
from tests.fakes.platform.clock import SteerableClock


class Ticks:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Registry:
    """Keeps what is sent to it, or fails, or hangs."""

    def __init__(self) -> None:
        self.sent: list[WorkerReport] = []
        self.error: Exception | None = None
        self.tries = 0
        self.open = threading.Event()
        self.open.set()

    def __call__(self, report: WorkerReport) -> None:
        self.tries += 1
        self.open.wait(10)
        if self.error:
            raise self.error
        self.sent.append(report)


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def registry() -> Registry:
    return Registry()


@pytest.fixture
def activity(registry: Registry, ticks: Ticks) -> Heartbeat:
    return Heartbeat("engagement", "w-1", registry, SteerableClock(), ticks)


def work(activity: Heartbeat, milliseconds: float = 10, *, failed: bool = False) -> None:
    activity.begin()
    activity.end(milliseconds, failed=failed)


def test_the_first_task_is_reported_when_it_is_over(
    activity: Heartbeat, registry: Registry
) -> None:
    work(activity, 12.5, failed=True)
    (report,) = registry.sent
    assert (report.agent, report.worker) == ("engagement", "w-1")
    assert (report.tasks, report.failed, report.milliseconds) == (1, 1, 12.5)


def test_what_makes_an_agent_unavailable_or_available_is_reported_at_once(
    activity: Heartbeat, registry: Registry
) -> None:
    for _ in range(7):
        activity.begin()
        activity.end(10, failed=True, ill=True)
    assert [one.failures for one in registry.sent] == [1, 5]
    work(activity)
    assert [one.failures for one in registry.sent] == [1, 5, 0]
    assert registry.sent[-1].succeeded_at is not None


def test_a_wrong_task_is_no_illness_of_the_agent(activity: Heartbeat, registry: Registry) -> None:
    work(activity, failed=True)
    (report,) = registry.sent
    assert (report.failed, report.failures) == (1, 0)


def test_a_burst_is_one_report_every_five_seconds_with_every_task_in_it(
    activity: Heartbeat, registry: Registry, ticks: Ticks
) -> None:
    for number in range(1_000):
        ticks.now = number * EVERY_SECONDS / 500
        work(activity)
    assert len(registry.sent) == 2
    assert registry.sent[1].tasks == pytest.approx(501, rel=0.02)
    assert registry.sent[1].milliseconds == pytest.approx(10 * registry.sent[1].tasks, rel=1e-3)


def test_old_tasks_fade(activity: Heartbeat, registry: Registry, ticks: Ticks) -> None:
    work(activity, 100)
    ticks.now = HALF_LIFE.total_seconds()
    activity.write()
    assert (registry.sent[-1].tasks, registry.sent[-1].milliseconds) == (0.5, 50)


def test_a_registry_that_fails_fails_no_task_and_is_left_alone_for_a_minute(
    activity: Heartbeat, registry: Registry, ticks: Ticks
) -> None:
    registry.error = Unavailable("The database does not answer.")
    work(activity)
    ticks.now = AWAY_SECONDS - 1
    work(activity)
    assert registry.tries == 1
    registry.error, ticks.now = None, AWAY_SECONDS
    work(activity)
    assert registry.sent[0].tasks == pytest.approx(3, rel=0.2)


def test_a_registry_that_hangs_holds_a_task_up_for_a_moment_only(
    activity: Heartbeat, registry: Registry, ticks: Ticks
) -> None:
    registry.open.clear()
    for number in range(100):
        ticks.now = number * EVERY_SECONDS
        work(activity)  # would never end if it waited for the registry
    registry.open.set()
    assert registry.tries == 1


def test_a_long_task_is_reported_while_it_lasts(
    monkeypatch: pytest.MonkeyPatch, registry: Registry
) -> None:
    monkeypatch.setattr(module, "EVERY_SECONDS", 0.05)
    activity = Heartbeat("training", "w-1", registry, SteerableClock())
    work(activity)
    activity.begin()
    deadline = time.monotonic() + 10
    while len(registry.sent) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    activity.end(500, failed=False)
    assert len(registry.sent) >= 3
    assert registry.sent[1].tasks == pytest.approx(1, rel=0.01)
