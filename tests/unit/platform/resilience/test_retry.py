"""Every kind of fault is met as F8 says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.resilience.retry import TRIES, FailedAttempt, FaultKind, wait_before_next

chances = st.floats(0, 1)


@pytest.mark.parametrize(
    ("kind", "tries"),
    [
        (FaultKind.TIMEOUT, 3),
        (FaultKind.UNAVAILABLE, 5),
        (FaultKind.THROTTLED, 5),
        (FaultKind.UNAUTHORISED, 2),
        (FaultKind.INVALID, 1),
    ],
)
def test_a_fault_is_tried_as_often_as_its_kind_allows(kind: FaultKind, tries: int) -> None:
    waits = [
        wait_before_next(FailedAttempt(kind), tries=number, left=1_000, chance=0.5)
        for number in range(1, tries + 1)
    ]
    assert [wait is None for wait in waits] == [False] * (tries - 1) + [True]


@given(st.sampled_from(FaultKind), st.integers(1, 9), st.floats(0, 100), chances)
def test_no_wait_is_longer_than_there_is_time(
    kind: FaultKind, tries: int, left: float, chance: float
) -> None:
    wait = wait_before_next(FailedAttempt(kind), tries=tries, left=left, chance=chance)
    assert wait is None or 0 <= wait < left or kind is FaultKind.UNAUTHORISED


@given(st.floats(0, 30), chances)
def test_retry_after_is_honoured_and_never_cut_short(asked: float, chance: float) -> None:
    fault = FailedAttempt(FaultKind.THROTTLED, asked)
    wait = wait_before_next(fault, tries=1, left=1_000, chance=chance)
    assert wait is not None
    assert asked <= wait <= asked + 0.5
    assert wait_before_next(fault, tries=1, left=asked, chance=chance) is None


def test_waits_grow_and_differ_by_chance() -> None:
    longest = [
        wait_before_next(FailedAttempt(FaultKind.UNAVAILABLE), tries=n, left=99, chance=1.0)
        for n in range(1, TRIES[FaultKind.UNAVAILABLE])
    ]
    assert longest == [0.5, 1.0, 2.0, 4.0]
    assert (
        wait_before_next(FailedAttempt(FaultKind.UNAVAILABLE), tries=3, left=99, chance=0.25) == 0.5
    )
