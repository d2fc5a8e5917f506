"""What the assignment by hash promises."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baton.statistics.assignment import assign, share_of
from baton.statistics.distributions import chi_square_tail
from baton.statistics.sample_ratio import sample_ratio

UNITS = [f"unit-{number}" for number in range(20_000)]
HALVES = {"a": 1.0, "b": 1.0}

weights = st.dictionaries(st.sampled_from("abcdef"), st.floats(0.01, 100), min_size=2)


@settings(deadline=None)
@given(st.text(), st.text(), weights, st.floats(0.01, 1))
def test_a_unit_gets_the_same_variant_every_time(
    experiment: str, unit: str, split: dict[str, float], share: float
) -> None:
    first = assign(experiment, unit, split, share=share)
    assert first is None or first in split
    assert assign(experiment, unit, dict(split), share=share) == first
    if first is not None:
        assert assign(experiment, unit, split) == first
        doubled = {name: 2 * weight for name, weight in split.items()}
        assert assign(experiment, unit, doubled) == first


@settings(deadline=None)
@given(st.text(), st.text())
def test_a_units_share_is_a_number_from_0_to_1(experiment: str, unit: str) -> None:
    assert 0 <= share_of(experiment, unit) < 1


@pytest.mark.parametrize("split", [HALVES, {"a": 9.0, "b": 1.0}, {"a": 1.0, "b": 2.0, "c": 3.0}])
def test_units_are_split_by_the_weights(split: dict[str, float]) -> None:
    for experiment in ("spring", "summer", "autumn"):
        seen = dict.fromkeys(split, 0)
        for unit in UNITS:
            seen[assign(experiment, unit, split) or ""] += 1
        assert sample_ratio(seen, split).p_value > 0.001


def test_shares_are_uniform() -> None:
    bins = [0] * 50
    for unit in UNITS:
        bins[int(share_of("spring", unit) * 50)] += 1
    due = len(UNITS) / 50
    assert chi_square_tail(sum((count - due) ** 2 / due for count in bins), 49) > 0.001


def test_experiments_are_independent_of_each_other() -> None:
    table = {(one, other): 0 for one in "ab" for other in "ab"}
    for unit in UNITS:
        table[assign("one", unit, HALVES) or "", assign("other", unit, HALVES) or ""] += 1
    due = len(UNITS) / 4
    assert chi_square_tail(sum((count - due) ** 2 / due for count in table.values()), 3) > 0.001


def test_who_takes_part_still_does_at_a_larger_share() -> None:
    few = {unit for unit in UNITS if assign("spring", unit, HALVES, share=0.1)}
    more = {unit for unit in UNITS if assign("spring", unit, HALVES, share=0.3)}
    assert few < more
    assert len(few) / len(UNITS) == pytest.approx(0.1, abs=0.01)


def test_a_variant_without_weight_gets_nobody() -> None:
    split = {"a": 1.0, "b": 0.0}
    assert {assign("spring", unit, split) for unit in UNITS[:2_000]} == {"a"}
    for wrong in ({"a": 0.0}, {"a": -1.0, "b": 2.0}):
        with pytest.raises(ValueError, match="weights"):
            assign("spring", "ada", wrong)


def test_a_split_that_is_as_planned_is_not_flagged_and_a_broken_one_is() -> None:
    assert not sample_ratio({"a": 505, "b": 495}, HALVES).flagged
    assert sample_ratio({"a": 5_500, "b": 4_500}, HALVES).flagged
    assert sample_ratio({"a": 900, "b": 100}, {"a": 9, "b": 1}).chi_square == 0
    assert sample_ratio({"a": 10}, HALVES).flagged
    assert sample_ratio({}, HALVES).p_value == 1
    with pytest.raises(ValueError, match="without weight: c"):
        sample_ratio({"a": 1, "c": 1}, HALVES)
