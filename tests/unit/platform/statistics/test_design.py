"""What the sizes of a test promise."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from baton.statistics.design import (
    ArmSizes,
    detectable_change_of_mean,
    detectable_change_of_rate,
    power_for_means,
    power_for_proportions,
    run_days,
    sizes_for_means,
    sizes_for_proportions,
)
from baton.statistics.fixed_horizon import two_proportions

rates = st.floats(0.01, 0.9)
effects = st.floats(0.005, 0.09)
splits = st.floats(0.1, 0.9)
powers = st.floats(0.5, 0.99)


def test_a_textbook_size_is_reproduced() -> None:
    """Fleiss 1981, table A.3: .60 against .70 at .01 and .95 needs 827 an arm, which is with a
    continuity correction (eq. 3.15); ours are without.
    """
    sizes = sizes_for_proportions(0.6, 0.1, significance=0.01, power=0.95)
    corrected = sizes.control / 4 * (1 + (1 + 4 / (sizes.control * 0.1)) ** 0.5) ** 2
    assert corrected == pytest.approx(827, abs=1)
    assert sizes_for_means(10, 5, power=0.8) == ArmSizes(63, 63)


@settings(deadline=None)
@given(rates, effects, splits, powers)
def test_the_planned_units_have_the_planned_power(
    rate: float, effect: float, split: float, power: float
) -> None:
    sizes = sizes_for_proportions(rate, effect, split=split, power=power)
    assert power_for_proportions(rate, effect, sizes) >= power - 2e-3
    means = sizes_for_means(1.5, effect, split=split, power=power)
    assert power_for_means(1.5, effect, means) >= power - 1e-9


@settings(deadline=None)
@given(rates, effects, powers)
def test_what_can_be_seen_is_what_was_planned(rate: float, effect: float, power: float) -> None:
    sizes = sizes_for_proportions(rate, effect, power=power)
    seen = detectable_change_of_rate(rate, sizes, power=power)
    assert seen is not None
    assert seen == pytest.approx(effect, rel=0.02)
    means = sizes_for_means(2, effect, power=power)
    assert detectable_change_of_mean(2, means, power=power) <= effect * (1 + 1e-9)


@settings(deadline=None)
@given(rates, effects, powers)
def test_smaller_effects_more_power_and_more_variants_need_more_units(
    rate: float, effect: float, power: float
) -> None:
    assume(power < 0.95)
    plain = sizes_for_proportions(rate, effect, power=power).total
    assert sizes_for_proportions(rate, effect / 2, power=power).total > plain
    assert sizes_for_proportions(rate, effect, power=power + 0.04).total >= plain
    assert sizes_for_proportions(rate, effect, power=power, comparisons=3).total > plain
    assert sizes_for_means(1, effect, correlation=0.5).total < sizes_for_means(1, effect).total


def test_the_planned_power_is_the_share_of_simulated_tests_that_see_the_effect() -> None:
    numpy = pytest.importorskip("numpy")
    sizes = sizes_for_proportions(0.2, 0.05, split=0.3)
    draw = numpy.random.default_rng(1)
    treated = draw.binomial(sizes.treated, 0.25, 1_500)
    control = draw.binomial(sizes.control, 0.2, 1_500)
    seen = sum(
        two_proportions(int(t), sizes.treated, int(c), sizes.control).p_value < 0.05
        for t, c in zip(treated, control, strict=True)
    )
    assert seen / 1_500 == pytest.approx(0.8, abs=0.035)


def test_a_run_takes_whole_weeks() -> None:
    assert run_days(1_000, 100) == 14
    assert run_days(1_000, 100, whole_weeks=False) == 10
    assert run_days(1, 1e9) == 7


def test_what_no_sample_can_see_is_refused() -> None:
    for wrong in (
        lambda: sizes_for_proportions(0.2, 0),
        lambda: sizes_for_proportions(0.99, 0.02),
        lambda: sizes_for_proportions(0.2, 0.1, split=1),
        lambda: sizes_for_means(0, 1),
        lambda: run_days(5, 0),
        lambda: sizes_for_proportions(0.2, 0.1, comparisons=0),
    ):
        with pytest.raises(ValueError, match=r"."):
            wrong()
    assert detectable_change_of_rate(0.9, ArmSizes(3, 3)) is None
