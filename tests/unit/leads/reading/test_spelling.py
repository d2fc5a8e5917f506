"""Slips of one letter in words that the reading knows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.leads.reading.spelling import as_meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("intrested", "interested"),
        ("intteresse", "interesse"),
        ("unsuscribe", "unsubscribe"),
        ("newsletetr", "newsletter"),
        ("rembuorsement", "remboursement"),
        ("werbubg", "werbung"),
    ],
)
def test_a_letter_left_out_doubled_wrong_or_in_the_wrong_place_is_undone(
    written: str, meant: str
) -> None:
    assert as_meant(written) == meant


@pytest.mark.parametrize(
    "word", ["wirte", "applications", "refunds", "karlsdottir", "4711234", "\u9000\u8ba2"]
)
def test_short_words_other_forms_names_and_numbers_stay(word: str) -> None:
    assert as_meant(word) == word


@given(st.text(max_size=30))
def test_what_was_meant_is_meant(word: str) -> None:
    assert as_meant(as_meant(word)) == as_meant(word)
