"""The table of rejected rows can be opened in a spreadsheet without harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.tabular.formula_guard import guarded, unguarded


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(A1)",
        "＝1+1",  # noqa: RUF001 - what some spreadsheets take for =
        "-",
    ],
)
def test_what_a_spreadsheet_would_compute_is_shown_instead(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (" =1", " '=1"),
        ("\t=1", "\t'=1"),
        ("x;=cmd|' /C calc'!A0", "x;'=cmd|' /C calc'!A0"),
        ("x\n=1+1", "x\n'=1+1"),
        ("a\tb; @SUM(A1)", "a\tb; '@SUM(A1)"),
        ("'=1", "''=1"),
    ],
)
def test_no_formula_begins_where_a_spreadsheet_may_split_a_cell(text: str, shown: str) -> None:
    assert guarded(text) == shown
    assert unguarded(shown) == text


@pytest.mark.parametrize("text", ["", "Ada", "+43 1 234-56", "-17.5", "a=b", "1-2", "0664/123-45"])
def test_other_text_stays_as_it_was(text: str) -> None:
    assert guarded(text) == text


@given(st.text("=+-@;|\t\n\r' 1a"))
def test_a_guard_comes_off_again_and_nothing_else(text: str) -> None:
    assert unguarded(guarded(text)) == text
