"""Bad input gets a clear problem with every fault in its place, and is stored nowhere (A1)."""

import re

import pytest

from tests.samples.http import ROUTES

LEAD = {"email": "ada@northwind.example"}
PROBLEM = "application/problem+json"


def lead(**changes):
    return {**LEAD, **changes}


BAD_LEADS = {
    "nobody to reach": ({}, {"": "value_error"}),
    "not an e-mail": (lead(email="ada@@northwind"), {"/email": "value_error"}),
    "an e-mail of NUL": (lead(email="a\x00@northwind.example"), {"/email": "value_error"}),
    "wrong types": (
        lead(first_name=5, company_size="many", activity={"visits": []}, consent="yes"),
        {
            "/first_name": "string_type",
            "/company_size": "int_type",
            "/activity/visits": "int_type",
            "/consent": "model_attributes_type",
        },
    ),
    "unknown fields": (
        lead(emial="x", activity={"clicks": 1}),
        {"/emial": "extra_forbidden", "/activity/clicks": "extra_forbidden"},
    ),
    "a future date": (lead(occurred_at="2126-01-01T00:00:00Z"), {"/occurred_at": "future"}),
    "a campaign that is none": (
        lead(campaign_id="01JNB3V5QZ8W2Y4X6T7R9P0K1M"),
        {"/campaign_id": "unknown_campaign"},
    ),
    "no id": (lead(campaign_id="spring"), {"/campaign_id": "string_pattern_mismatch"}),
    "a list": ([LEAD], {"": "dict_type"}),
    "a word": ("lead", {"": "model_attributes_type"}),
    "a number": (7, {"": "model_attributes_type"}),
}


LEFT_OUT = {
    "a missing currency": ({"budget": {"amount": 5}}, {"/budget/currency": "missing"}),
    "a negative budget": (
        {"budget": {"amount": -1, "currency": "EUR"}},
        {"/budget/amount": "greater_than_equal"},
    ),
    "control characters": (
        {
            "first_name": "A\x00da",
            "last_name": "L\nind",
            "company": "\x1b[31m",
            "message": "a\x00b",
        },
        {
            "/first_name": "value_error",
            "/last_name": "value_error",
            "/company": "value_error",
            "/message": "value_error",
        },
    ),
    "a time without a zone": (
        {"occurred_at": "2026-01-01T00:00:00"},
        {"/occurred_at": "value_error"},
    ),
    "no date": ({"occurred_at": "yesterday"}, {"/occurred_at": "datetime_from_date_parsing"}),
    "no country": ({"country": "Atlantis"}, {"/country": "value_error"}),
    "no time zone": ({"timezone": "Mars/Olympus"}, {"/timezone": "value_error"}),
    "too long": ({"message": "x" * 5_001}, {"/message": "string_too_long"}),
    "objects in attributes": ({"attributes": {"a": {"b": 1}}}, {"/attributes/a": "bool_type"}),
    "names that need escaping": (
        {"attributes": {"a/b~c": []}},
        {"/attributes/a~1b~0c": "bool_type"},
    ),
    "control characters in names": (
        {"attributes": {"a\x07": 1}},
        {"/attributes/a\x07": "value_error"},
    ),
    "too many attributes": (
        {"attributes": {str(n): n for n in range(61)}},
        {"/attributes": "too_long"},
    ),
}
"""Fields that cost no lead, with what is wrong with them."""


@pytest.mark.parametrize(("fields", "faults"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_a_lead_goes_on_without_what_is_not_understood_and_the_caller_is_told(api, fields, faults):
    answer = api.post("/api/v1/leads", lead(**fields))

    assert answer.status == 200
    assert {one["field"] for one in answer.json["ignored"]} == set(map(dotted, faults))
    assert all(one["why"] for one in answer.json["ignored"])


@pytest.mark.parametrize(("fields", "faults"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_a_lead_that_is_refused_has_these_named_as_well(api, fields, faults):
    answer = api.post("/api/v1/leads", {**fields, "email": "nobody"})

    assert answer.status == 400
    assert answer.faults == {**faults, "/email": "value_error"}
    assert_nothing_stored(api)


def dotted(pointer):
    return pointer[1:].replace("/", ".", 1).replace("~1", "/").replace("~0", "~")


@pytest.mark.parametrize(("body", "faults"), BAD_LEADS.values(), ids=BAD_LEADS)
def test_every_fault_of_a_bad_lead_is_named_where_it_is(api, body, faults):
    answer = api.post("/api/v1/leads", body)

    assert answer.status == 400
    assert answer.headers["Content-Type"] == PROBLEM
    assert answer.faults == faults
    assert answer.json["title"]
    assert answer.json["detail"]
    assert_nothing_stored(api)


BAD_TEXTS = {
    "nothing": b"",
    "null": b"null",
    "half of it": b'{"email": "ada@northwind.exa',
    "a trailing comma": b'{"email": "ada@northwind.example",}',
    "single quotes": b"{'email': 'ada@northwind.example'}",
    "two documents": b"{} {}",
    "NaN": b'{"email": "a@b.example", "activity": {"pages_per_visit": NaN}}',
    "Infinity": b'{"attributes": {"x": -Infinity}}',
    "a number beyond a double": b'{"email": "a@b.example", "attributes": {"x": 1e999}}',
    "a very long number": b'{"company_size": ' + b"9" * 5_000 + b"}",
    "deep lists": b'{"attributes": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep objects": b'{"a":' * 40 + b"1" + b"}" * 40,
    "half of a pair": b'{"email": "a@b.example", "first_name": "\\ud83d"}',
    "half of a pair in a name": b'{"email": "a@b.example", "attributes": {"\\udc00": 1}}',
    "a byte order mark": b'\xef\xbb\xbf{"email": "a@b.example"}',
    "latin-1": '{"email": "a@b.example", "first_name": "Zoë"}'.encode("latin-1"),
    "utf-16": '{"email": "a@b.example"}'.encode("utf-16"),
    "bytes": bytes(range(256)),
    "XML": b"<lead/>",
}


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_a_body_that_is_not_json_is_refused(api, text):
    answer = api.post("/api/v1/leads", raw=text)

    assert answer.status == 400
    assert answer.headers["Content-Type"] == PROBLEM
    assert answer.json["type"].endswith(("/malformed-body", "/invalid-input"))
    assert_nothing_stored(api)


def test_broken_json_is_told_where_it_breaks(api):
    [fault] = api.post("/api/v1/leads", raw='{"email":\n  oops}').json["errors"]

    assert fault["pointer"] == ""
    assert "line 2, column 3" in fault["detail"]


def test_half_of_a_surrogate_pair_is_told_where_it_stands(api):
    raw = '{"email": "a@b.example", "attributes": {"x": "\\ud83d"}}'

    assert api.post("/api/v1/leads", raw=raw).faults == {"/attributes/x": "string_unicode"}


def test_a_whole_surrogate_pair_is_an_emoji(api):
    raw = '{"email": "a@b.example", "first_name": "\\ud83d\\ude00"}'

    assert api.post("/api/v1/leads", raw=raw).json["details"]["first_name"] == "😀"


def test_a_body_that_is_not_base64_is_refused(api):
    event = api.event("POST", "/api/v1/leads", LEAD) | {"body": "%%%", "isBase64Encoded": True}

    assert api.gateway.handle(event, None)["statusCode"] == 400


@pytest.mark.parametrize("raw", ["x" * 1_000_000, '{"message": "' + "é" * 140_000 + '"}'])
def test_a_body_beyond_its_limit_is_too_large(api, raw):
    answer = api.post("/api/v1/leads", raw=raw)

    assert answer.status == 413
    assert "256 KiB" in answer.json["detail"]
    assert_nothing_stored(api)


@pytest.mark.parametrize(
    "media_type",
    ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data",
     "application/jsonp", "application/json; charset=latin-1"],
)  # fmt: skip
def test_only_json_is_taken(api, media_type):
    answer = api.post("/api/v1/leads", LEAD, headers={"content-type": media_type})

    assert answer.status == 415
    assert_nothing_stored(api)


@pytest.mark.parametrize(
    "media_type",
    ["application/json", "Application/JSON; charset=UTF-8", 'application/json;charset="utf-8"'],
)
def test_json_is_taken_however_it_is_written(api, media_type):
    assert api.post("/api/v1/leads", LEAD, headers={"content-type": media_type}).status == 200


@pytest.mark.parametrize(
    ("query", "faults"),
    [
        ({"limit": "0"}, {"query:limit": "greater_than_equal"}),
        ({"limit": "101"}, {"query:limit": "less_than_equal"}),
        ({"limit": "ten"}, {"query:limit": "int_parsing"}),
        ({"status": "lost"}, {"query:status": "enum"}),
        ({"stauts": "received"}, {"query:stauts": "extra_forbidden"}),
        ({"since": "0"}, {"query:since": "datetime_parsing"}),
        ({"since": "0.5"}, {"query:since": "datetime_parsing"}),
        ({"before": "20260301"}, {"query:before": "datetime_parsing"}),
        ({"limit": "1_0"}, {"query:limit": "int_parsing"}),
        ({"limit": "+5"}, {"query:limit": "int_parsing"}),
        ({"cursor": "AAAA"}, {"query:cursor": "foreign_cursor"}),
        ({"cursor": "💥"}, {"query:cursor": "foreign_cursor"}),
        ({"cursor": "x" * 3_000}, {"query:cursor": "string_too_long"}),
    ],
)
def test_a_bad_query_parameter_is_named(api, query, faults):
    answer = api.get("/api/v1/leads", query)

    assert answer.status == 400
    assert answer.faults == faults


def test_a_cursor_of_other_filters_is_foreign(api):
    for number in range(3):
        api.post("/api/v1/leads", {"external_id": str(number)})
    cursor = api.get("/api/v1/leads", {"limit": "1"}).json["next_cursor"]

    answer = api.get("/api/v1/leads", {"limit": "1", "status": "processed", "cursor": cursor})

    assert answer.faults == {"query:cursor": "foreign_cursor"}


def test_a_problem_does_not_repeat_what_was_sent(api):
    body = {"email": "secret-person@@northwind", "first_name": 12345678}

    text = api.post("/api/v1/leads", body).text

    assert "secret-person" not in text
    assert "12345678" not in text


def assert_nothing_stored(api):
    platform = api.platform
    assert platform.leads.kept == {}
    assert platform.outbox.entries == {}
    assert platform.claims.kept == {}
    assert platform.workflows.runs == []


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ('{"email": "ada@northwind.example", "email": "eve@evil.example"}', "/email"),
        ('{"email": "a@b.example", "activity": {"visits": 1, "visits": 2}}', "/activity/visits"),
        (r'{"email": "a@b.example", "em\u0061il": "eve@evil.example"}', "/email"),
    ],
)
def test_a_field_that_is_given_twice_is_refused_and_nothing_is_stored(api, platform, raw, place):
    answer = api.post("/api/v1/leads", raw=raw)

    assert (answer.status, answer.faults) == (400, {place: "name_repeated"})
    assert platform.leads.kept == {}


@pytest.mark.parametrize("given", ["a" * 3_000, "\u00e9" * 1_100, "\U0001f600" * 251])
@pytest.mark.parametrize(
    "route", [one for one in ROUTES if "{" in one.path], ids=lambda one: f"{one.method} {one.path}"
)
def test_what_no_key_is_long_enough_to_name_is_not_found(api, route, given):
    answer = api.send(route.method, re.sub(r"\{\w+\}", given, route.path), {})

    assert answer.status == 404
