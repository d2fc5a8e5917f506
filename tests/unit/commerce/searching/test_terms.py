"""Words, beginnings, plurals and typing errors meet as terms; prices as bands."""

from hypothesis import given
from hypothesis import strategies as st

from baton.commerce.searching.price_bands import HIGHEST, band, term, terms_between
from baton.commerce.searching.queries import ProductQuery, search_body
from baton.commerce.searching.terms import (
    MOST_WORDS,
    asked,
    prefixes,
    spellings,
    stem,
    stems,
    words,
)
from tests.unit.commerce.pricing.given import NOW

LETTERS = st.text("abcdefgh", min_size=6, max_size=12)
AMOUNTS = st.integers(0, HIGHEST)


def test_words_have_no_case_and_no_accents_and_stand_alone_without_spaces() -> None:
    assert words("Crème-TÖPFE, 2er Set") == ["creme", "topfe", "2er", "set"]
    assert words("青いtシャツ") == ["青", "い", "t", "シ", "ャ", "ツ"]
    assert words('"}}] *:*') == []


def test_plurals_are_found_by_their_singular() -> None:
    pairs = {"shirts": "shirt", "dresses": "dress", "boxes": "box", "batteries": "battery"}
    assert {one: stem(one) for one in pairs} == pairs
    assert [stem(one) for one in ("glass", "bus", "iris", "gas", "shoes")] == [
        *("glass", "bus", "iris", "gas"),
        "shoe",
    ]


def test_a_word_with_a_hyphen_is_found_with_and_without_it() -> None:
    assert set(stems(["T-shirts"])) == {"t", "shirt", "tshirt"}


def test_beginnings_have_two_letters_at_least_and_fifteen_at_most() -> None:
    assert prefixes(["Tee"]) == ["te", "tee"]
    assert max(map(len, prefixes(["x" * 30]))) == 15


@given(word=LETTERS, at=st.integers(0, 4), letter=st.sampled_from("xyz"))
def test_a_letter_wrong_left_out_too_many_or_in_another_place_is_the_same_spelling(
    word: str, at: int, letter: str
) -> None:
    wrong = word[:at] + letter + word[at + 1 :]
    more = word[:at] + letter + word[at:]
    fewer = word[:at] + word[at + 1 :]
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    for other in (wrong, more, fewer, swapped):
        assert set(spellings(word)) & set(spellings(other))


@given(word=LETTERS, other=LETTERS)
def test_words_of_which_three_letters_differ_are_not(word: str, other: str) -> None:
    if abs(len(word) - len(other)) > 2:
        assert not set(spellings(word)) & set(spellings(other))


@given(amount=AMOUNTS, least=AMOUNTS, most=AMOUNTS)
def test_every_price_of_a_range_is_among_its_terms(amount: int, least: int, most: int) -> None:
    least, amount, most = sorted((least, amount, most))
    assert term("EUR", amount) in terms_between("EUR", least, most)
    assert band(least) <= band(amount) <= band(most) <= band(HIGHEST) == 195


@given(question=st.text(max_size=200))
def test_whatever_is_asked_is_a_bounded_search(question: str) -> None:
    found = asked(question)
    assert len(found) <= MOST_WORDS
    body = search_body(ProductQuery(now=NOW, words=found, loose=True), None, 50)
    assert str(body).count("'terms'") <= MOST_WORDS * 6 + 1
