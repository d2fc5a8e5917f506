"""Words are cut and weighed as Lucene does."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.opensearch.words import WordIndex, stored_length, tokens


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A School, read-only!", ["a", "school", "read", "only"]),
        ("It can't cost 3.50 or 1,000", ["it", "can't", "cost", "3.50", "or", "1,000"]),
        ("nurture/case_study", ["nurture", "case_study"]),
        ("Z\u00fcrich \u00c9COLE", ["z\u00fcrich", "\u00e9cole"]),
        ("\u0421\u043b\u043e\u0432\u043e", ["\u0441\u043b\u043e\u0432\u043e"]),
        ("\u6771\u4eac", ["\u6771", "\u4eac"]),
        ("b2b\u6771\u3042x", ["b2b", "\u6771", "\u3042", "x"]),
        ("...", []),
        ("x" * 300, ["x" * 255, "x" * 45]),
    ],
)  # fmt: skip
def test_texts_are_cut_into_words_as_the_standard_analyser_does(
    text: str, wanted: list[str]
) -> None:
    assert tokens(text) == wanted


def test_lengths_are_kept_in_a_byte_as_lucene_keeps_them() -> None:
    exact = list(range(41))
    assert [stored_length(length) for length in exact] == exact
    assert stored_length(41) == 40
    assert stored_length(42) == 42
    assert stored_length(1_000) == 984  # SmallFloat.byte4ToInt(intToByte4(1000))


@given(st.integers(0, 100_000), st.integers(0, 100_000))
def test_a_longer_text_is_never_kept_as_a_shorter_one(one: int, other: int) -> None:
    short, long = sorted((one, other))
    assert stored_length(short) <= stored_length(long) <= long


def test_the_score_is_that_of_bm25() -> None:
    index = WordIndex()
    for number, text in enumerate(["one two two", "one", "three three"]):
        index.add(number, text)
    idf = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    norm = 1.2 * (0.25 + 0.75 * 3 / 2)
    assert index.scores("Two", 3).tolist() == pytest.approx([idf * 2.2 * 2 / (2 + norm), 0, 0])


@given(st.lists(st.text("abc ", max_size=20), max_size=12), st.data())
def test_what_was_removed_no_longer_counts(texts: list[str], data: st.DataObject) -> None:
    gone = {n for n in range(len(texts)) if data.draw(st.booleans())}
    changed, fresh = WordIndex(), WordIndex()
    for number, text in enumerate(texts):
        changed.add(number, text)
        if number not in gone:
            fresh.add(number, text)
    for number in gone:
        changed.remove(texts[number])
    left = [number for number in range(len(texts)) if number not in gone]
    got, wanted = changed.scores("a ab abc", len(texts)), fresh.scores("a ab abc", len(texts))
    assert [got[n] for n in left] == pytest.approx([wanted[n] for n in left])
