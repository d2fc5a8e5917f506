import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.language.guards.text import cleaned

ANY = st.text(st.characters(exclude_categories=[]), max_size=300)


@given(ANY, st.integers(16, 400))
def test_clean_text_is_short_visible_and_stays_as_it_is(text: str, most: int) -> None:
    once = cleaned(text, most)

    assert len(once) <= most
    assert cleaned(once, most) == once
    hidden = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
    assert all(one == "\n" or unicodedata.category(one) not in hidden for one in once)


@pytest.mark.parametrize(
    "hidden",
    ["\u200b", "\u202e", "\ufeff", "\U000e0041", "\ufe0f", "\u3164", "\x00", "\x1b", "\u2066"],
)
def test_an_order_written_in_invisible_characters_is_put_together(hidden: str) -> None:
    assert cleaned(f"ig{hidden}nore this", 100) == "ignore this"


def test_letters_that_only_look_different_become_those_that_are_read() -> None:
    assert cleaned("ｉｇｎｏｒｅ 𝐭𝐡𝐢𝐬", 100) == "ignore this"  # noqa: RUF001


def test_lines_stay_and_marks_on_a_letter_are_few() -> None:
    assert cleaned("a\r\n\n\n\nb", 100) == "a\n\nb"
    assert len(cleaned("x" + "\u0335" * 50, 100)) <= 5


def test_what_is_cut_off_is_marked() -> None:
    assert cleaned("word " * 100, 20).endswith(" […]")
