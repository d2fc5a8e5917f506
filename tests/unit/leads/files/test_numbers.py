"""Numbers as people and programs write them, in texts of any length."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.leads.files.numbers import MAX_LENGTH, decimal_signs, number_in_text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234,50", 1234.5),
        ("1 234,5", 1234.5),
        ("1'234.50", 1234.5),
        ("1.234.567", 1234567),
        ("1,23,456", 123456),
        ("4:35", 275),
        ("1:02:03", 3723),
        ("10+", 10),
        ("> 100", 100),
        ("(1,200.50)", -1200.5),
        ("\u2212" + "5", -5),
        ("2.5k", 2500),
        ("€ 1.2M", 1_200_000),
        ("USD 500", 500),
        ("500 kr", 500),
        ("-$5", -5),
        ("5 min", 300),
        ("1 h 20 min", 4800),
        ("1h 20m", 4800),
        ("5-10", None),
        ("5m", None),
        ("ABC 12", None),
        ("2025-03-01", None),
        ("12:75", None),
        ("20 min 1 h", None),
    ],
)
def test_a_number_is_read_however_it_is_written(text, number):
    assert number_in_text(text) == number


@pytest.mark.parametrize(
    ("text", "point", "comma"),
    [("1.234", 1.234, 1234), ("1,234", 1234, 1.234), ("12.5", 12.5, 12.5)],
)
def test_the_decimal_sign_decides_where_both_signs_would_do(text, point, comma):
    assert number_in_text(text, ".") == point
    assert number_in_text(text, ",") == comma


@given(st.floats(-1e9, 1e9).map(lambda number: round(number, 2)))
def test_a_number_written_with_either_sign_is_the_same(number):
    english = f"{number:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    assert number_in_text(english) == number_in_text(german, ",") == number
    assert {decimal_signs(english), decimal_signs(german)} == {".", ","}


@given(st.one_of(st.text(), st.text("0123456789.,:+-()kM%$€ hmind", max_size=60)))
def test_any_text_is_a_number_or_none_and_a_long_one_is_not_looked_at(text):
    number = number_in_text(text)
    assert number is None or isinstance(number, float)
    decimal_signs(text)
    if len(text.strip()) > MAX_LENGTH and number is not None:
        assert number == float(text) or math.isnan(number)
