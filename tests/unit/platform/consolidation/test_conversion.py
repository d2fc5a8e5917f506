"""From which rate on what was done has worked."""

import pytest

from functions.platform.consolidation.conversion import has_worked


@pytest.mark.parametrize(("rate", "worked"), [(None, False), (0.8, False), (0.81, True)])
def test_an_action_has_worked_above_four_fifths(rate: float | None, worked: bool) -> None:
    assert has_worked(rate) is worked
