"""Cursors lead on in their own listing only."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.core.errors import InvalidInput
from baton.persistence.page import checked_limit, cursor_after, position

text = st.text(st.characters(codec="utf-8"))


@given(text, text)
def test_a_cursor_leads_back_to_its_place(query: str, key: str) -> None:
    assert position(query, cursor_after(query, key)) == key


@given(text, text, text)
def test_a_cursor_of_another_query_is_refused(query: str, other: str, key: str) -> None:
    if query == other:
        return
    with pytest.raises(InvalidInput):
        position(other, cursor_after(query, key))


@given(text, text, text)
def test_a_changed_cursor_is_refused(query: str, key: str, other: str) -> None:
    cursor = cursor_after(query, key)
    content = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    if other == key:
        return
    changed = json.dumps({**content, "after": other}).encode()
    with pytest.raises(InvalidInput):
        position(query, base64.urlsafe_b64encode(changed).decode())


@given(st.text() | st.binary().map(lambda data: base64.urlsafe_b64encode(data).decode()))
def test_garbage_is_refused_whatever_it_is(cursor: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        position("query", cursor)
    assert [fault.pointer for fault in caught.value.faults] == ["/cursor"]


@pytest.mark.parametrize(
    "content",
    ["null", "[]", "{}", '{"after":1,"check":"x"}', '{"after":"\\ud800","check":""}', "1" * 5_000],
)
def test_json_that_is_no_cursor_is_refused(content: str) -> None:
    with pytest.raises(InvalidInput):
        position("query", base64.urlsafe_b64encode(content.encode()).decode())


def test_without_a_cursor_a_listing_begins_at_its_beginning() -> None:
    assert position("query", None) is None


def test_a_limit_is_1_to_100() -> None:
    assert [checked_limit(limit) for limit in (1, 100)] == [1, 100]
