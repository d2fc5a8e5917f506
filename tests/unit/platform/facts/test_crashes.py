"""A crash or a fault at any call of a port loses no fact, doubles none and brings nobody back."""

from collections.abc import Callable

import pytest

from baton.core.errors import Unavailable
from baton.privacy.personal_data import SubjectRecord
from tests.fakes.platform.faults import Crash
from tests.unit.platform.facts.sales import Keeping, sale
from tests.unit.platform.facts.test_laws import person

SALES = [sale(1, "c1"), sale(2, "c2"), sale(3, "c1", day=1)]
MORE = [sale(3, "c1", day=1), sale(4, "c2"), sale(5, "c2", day=1)]
ALL = [f"sale {number}" for number in range(1, 6)]


def appending(keeping: Keeping) -> None:
    keeping.append(SALES)


def compacting(keeping: Keeping) -> None:
    keeping.compaction.run()


def erasing(keeping: Keeping) -> None:
    keeping.personal.forget((), [person("c1")], {})


def prepared(work: Callable[[Keeping], None]) -> Keeping:
    keeping = Keeping()
    keeping.append(MORE, *([SALES] if work is not appending else []))
    keeping.platform.clock.advance(90 * 86_400)
    return keeping


def calls_of(work: Callable[[Keeping], None]) -> tuple[int, int]:
    """The port calls before and after the work."""
    keeping = prepared(work)
    before = len(keeping.platform.faults.calls)
    work(keeping)
    return before, len(keeping.platform.faults.calls)


@pytest.mark.parametrize("work", [appending, compacting, erasing])
@pytest.mark.parametrize("after", [False, True])
def test_work_that_dies_anywhere_is_done_by_the_next_try(
    work: Callable[[Keeping], None], after: bool
) -> None:
    first, last = calls_of(work)
    assert last > first
    for call in range(first + 1, last + 1):
        keeping = prepared(work)
        keeping.platform.faults.crash_at(call, after=after)
        with pytest.raises(Crash):
            work(keeping)
        alive = Keeping(keeping.platform.restarted())
        if work is compacting:
            assert alive.ids("sale") == ALL, call
        work(alive)
        expected = ["sale 2", "sale 4", "sale 5"] if work is erasing else ALL
        assert alive.ids("sale") == expected, call
        assert alive.compaction.run()[1]
        assert alive.ids("sale") == expected, call
        if work is erasing:
            assert not any(alive.platform.files.older.values()), call


@pytest.mark.parametrize("work", [appending, compacting, erasing])
def test_a_store_that_does_not_answer_is_said_and_tried_again(
    work: Callable[[Keeping], None],
) -> None:
    first, last = calls_of(work)
    for call in range(first + 1, last + 1):
        keeping = prepared(work)
        keeping.platform.faults.fail_at(call, after=True)
        with pytest.raises(Unavailable):
            work(keeping)
        work(keeping)
        assert set(keeping.ids("sale")) >= {"sale 2", "sale 4", "sale 5"}, call


class Beside:
    """Does something else at one call of a port, as another process would."""

    def __init__(self, keeping: Keeping, port: str, number: int, work: Callable[[], None]) -> None:
        self._files, self._port, self._left, self._work = keeping.platform.files, port, number, work
        self._real = getattr(self._files, port)
        setattr(self._files, port, self)

    def __call__(self, *given: object, **named: object) -> object:
        self._left -= 1
        if self._left == 0:
            setattr(self._files, self._port, self._real)
            self._work()
        return self._real(*given, **named)


@pytest.mark.parametrize("port", ["listed", "chunks", "write", "remove"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_erasure_beside_a_compaction_is_not_undone(port: str, number: int) -> None:
    keeping = prepared(compacting)
    Beside(keeping, port, number, lambda: erasing(keeping))
    compacting(keeping)
    erasing(keeping)  # where the compaction had no such call
    assert keeping.ids("sale") == ["sale 2", "sale 4", "sale 5"]


@pytest.mark.parametrize("port", ["listed", "chunks", "write", "find", "drop_older"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_compaction_beside_an_erasure_loses_nothing_and_leaves_nothing(
    port: str, number: int
) -> None:
    keeping = prepared(erasing)
    Beside(keeping, port, number, lambda: compacting(keeping))
    erasing(keeping)
    assert keeping.ids("sale") == ["sale 2", "sale 4", "sale 5"]


@pytest.mark.parametrize("port", ["listed", "chunks", "write", "remove"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_two_compactions_at_once_lose_nothing(port: str, number: int) -> None:
    keeping = prepared(compacting)
    Beside(keeping, port, number, lambda: compacting(keeping))
    compacting(keeping)
    assert keeping.ids("sale") == ALL


def test_two_erasures_at_once_bring_nobody_back() -> None:
    keeping = prepared(erasing)
    Beside(keeping, "write", 1, lambda: erase(keeping, "c2"))
    erasing(keeping)
    assert keeping.ids("sale") == []


def erase(keeping: Keeping, *customers: str) -> None:
    records: list[SubjectRecord] = [person(one) for one in customers]
    keeping.personal.forget((), records, {})
