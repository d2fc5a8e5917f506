"""The ledger of stock adds up, whatever comes, goes, is counted, held and ordered, and whoever dies."""

import pytest

from tests.storms.months import HalfYear


@pytest.mark.parametrize("seed", range(4))
def test_each_level_is_the_sum_of_what_moved_it_on_every_day(seed: int) -> None:
    assert HalfYear(seed).run(days=60) == []
