"""Reading the sources of a context."""

import threading
from collections.abc import Callable

import pytest

from baton.core.errors import NotFound, Unavailable
from functions.platform.handoff.gathering import Answers, Reader


def failing(error: Exception) -> Callable[[], object]:
    def read() -> object:
        raise error

    return read


def test_sources_are_read_at_the_same_time() -> None:
    together = threading.Barrier(2)
    answers = Reader(seconds=5).read(
        {"one": lambda: together.wait(5), "two": lambda: together.wait(5)}
    )
    assert answers.unavailable == ()
    assert sorted(answers.found.values()) == [0, 1]


@pytest.mark.parametrize("error", [Unavailable("down"), TimeoutError(), ConnectionResetError()])
def test_a_source_that_fails_is_named_and_the_others_answer(error: Exception) -> None:
    answers = Reader().read({"down": failing(error), "up": lambda: 1})
    assert answers.unavailable == ("down",)
    assert answers.found == {"up": 1}


def test_a_source_that_hangs_does_not_hold_up_the_lead() -> None:
    released = threading.Event()
    answers = Reader(seconds=0.05).read({"hangs": released.wait, "up": lambda: 1})
    assert (answers.unavailable, answers.found) == (("hangs",), {"up": 1})
    released.set()


def test_what_is_not_there_is_an_answer() -> None:
    answers = Reader().read({"campaigns": failing(NotFound("campaign", "x"))})
    assert answers.found == {"campaigns": None}
    assert answers.unavailable == ()
    assert answers.lacking == ("campaigns",)


def test_a_bug_is_not_taken_for_a_source_that_is_down() -> None:
    with pytest.raises(ZeroDivisionError):
        Reader().read({"broken": lambda: 1 / 0})


def test_what_one_attempt_got_is_not_lost_by_the_next() -> None:
    first = Answers({"a": 1}, ("b",))
    assert first.followed_by(Answers({"b": 2})) == Answers({"a": 1, "b": 2})
    assert first.followed_by(Answers({}, ("a", "b"))) == Answers({"a": 1}, ("b",))
