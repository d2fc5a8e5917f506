"""Calls of the local AWS share workers: few start at once, and what comes free is taken first."""

import threading
from collections.abc import Callable

import pytest

from infra.local.worker_starts import LONGEST, WorkerStarts

MOST = 2


class Pool:
    """Workers of functions, which come free when somebody says so, and a clock that is set."""

    def __init__(self) -> None:
        self.now, self.free, self.made = 0.0, 0, 0
        self.starts = WorkerStarts(MOST, clock=lambda: self.now)
        self.got: list[str] = []

    def call(self, function: str = "api") -> str:
        return self.starts.take(function, lambda: self.free > 0, self._acquire)

    def waiting(self, who: str) -> threading.Thread:
        """Somebody who calls, and stands in line before this goes on."""
        lines = self.starts._lines
        before = len(lines.get("api", ()))
        thread = threading.Thread(target=lambda: self.got.append(f"{who}: {self.call()}"))
        thread.start()
        until(lambda: len(lines["api"]) > before)
        return thread

    def one_comes_free(self) -> None:
        self.free += 1
        self.starts.freed()

    def _acquire(self) -> tuple[str, bool]:
        if self.free:
            self.free -= 1
            return "free", False
        self.made += 1
        return f"new {self.made}", True


def until(holds: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(2_000):
        if holds():
            return
        pause.wait(0.005)
    pytest.fail("it did not happen in ten seconds")


@pytest.fixture
def pool() -> Pool:
    return Pool()


def test_no_more_start_together_than_may_and_who_waits_takes_what_comes_free_in_line(
    pool: Pool,
) -> None:
    assert [pool.call(), pool.call()] == ["new 1", "new 2"]
    waiting = [pool.waiting("first"), pool.waiting("second")]
    for number in (1, 2):
        pool.one_comes_free()
        until(lambda number=number: len(pool.got) == number)
    for one in waiting:
        one.join()
    assert pool.got == ["first: free", "second: free"]
    assert pool.made == MOST


def test_a_start_that_ended_gives_its_turn_to_another_and_so_does_one_that_hangs(
    pool: Pool,
) -> None:
    pool.call(), pool.call()
    pool.starts.ended("new 1")
    assert pool.call() == "new 3"
    pool.now = LONGEST
    assert pool.call() == "new 4"


def test_one_functions_line_holds_up_no_other_function(pool: Pool) -> None:
    pool.call(), pool.call()
    first = pool.waiting("api")
    other = threading.Thread(target=lambda: pool.got.append(f"mail: {pool.call('mail')}"))
    other.start()
    pool.starts.ended("new 1")
    pool.starts.ended("new 2")
    for one in (first, other):
        one.join(10)
    assert {one.partition(":")[0] for one in pool.got} == {"api", "mail"}


def test_many_threads_at_once_never_start_more_than_may() -> None:
    under_way, seen, lock = set[object](), list[int](), threading.Lock()
    starts = WorkerStarts(MOST)

    def acquire() -> tuple[object, bool]:
        made = object()
        with lock:
            under_way.add(made)
            seen.append(len(under_way))
        return made, True

    def call() -> None:
        made = starts.take("api", lambda: False, acquire)
        with lock:
            under_way.discard(made)
        starts.ended(made)

    threads = [threading.Thread(target=call) for _ in range(40)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(seen) == 40
    assert max(seen) <= MOST
