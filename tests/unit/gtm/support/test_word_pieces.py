"""Texts are as near in their wording as what they share is rare."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.gtm.support.word_pieces import near_in_wording

TEXTS = [
    "Where is my parcel?",
    "Where is my invoice?",
    "Where is my new card?",
    "How do I sign in?",
]


def nearest(question: str) -> str:
    _, near = near_in_wording(TEXTS, question)
    return TEXTS[near.tolist().index(near.max())]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("where's the invoice", TEXTS[1]),
        ("wheres my parcle, the parcell", TEXTS[0]),
        ("signin", TEXTS[3]),
    ],
)
def test_a_rare_word_counts_more_than_common_ones_and_a_slip_leaves_pieces(
    question: str, wanted: str
) -> None:
    assert nearest(question) == wanted


@given(st.lists(st.text(max_size=60), min_size=1, max_size=8), st.text(max_size=60))
def test_nearness_is_between_0_and_1_the_same_both_ways_and_whole_for_what_is_the_same(
    texts: list[str], question: str
) -> None:
    between, near = near_in_wording([*texts, question], question)
    assert ((between >= 0) & (between <= 1.001)).all()
    assert ((near >= 0) & (near <= 1.001)).all()
    assert (between == between.T).all()
    assert near[-1] == pytest.approx(between[-1, -1], abs=1e-5)


def test_only_the_beginning_of_a_long_text_is_compared() -> None:
    _, near = near_in_wording(["refund " * 100_000, "delivery"], "delivery")
    assert near.tolist() == pytest.approx([0, 1])
