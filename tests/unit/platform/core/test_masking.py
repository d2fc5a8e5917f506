"""A person's own words are taken out of every sentence, however they are written there."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.core.masking import _ALSO_WORDS, _NOBODY, ERASED, Words, erased, mask, mask_addresses

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
    kept = {name.strip() for name in names if not name.strip().isdigit()}
    known = sorted(
        (one for one in kept if len(one) > 1 and one.casefold() not in _ALSO_WORDS | _NOBODY),
        key=len,
        reverse=True,
    )
    left = words_of(*names).out_of(line)
    for word in known:
        pattern = rf"(?<!\w){re.escape(word)}(?!\w)"
        found = re.findall(pattern, left.replace("<person>", "\0"), re.IGNORECASE)
        assert not found, (word, left)


@pytest.mark.parametrize(
    ("task", "line"),
    [
        (
            {"proposals": [{"text": "Lower bids by 40 %"}]},
            "Look at the campaign: Lower bids by 40 %",
        ),
        ({"details": {"message": "campaign\nhot"}}, "Look at the campaign: it is hot"),
        ({"details": {"external_id": "42"}}, "hot: 42 of 100 points"),
        ({"campaign": {"external_id": "Spring"}}, "the campaign Spring is healthy"),
        ({"details": {"first_name": "N/A", "last_name": "-"}}, "the phone is N/A - not given"),
        ({"details": {"first_name": "may", "last_name": "An"}}, "what may be an answer"),
        ({}, "Time: first on Sunday 2026-03-08 14:03, in permitted hours"),
    ],
)
def test_a_sentence_of_our_own_stays_whole(task: dict[str, Any], line: str) -> None:
    assert Words(task).masked(line) == line


@pytest.mark.parametrize(
    ("task", "line", "written"),
    [
        ({"details": {"first_name": "May"}}, "May may ask", "<person> may ask"),
        ({"details": {"first_name": "May"}}, "MAY asks", "<person> asks"),
        ({"details": {"last_name": "O'Neil"}}, "Ms O\u2019Neil asks", "Ms <person> asks"),
        ({"details": {"external_id": "A-17"}}, "lead A-17 asks", "lead <person> asks"),
        ({"details": {"message": "Hi\nIt burns!"}}, "wrote: it burns!", "wrote: <person>"),
        (
            {"ignored": [{"field": "phone", "value": "ring Bob at home", "why": "is no number"}]},
            "wrote ring Bob at home",
            "wrote <person>",
        ),
        ({}, "call 345-899-3560x4587 or 4111 1111 1111 1111", "call <phone> or <card>"),
        ({}, "account at61 1904 3002 3457 3201", "account <account>"),
        ({}, '"john doe"@example.com', "<email>"),
    ],
)
def test_what_tells_who_a_person_is_goes(task: dict[str, Any], line: str, written: str) -> None:
    assert Words(task).masked(line) == written


@given(st.lists(st.text(alphabet='a@."\\ \n\t\x1f,:%40é', max_size=12), max_size=5))
def test_a_line_of_json_stays_one_and_keeps_its_form(texts: list[str]) -> None:
    encoded = json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
    masked = json.loads(mask_addresses(encoded))
    assert len(masked) == len(texts)


def test_the_addresses_of_machines_are_for_operators_to_read() -> None:
    assert mask("203.0.113.45 refused") == "203.0.113.45 refused"


def test_what_is_no_text_stays_as_it_is() -> None:
    line = {"count": 3, "ok": True, "nothing": None, "in": ["Anna", {"x": "Anna"}]}
    expected = {"count": 3, "ok": True, "nothing": None, "in": ["<person>", {"x": "<person>"}]}
    assert words_of("Anna").out_of(line) == expected


def test_what_a_lead_goes_on_without_is_erased_as_what_it_has() -> None:
    left_out = {"field": "phone", "value": "ring Bob", "why": "is not a phone number"}
    assert erased({"lead": {"ignored": [left_out]}}) == {
        "lead": {"ignored": [{**left_out, "value": ERASED}]}
    }
    assert erased({"x": {"value": 3, "why": "high"}}) == {"x": {"value": 3, "why": "high"}}
