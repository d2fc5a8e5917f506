"""The split check: once at the end by chi-squared, at any time by its always-valid p-value."""

import random

from hypothesis import given
from hypothesis import strategies as st

from baton.statistics.sample_ratio import sample_ratio
from baton.statistics.special import incomplete_beta

EVEN = {"a": 1.0, "b": 1.0}


def lowest_p(share: float, seed: int, units: int = 2_000, every: int = 20) -> float:
    """The lowest always-valid p of a split that is read again and again."""
    generator = random.Random(seed)
    seen, lowest = {"a": 0, "b": 0}, 1.0
    for unit in range(1, units + 1):
        seen["a" if generator.random() < share else "b"] += 1
        if unit % every == 0:
            lowest = min(lowest, sample_ratio(seen, EVEN).always_valid_p)
    return lowest


def test_a_correct_split_read_a_hundred_times_is_hardly_ever_called_broken() -> None:
    alarms = sum(lowest_p(0.5, seed) < 0.01 for seed in range(300))
    assert alarms <= 7  # one in a hundred is promised at most: 3 expected, 7 with luck against us


def test_a_broken_split_is_found_while_units_come_in() -> None:
    assert all(lowest_p(0.42, seed) < 0.01 for seed in range(20))


def test_a_split_is_broken_before_the_end_only_by_the_always_valid_check() -> None:
    once = sample_ratio({"a": 44_700, "b": 45_489}, EVEN)
    assert once.flagged
    assert once.always_valid_p > 0.01
    assert once.is_broken(at_the_end=True)
    assert not once.is_broken(at_the_end=False)


@given(st.lists(st.integers(0, 10**7), min_size=2, max_size=5))
def test_both_p_values_are_probabilities(counts: list[int]) -> None:
    seen = {str(number): count for number, count in enumerate(counts)}
    ratio = sample_ratio(seen, dict.fromkeys(seen, 1.0))
    assert 0 <= ratio.always_valid_p <= 1
    assert 0 <= ratio.p_value <= 1


def test_the_smallest_number_there_is_has_a_beta_function_too() -> None:
    assert 0 <= incomplete_beta(0.25, 0.25, 5e-324) <= 1e-70
