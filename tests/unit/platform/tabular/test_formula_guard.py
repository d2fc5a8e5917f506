"""What a spreadsheet would compute is shown, and a corrected file is what it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.tabular.formula_guard import guarded, unguarded
from tests.growth import grows_in_proportion

BREAKS = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x85\u2028\u2029"
UNSEEN = " \u00a0\x00\x1f\x7f\u00ad\u200b\u2060\ufeff"


@pytest.mark.parametrize("before", ["", "x;", "x|", *BREAKS, *UNSEEN, "x\u2028 ", "\ufeff\u200b"])
@pytest.mark.parametrize("formula", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "\uff1d1"])
def test_nothing_hides_a_formula(before: str, formula: str) -> None:
    assert guarded(before + formula) == f"{before}'{formula}"


@given(st.text(alphabet=f"{BREAKS}{UNSEEN}=+-@'|;,x1", max_size=40))
def test_the_guard_comes_off_again(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("character", [*BREAKS, *UNSEEN, "=", "'", ";"])
def test_a_long_cell_takes_time_in_proportion(character: str) -> None:
    assert grows_in_proportion(lambda size: guarded(character * size + "x"), 20_000)
