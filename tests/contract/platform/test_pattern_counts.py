"""What every ledger of consolidation promises."""

from datetime import timedelta

import pytest

from baton.memory.pattern_counts import (
    COUNTED_TOGETHER,
    Attempt,
    Loaded,
    Pattern,
    PatternCount,
    Writing,
)
from baton.runtime.platform import Platform
from tests.contract.given import at_once
from tests.fakes.platform.clock import NOON

WARM = Pattern("education/warm/google", "nurture/welcome")
COLD = Pattern("education/cold/google", "nurture/welcome")


def attempts(number: int, pattern: Pattern = WARM, *, worked: int = 0) -> list[Attempt]:
    return [Attempt(f"{pattern}{one}", pattern, one < worked) for one in range(number)]


def writing(run: str, *conversations: str, minutes: int = 0) -> Writing:
    at = NOON + timedelta(minutes=minutes)
    of = tuple((one, f"person#{'a' * 64}") for one in conversations)
    return Writing(run=run, at=at, conversations=of)


def test_nothing_was_tried_at_first(platform: Platform) -> None:
    assert platform.pattern_counts.whole() == PatternCount()
    assert platform.pattern_counts.tallies([WARM]) == {WARM: PatternCount()}
    assert platform.pattern_counts.tallies([]) == {}


def test_attempts_are_counted_in_their_pattern_and_in_the_whole(platform: Platform) -> None:
    many = COUNTED_TOGETHER + 5
    platform.pattern_counts.count([*attempts(many, worked=3), *attempts(4, COLD, worked=1)])
    assert platform.pattern_counts.tallies([WARM, COLD]) == {
        WARM: PatternCount(many, 3),
        COLD: PatternCount(4, 1),
    }
    assert platform.pattern_counts.whole() == PatternCount(many + 4, 4)


def test_an_attempt_counts_once_however_often_it_is_told(platform: Platform) -> None:
    for _ in range(3):
        platform.pattern_counts.count([*attempts(3), *attempts(2)])
    assert platform.pattern_counts.whole() == PatternCount(3, 0)


@pytest.mark.parametrize("told", [[False, True], [True, False], [False, True, False, True]])
def test_what_works_later_counts_as_having_worked(platform: Platform, told: list[bool]) -> None:
    for worked in told:
        platform.pattern_counts.count([Attempt("one", WARM, worked)])
    assert platform.pattern_counts.tallies([WARM]) == {WARM: PatternCount(1, 1)}
    platform.pattern_counts.count([Attempt("two", WARM, worked) for worked in told])
    assert platform.pattern_counts.whole() == PatternCount(2, 2)


def test_an_attempt_stays_in_the_pattern_it_was_first_counted_in(platform: Platform) -> None:
    platform.pattern_counts.count([Attempt("one", WARM, worked=False)])
    platform.pattern_counts.count([Attempt("one", COLD, worked=True)])
    assert platform.pattern_counts.tallies([WARM, COLD]) == {
        WARM: PatternCount(1, 1),
        COLD: PatternCount(),
    }


def test_two_runs_at_once_count_the_same_attempts_once(platform: Platform) -> None:
    at_once(lambda number: platform.pattern_counts.count(attempts(5, worked=number % 2)), hands=4)
    assert platform.pattern_counts.whole() == PatternCount(5, 1)


def test_what_is_under_way_is_known_until_it_ends(platform: Platform) -> None:
    one, two = writing("r1", "lead-1"), writing("r2", "lead-1")
    late = writing("r2", *(f"lead-{number}" for number in range(2, 202)), minutes=10)
    for begun in (one, two, late):
        platform.pattern_counts.begin(begun)
    assert platform.pattern_counts.unfinished(NOON + timedelta(minutes=5)) == (one, two)
    platform.pattern_counts.end([one, late])
    platform.pattern_counts.end([one])
    assert platform.pattern_counts.unfinished(NOON + timedelta(hours=1)) == (two,)


def test_which_pack_is_loaded_is_remembered(platform: Platform) -> None:
    assert platform.pattern_counts.loaded() is None
    for fingerprint in ("one", "two"):
        pack = Loaded(
            fingerprint=fingerprint,
            nodes=("play:demo",),
            edges=(("play:demo", "needs", "offer:trial"),),
        )
        platform.pattern_counts.load(pack)
        assert platform.pattern_counts.loaded() == pack
