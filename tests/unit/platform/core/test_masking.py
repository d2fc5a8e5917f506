"""A person's own words are taken out of every sentence, however they are written there."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.core.masking import Words

LETTERS = st.text(
    alphabet="abIiSsKk .@-7\u0131\u0130\u017f\u212a\xdf\u03a3\u03c3\u03c2\xe9",
    min_size=1,
    max_size=8,
)
"""With those whose case is not as others' is: dotless and dotted i, long s, Kelvin, sharp s, sigmas."""


def words_of(*names: str) -> Words:
    return Words({"people": [{"first_name": name} for name in names]})


@pytest.mark.parametrize(
    ("name", "line", "written"),
    [
        ("Anna Berg", "a lead of anna berg is hot", "a lead of <person> is hot"),
        ("Ann", "Annabel is somebody else", "Annabel is somebody else"),
        ("İpek", "ipek asks", "<person> asks"),
        ("a.b", "axb and a.b", "axb and <person>"),
        ("Jürgen", "JÜRGEN", "<person>"),
    ],
)
def test_a_name_is_taken_out_whatever_its_case_and_only_as_a_word(
    name: str, line: str, written: str
) -> None:
    assert words_of(name).out_of(line) == written


@given(st.lists(LETTERS, min_size=1, max_size=4), st.lists(LETTERS, max_size=6))
def test_no_word_stays_that_one_pattern_of_all_words_would_find(
    names: list[str], others: list[str]
) -> None:
    line = " ".join(others + names[:1])
    known = sorted({name.strip() for name in names if len(name.strip()) > 1}, key=len, reverse=True)
    left = words_of(*names).out_of(line)
    for word in known:
        pattern = rf"(?<!\w){re.escape(word)}(?!\w)"
        found = re.findall(pattern, left.replace("<person>", "\0"), re.IGNORECASE)
        assert not found, (word, left)


def test_what_is_no_text_stays_as_it_is() -> None:
    line = {"count": 3, "ok": True, "nothing": None, "in": ["Anna", {"x": "Anna"}]}
    expected = {"count": 3, "ok": True, "nothing": None, "in": ["<person>", {"x": "<person>"}]}
    assert words_of("Anna").out_of(line) == expected
