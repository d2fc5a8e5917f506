"""JSON-RPC 2.0 as its specification has it: calls, notifications, batches and errors."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.core.errors import Unavailable
from functions.platform.rpc.error_codes import INTERNAL_ERROR, INVALID_PARAMS, INVALID_REQUEST
from functions.platform.rpc.jsonrpc import MOST_IN_A_BATCH, request_of

HEAVY = [
    "boto3",
    "botocore.session",
    "pynamodb",
    "opensearchpy",
    "openai",
    "numpy",
    "mcp",
    "aws_lambda_powertools.event_handler.api_gateway",
]
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


def test_a_call_is_answered_under_its_id(caller, lead):
    answer = caller.send(
        "/rpc",
        {
            "jsonrpc": "2.0",
            "method": "db.leads.get",
            "params": {"lead_id": lead.lead_id},
            "id": "a",
        },
    )

    assert answer.status == 200
    assert (answer.json["jsonrpc"], answer.json["id"]) == ("2.0", "a")
    assert answer.json["result"]["lead_id"] == lead.lead_id


def test_a_notification_is_done_and_not_answered(caller, lead, platform):
    conversation = f"lead-{lead.lead_id}"
    params = {"conversation_id": conversation, "text": "Called, no answer."}

    answer = caller.send(
        "/rpc", {"jsonrpc": "2.0", "method": "memory.short_term.store", "params": params}
    )

    assert (answer.status, answer.text) == (204, "")
    assert platform.short_term.recent(conversation)[-1].text == "Called, no answer."


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ('{"jsonrpc": "2.0", "method": "foobar, "params": "bar"]', -32700),
        ('{"jsonrpc": "2.0", "method": 1, "params": "bar"}', -32600),
        ('{"jsonrpc": "2.0", "method": "db.leads.list", "params": "bar", "id": 1}', -32600),
        ('{"jsonrpc": "1.0", "method": "db.leads.list", "id": 1}', -32600),
        ('{"jsonrpc": "2.0", "method": "foobar", "id": "1"}', -32601),
        ('{"jsonrpc": "2.0", "method": "db.leads.list", "params": [1], "id": "1"}', -32602),
        ("[]", -32600),
        ("1", -32600),
        ("", -32700),
        (
            '{"jsonrpc": "2.0", "method": "db.leads.list", "params": {"limit": NaN}, "id": 1}',
            -32700,
        ),
    ],
)
def test_what_is_no_good_request_gets_the_code_of_the_specification(caller, raw, code):
    assert caller.send("/rpc", raw=raw).code == code


def test_a_batch_is_answered_in_part_where_it_fails_in_part(caller, lead):
    answer = caller.send(
        "/rpc",
        [
            {
                "jsonrpc": "2.0",
                "method": "db.leads.get",
                "params": {"lead_id": lead.lead_id},
                "id": 1,
            },
            {"jsonrpc": "2.0", "method": "agent.status"},
            {"foo": "boo"},
            {"jsonrpc": "2.0", "method": "foo.get", "id": 5},
            1,
        ],
    )

    by_id = {one["id"]: one for one in answer.json if one["id"] is not None}
    assert by_id[1]["result"]["lead_id"] == lead.lead_id
    assert by_id[5]["error"]["code"] == -32601
    refused = [one["error"]["code"] for one in answer.json if one["id"] is None]
    assert refused == [INVALID_REQUEST, INVALID_REQUEST]


def test_a_batch_of_notifications_is_not_answered(caller):
    body = [{"jsonrpc": "2.0", "method": "agent.status"}] * 2

    assert caller.send("/rpc", body).status == 204


def test_a_batch_has_a_limit_that_is_told(caller):
    body = [{"jsonrpc": "2.0", "method": "agent.status", "id": n} for n in range(51)]

    answer = caller.send("/rpc", body)

    assert answer.code == INVALID_REQUEST
    assert str(MOST_IN_A_BATCH) in answer.json["error"]["data"]["detail"]


def test_what_a_batch_writes_it_may_read_further_on(caller, lead):
    store = {"conversation_id": f"lead-{lead.lead_id}", "text": "one", "kind": "note"}
    get = {"conversation_id": f"lead-{lead.lead_id}"}

    answer = caller.send(
        "/rpc",
        [
            {"jsonrpc": "2.0", "method": "memory.short_term.store", "params": store, "id": 1},
            {"jsonrpc": "2.0", "method": "memory.short_term.get", "params": get, "id": 2},
        ],
    )

    assert answer.json[1]["result"]["items"][-1]["text"] == "one"


def test_every_fault_of_the_parameters_is_named_where_it_is(caller):
    answer = caller.call("db.leads.create", {"lead": {"email": "x", "company_size": -1}, "y": 1})

    assert answer["error"]["code"] == INVALID_PARAMS
    places = {fault["pointer"] for fault in answer["error"]["data"]["errors"]}
    assert places == {"/lead/email", "/lead/company_size", "/y"}


def test_an_error_of_ours_tells_its_correlation_id_and_nothing_else(caller, platform, capsys):
    platform.faults.fail("campaigns.get", RuntimeError("secret anna@example.com"))

    answer = caller.call("db.campaigns.get", {"campaign_id": "01JNB3V5QZ8W2Y4X6T7R9P0K1M"})

    assert answer["error"]["code"] == INTERNAL_ERROR
    assert "secret" not in str(answer)
    assert answer["error"]["data"]["correlation_id"] in capsys.readouterr().out


def test_a_store_that_does_not_answer_is_told_with_when_to_come_back(caller, platform):
    platform.faults.fail("campaigns.get", Unavailable("The database does not answer."))

    error = caller.call("db.campaigns.get", {"campaign_id": "01JNB3V5QZ8W2Y4X6T7R9P0K1M"})["error"]

    assert (error["code"], error["data"]["retry_after"]) == (503, 2)


@given(json_values)
def test_no_document_is_taken_for_a_request_that_is_none(document):
    request = request_of(document)

    if request is not None:
        assert isinstance(document, dict)
        assert document["jsonrpc"] == "2.0"
        assert isinstance(request.method, str)


def test_the_entry_point_imports_nothing_heavy():
    found = subprocess.run(
        [
            sys.executable,
            "-c",
            "import functions.platform.rpc.handler; import sys; print(*sys.modules)",
        ],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": ":".join(path for path in sys.path if path)},
    ).stdout.split()

    assert [name for name in HEAVY if name in found] == []


@pytest.mark.parametrize(
    ("body", "id_"),
    [
        ({"id": 9, "method": "agent.status"}, 9),
        ({"jsonrpc": "2.0", "id": "a", "method": 1}, "a"),
        ({"jsonrpc": "2.0", "id": [], "method": "agent.status"}, None),
        ("{", None),
    ],
)
def test_an_error_has_the_id_of_its_request_as_far_as_that_can_be_read(caller, body, id_):
    raw = body if isinstance(body, str) else json.dumps(body)

    assert caller.send("/rpc", raw=raw).json["id"] == id_
    at_the_edge = caller.send("/rpc", raw=raw, headers={"content-type": "text/plain"})
    assert (at_the_edge.status, at_the_edge.json["id"]) == (415, id_)


@pytest.mark.parametrize(
    ("before", "after", "id_"),
    [
        ('"id": "mine", ', "", "mine"),
        ('"method": "agent.status", "id": 41, ', "", 41),
        ('"x": {"id": 1}, "id": 2, ', "", 2),
        ("", ', "id": 7', 7),
        ("", ', "id": "\\u0061 b"', "a b"),
        ('"id": 1, ', ', "id": 7', None),
        ("", ', "x": {"id": 7}', None),
        ("", ', "x": "\\", \\"id\\": 7"', None),
        ('"id": "\\ud800", ', "", None),
        ('"id": 1e999, ', "", None),
        ('"id": NaN, ', "", None),
        ('"x": ' + "[" * 10_000 + "]" * 10_000 + ', "id": 3, ', "", None),
    ],
)
def test_a_long_message_that_is_refused_keeps_its_id_if_that_comes_first_or_last(
    caller, before, after, id_
):
    for size, status in ((100_000, 415), (1_200_000, 413)):
        raw = f'{{{before}"params": "{"x" * size}"{after}}}'
        kind = "text/plain" if status == 415 else "application/json"
        answer = caller.send("/rpc", raw=raw, headers={"content-type": kind})
        assert (answer.status, answer.json["id"]) == (status, id_)


@pytest.mark.parametrize(
    ("raw", "place", "id_"),
    [
        ('{"jsonrpc": "2.0", "id": 4, "method": "agent.status", "method": "x"}', "/method", 4),
        ('{"jsonrpc": "2.0", "id": 4, "id": 5, "method": "agent.status"}', "/id", None),
        (
            '{"jsonrpc": "2.0", "id": "a", "params": {"b": [{"c": 1, "c": 1}]}}',
            "/params/b/0/c",
            "a",
        ),
        ('[{"jsonrpc": "2.0", "id": 1, "id": 1}]', "/0/id", None),
    ],
)
def test_a_name_that_stands_twice_is_refused_with_its_place_and_the_id(caller, raw, place, id_):
    for path in ("/rpc", "/mcp"):
        answer = caller.send(path, raw=raw).json
        assert answer["id"] == id_
        assert [one["pointer"] for one in answer["error"]["data"]["errors"]] == [place]


@pytest.mark.parametrize(
    "params",
    [
        "[" * 60 + "]" * 60,
        "[" * 20_000 + "]" * 20_000,
        '{"limit": NaN}',
        '{"limit": 1e999}',
        '{"limit": ' + "9" * 5_000 + "}",
        '{"text": "\\ud800"}',
    ],
)
def test_what_json_cannot_hold_is_refused_under_the_id_of_its_request(caller, params):
    raw = f'{{"jsonrpc": "2.0", "id": "a", "method": "agent.status", "params": {params}}}'
    for path in ("/rpc", "/mcp"):
        answer = caller.send(path, raw=raw).json
        assert (answer["id"], answer["error"]["code"]) == ("a", -32700)


def test_an_id_that_is_cut_off_is_none(caller):
    raw = '{"x": "' + "x" * (65_536 - 20) + '", "id": 123456789, "y": "' + "y" * 9_000 + '"}'
    answer = caller.send("/rpc", raw=raw, headers={"content-type": "text/plain"})
    assert answer.json["id"] is None
