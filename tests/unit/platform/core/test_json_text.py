"""JSON is read as the standard says, and places in it are named so that they can be found again."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from baton.core.json_text import (
    DEPTH_LIMIT,
    REPEATED,
    MalformedBody,
    RepeatedName,
    each_name_once,
    faults_in,
    outside_json,
    pointer,
    strict_json,
)
from baton.leads.lead import NewLead

plain = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(plain, inner, max_size=4),
    max_leaves=20,
)


@given(value=json_values, ascii_only=st.booleans())
def test_what_json_can_say_is_read_as_it_is(value, ascii_only):
    assert strict_json(json.dumps(value, ensure_ascii=ascii_only)) == value


@given(value=st.text(max_size=60))
def test_any_text_is_read_or_refused_with_its_fault(value):
    faults = []
    try:
        strict_json(value)
    except MalformedBody as error:
        faults.extend(error.faults)
    assert len(faults) <= 1


@pytest.mark.parametrize("number", ["1e309", "-1e400", "NaN", "Infinity", "-Infinity"])
def test_numbers_that_are_none_are_refused(number):
    with pytest.raises(MalformedBody):
        strict_json(f'{{"x": {number}}}')


@pytest.mark.parametrize("depth", [1, DEPTH_LIMIT])
def test_documents_may_be_as_deep_as_the_limit(depth):
    assert strict_json("[" * depth + "]" * depth) is not None


@pytest.mark.parametrize("depth", [DEPTH_LIMIT + 1, 200_000])
def test_documents_beyond_the_limit_are_refused(depth):
    with pytest.raises(MalformedBody, match="not usable"):
        strict_json("[" * depth + "]" * depth)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"a":1,"a":2}', "/a"),
        ('{"a":1,"b":{"c":[0,{"d/e":1,"x":2,"d/e":1}]}}', "/b/c/1/d~1e"),
        (r'{"a":1,"\u0061":1}', "/a"),
        ('[{"":null,"":null}]', "/0/"),
        ('{"a":{"b":1,"b":2},"a":3}', "/a"),
    ],
)
def test_two_values_under_one_name_are_refused_with_their_place(text, place):
    with pytest.raises(MalformedBody) as caught:
        strict_json(text)
    assert [(one.pointer, one.code) for one in caught.value.faults] == [(place, REPEATED)]
    with pytest.raises(RepeatedName):
        json.loads(text, object_pairs_hook=each_name_once)


@given(value=json_values)
def test_a_pointer_leads_back_to_its_place(value):
    for place, found in walk(value):
        assert follow(value, pointer(place)) is found


@given(names=st.lists(plain, min_size=1, max_size=5, unique=True))
def test_every_unknown_field_has_its_own_pointer(names):
    unknown = [name for name in names if name not in NewLead.model_fields]
    body = {**dict.fromkeys(unknown, 1), "email": 5}

    with pytest.raises(ValidationError) as caught:
        NewLead.model_validate(body)

    found = {fault.pointer for fault in faults_in(body, caught.value.errors())}
    assert found == {pointer([name]) for name in unknown} | {"/email"}


def walk(value, place=()):
    yield place, value
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for part, child in inner:
        yield from walk(child, (*place, part))


def follow(value, text):
    for token in text.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        value = value[int(name)] if isinstance(value, list) else value[name]
    return value


@given(value=json_values)
def test_what_another_program_sends_is_read_as_it_is(value):
    assert outside_json(json.dumps(value)) == value
    assert outside_json(json.dumps(value, ensure_ascii=False).encode()) == value


@given(
    st.binary(max_size=40) | st.sampled_from([b"[" * 200_000, b'{"a":' * 100_000, b'["\\ud800"]'])
)
def test_whatever_comes_is_read_and_can_be_stored_or_is_a_value_error(body):
    try:
        found = outside_json(body)
    except ValueError:
        return
    json.dumps(found, ensure_ascii=False).encode()
