"""A crash or a fault at any call of a port loses no fact, doubles none and brings nobody back."""

from collections.abc import Callable
from functools import cache

import pytest

from baton.core.errors import Unavailable
from baton.privacy.personal_data import SubjectRecord
from tests.fakes.platform.faults import Crash
from tests.unit.platform.facts.sales import Keeping, person, sale

Work = Callable[[Keeping], None]

SALES = (sale(1, "c1"), sale(2, "c2"))
MORE = (sale(2, "c2"), sale(3, "c1"), sale(4, "c2"))
ALL = ["sale 1", "sale 2", "sale 3", "sale 4"]
OTHERS = ["sale 2", "sale 4"]


def appending(keeping: Keeping) -> None:
    keeping.append(SALES)


def compacting(keeping: Keeping) -> None:
    keeping.compaction.run()


def erasing(keeping: Keeping) -> None:
    keeping.personal.forget((), [person("c1")], {})


@cache
def kept(*, whole: bool) -> dict[str, bytes]:
    """The files of what was appended before, written once."""
    keeping = Keeping()
    keeping.append(MORE, *([SALES] if whole else []))
    return dict(keeping.platform.files.kept)


def prepared(work: Work) -> Keeping:
    keeping = Keeping()
    keeping.platform.files.kept.update(kept(whole=work is not appending))
    keeping.platform.clock.advance(90 * 86_400)
    return keeping


CHANGES = ("files.write", "files.remove", "files.drop_older")


@cache
def moments(work: Work) -> tuple[tuple[int, bool], ...]:
    """The port calls of the work after which something is different: before and after each change, and
    before the first call of every other kind."""
    keeping = prepared(work)
    work(keeping)
    calls = keeping.platform.faults.calls
    changes = [number for number, name in enumerate(calls, 1) if name in CHANGES]
    others = {name: number for number, name in reversed(list(enumerate(calls, 1)))}
    before = [number for name, number in others.items() if name not in CHANGES]
    return (
        *((number, False) for number in (*before, *changes)),
        *((number, True) for number in changes),
    )


@pytest.mark.parametrize("work", [appending, compacting, erasing])
def test_work_that_dies_anywhere_is_done_by_the_next_try(work: Work) -> None:
    for call, after in moments(work):
        keeping = prepared(work)
        keeping.platform.faults.crash_at(call, after=after)
        with pytest.raises(Crash):
            work(keeping)
        alive = Keeping(keeping.platform.restarted())
        if work is compacting:
            assert alive.ids("sale") == ALL, (call, after)
        work(alive)
        expected = OTHERS if work is erasing else ALL
        assert alive.ids("sale") == expected, (call, after)
        if work is erasing:
            assert not any(alive.platform.files.older.values()), (call, after)


@pytest.mark.parametrize("work", [appending, compacting, erasing])
def test_a_store_that_does_not_answer_is_said_and_tried_again(work: Work) -> None:
    call = moments(work)[-1][0]
    keeping = prepared(work)
    keeping.platform.faults.fail_at(call, after=True)
    with pytest.raises(Unavailable):
        work(keeping)
    work(keeping)
    assert keeping.ids("sale") == (OTHERS if work is erasing else ALL)


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


@pytest.mark.parametrize(
    ("port", "number"),
    [("chunks", 1), ("chunks", 2), ("write", 1), ("listed", 2), ("remove", 1), ("remove", 2)],
)
def test_an_erasure_beside_a_compaction_is_not_undone(port: str, number: int) -> None:
    keeping = prepared(compacting)
    Beside(keeping, port, number, lambda: erasing(keeping))
    compacting(keeping)
    assert keeping.ids("sale") == OTHERS


@pytest.mark.parametrize(
    ("port", "number"), [("chunks", 1), ("chunks", 2), ("write", 1), ("find", 1), ("listed", 2)]
)
def test_a_compaction_beside_an_erasure_loses_nothing_and_leaves_nothing(
    port: str, number: int
) -> None:
    keeping = prepared(erasing)
    Beside(keeping, port, number, lambda: compacting(keeping))
    erasing(keeping)
    assert keeping.ids("sale") == OTHERS


@pytest.mark.parametrize(
    ("port", "number"), [("chunks", 1), ("write", 1), ("listed", 2), ("remove", 1)]
)
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
