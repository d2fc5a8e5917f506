"""Text from outside: people's names pass, what is no text does not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.core.text import plain_text, prose, seen


@pytest.mark.parametrize(
    "name",
    [
        "Zo\u00eb",
        "\u5f20\u4f1f",
        "\u05d3\u05d5\u05d3",
        "\u202b\u0645\u062d\u0645\u062f\u202c",
        "\N{FAMILY}\N{ZERO WIDTH JOINER}\N{SLIGHTLY SMILING FACE}",
        "Robert'); DROP TABLE leads;--",
        '=HYPERLINK("x")',
    ],
)
def test_names_of_people_pass_as_they_are(name: str) -> None:
    assert plain_text(name) == name
    assert prose(name) == name


@pytest.mark.parametrize(
    "character", ["\x00", "\x1b", "\x7f", "\x85", "\ud800", "\ufffe", "\ue000"]
)
def test_what_is_no_text_is_refused_and_named(character: str) -> None:
    for check in (plain_text, prose):
        with pytest.raises(ValueError, match=f"U\\+{ord(character):04X}"):
            check(f"a{character}b")


def test_prose_has_lines_and_a_line_has_none() -> None:
    assert prose("a\r\n\tb") == "a\r\n\tb"
    for character in "\r\n\t":
        with pytest.raises(ValueError, match="not text"):
            plain_text(f"a{character}b")


def test_what_word_processors_leave_in_a_line_is_a_space_or_nothing() -> None:
    assert plain_text("Ada\u2028Lovelace") == "Ada Lovelace"
    assert seen("\u202eAda\u2066") == "Ada"


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cn", "Co"])))
def test_what_passed_passes_again_unchanged(text: str) -> None:
    once = plain_text(text)
    assert plain_text(once) == once
    assert unicodedata.is_normalized("NFC", once)
