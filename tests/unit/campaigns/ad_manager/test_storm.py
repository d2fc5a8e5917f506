"""Whatever fails, dies or comes twice: no campaign and no shift of a budget happens twice."""

import pytest
from hypothesis import settings

from tests.storms.ads import Storm

CASES, AT_A_TIME = 2 * settings.default.max_examples, 50
"""A hundred; two thousand in the profile ``long``. ``python -m tests.storms.ads`` runs 10,000."""


@pytest.mark.parametrize("first", range(0, CASES, AT_A_TIME))
def test_after_any_storm_every_campaign_and_shift_is_there_once(first: int) -> None:
    crashes = shifts = 0
    for seed in range(first, first + AT_A_TIME):
        verdict = Storm(seed).run()
        assert verdict.wrong == [], f"case {seed}"
        crashes, shifts = crashes + verdict.crashes, shifts + verdict.shifts
    assert crashes > AT_A_TIME / 2
    assert shifts > AT_A_TIME / 2


def test_a_platform_that_fails_for_a_quarter_of_an_hour_gets_its_campaign_whole() -> None:
    """Meta takes part of it and then fails at call after call: six attempts in eleven minutes, the last
    of them in vain, were all there was.
    """
    assert Storm(5462).run().wrong == []
