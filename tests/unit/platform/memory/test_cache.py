"""What is worth keeping is kept, no longer than it may be, and nothing personal in a process."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.core.errors import Unavailable
from baton.memory.cache import (
    IN_PROCESS,
    SHARED,
    MemoryCache,
    TieredCache,
    _Entry,
    key_of,
    worth,
)
from tests.fakes.platform.cache import FakeSharedCache
from tests.fakes.platform.clock import NOON, SteerableClock
from tests.fakes.platform.transaction import Ground

ANN = "person#" + "a" * 64
HOUR, DAY = IN_PROCESS.total_seconds(), SHARED.total_seconds()


@pytest.fixture
def clock() -> SteerableClock:
    return SteerableClock()


class Tiers:
    """Two processes before one shared cache, and what they counted."""

    def __init__(self, clock: SteerableClock) -> None:
        self.counted: list[str] = []
        self.ground = Ground()
        self.shared = FakeSharedCache(self.ground)
        self.one, self.two = (
            TieredCache(MemoryCache(clock, count=self.counted.append), self.shared, clock)
            for _ in range(2)
        )


@pytest.fixture
def tiers(clock: SteerableClock) -> Tiers:
    return Tiers(clock)


@given(
    st.floats(0, 100),
    st.floats(0, 7_200),
    st.integers(0, 50),
    st.integers(0, 50),
)
def test_worth_weighs_score_recency_and_frequency(
    score: float, age: float, uses: int, more: int
) -> None:
    clock = SteerableClock()
    entry = _Entry("", 0, score, NOON, NOON, uses)
    clock.advance(age)
    most = uses + more
    expected = 0.4 * score / 100 + 0.3 * max(0, 1 - age / HOUR) + (0.3 * uses / most if most else 0)
    assert worth(entry, clock(), most) == pytest.approx(expected, abs=1e-6)
    assert 0 <= worth(entry, clock(), most) <= 1


def test_a_value_is_gone_after_an_hour_and_its_bytes_too(clock: SteerableClock) -> None:
    cache = MemoryCache(clock)
    cache.put("key", {"a": [1, 2]})
    clock.advance(HOUR - 1)
    assert cache.get("key") == {"a": [1, 2]}
    clock.advance(1)
    assert cache.get("key") is None
    assert (len(cache), cache.size) == (0, 0)


def test_what_callers_do_to_a_value_does_not_change_what_is_kept(clock: SteerableClock) -> None:
    cache = MemoryCache(clock)
    value = {"a": [1]}
    cache.put("key", value)
    value["a"].append(2)
    got = cache.get("key")
    assert got == {"a": [1]}
    got["a"].append(3)
    assert cache.get("key") == {"a": [1]}


def test_room_is_made_by_dropping_what_is_worth_least(clock: SteerableClock) -> None:
    cache = MemoryCache(clock, most_bytes=100_000)
    cache.put("hot", "x" * 1_000, importance=100)
    cache.put("used", "x" * 1_000, importance=0)
    cache.put("idle", "x" * 1_000, importance=0)
    clock.advance(60)
    for _ in range(5):
        cache.get("used")
    for number in range(90):
        cache.put(f"new-{number}", "x" * 1_000, importance=30)
    assert cache.get("hot")
    assert cache.get("used")
    assert cache.get("idle") is None
    assert cache.size <= 100_000


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 4_000), st.floats(0, 100))))
def test_a_cache_never_holds_more_bytes_than_it_may(puts: list[tuple[int, int, float]]) -> None:
    cache = MemoryCache(SteerableClock(), most_bytes=10_000)
    for number, length, score in puts:
        cache.put(f"key-{number}", "ü" * length, importance=score)
        assert cache.size <= 10_000
        assert cache.size == sum(entry.size for entry in cache._entries.values())


def test_what_one_process_made_another_finds(tiers: Tiers) -> None:
    tiers.one.put("key", "value", importance=80)
    assert tiers.two.get("key") == "value"
    assert tiers.two.get("key") == "value"
    assert tiers.counted == ["CacheSharedHits", "CacheHits"]


def test_the_shared_tier_ends_after_a_day_and_lends_no_more_than_is_left(
    tiers: Tiers, clock: SteerableClock
) -> None:
    tiers.one.put("key", "value")
    clock.advance(DAY - 60)
    assert tiers.two.get("key") == "value"
    clock.advance(60)
    assert tiers.two.get("key") is None
    assert tiers.one.get("key") is None


def test_what_is_personal_is_where_erasure_reaches_it(tiers: Tiers) -> None:
    tiers.one.put("key", "Ann likes calls", subject=ANN)
    assert tiers.one.get("key") == tiers.two.get("key") == "Ann likes calls"
    assert tiers.shared.forget(ANN) == 1
    assert tiers.one.get("key") is None
    assert tiers.two.get("key") is None


def test_a_shared_tier_that_does_not_answer_costs_a_hit_and_nothing_else(tiers: Tiers) -> None:
    tiers.ground.faults.fail("shared_cache", Unavailable("down"))
    tiers.one.put("key", "value")
    assert tiers.one.get("key") == "value"
    assert tiers.two.get("key") is None
    assert tiers.counted == ["CacheUnreached", "CacheHits", "CacheUnreached", "CacheMisses"]


def test_none_is_not_a_value(tiers: Tiers, clock: SteerableClock) -> None:
    for cache in (tiers.one, MemoryCache(clock)):
        with pytest.raises(ValueError, match="None cannot be cached"):
            cache.put("key", None)


def test_keys_tell_nothing_and_parts_are_not_confused() -> None:
    key = key_of("knowledge", "ann@example.com")
    assert key.startswith("knowledge#")
    assert "ann" not in key
    assert key_of("a", "b", "c") != key_of("a", "bc")
    assert key_of("a", "b") != key_of("b", "b")
    assert key_of("a", "\ud800")
