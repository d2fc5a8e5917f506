"""What every request passes: who calls, whether they may, how fast, and what is written down."""

import json
from dataclasses import replace

import pytest

from baton.core.errors import Unavailable
from baton.core.settings import Settings
from tests.fakes.platform.container import FakePlatform
from tests.samples.http import ROUTES, Client

LEADS = "/api/v1/leads"


def rows(*, public):
    return [
        pytest.param(row, id=f"{row.method} {row.path}")
        for row in ROUTES
        if (row.scope is None) is public
    ]


def concrete(row):
    parts = [
        "01JNB3V5QZ8W2Y4X6T7R9P0K1M" if part[:1] == "{" else part for part in row.path.split("/")
    ]
    return "/".join(parts)


@pytest.mark.parametrize("row", rows(public=False))
def test_without_a_token_nobody_gets_in(platform, api, row):
    answer = replace(api, scopes=None).send(row.method, concrete(row), {})

    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json["type"].endswith("/unauthenticated")


@pytest.mark.parametrize("row", rows(public=False))
def test_without_its_scope_a_route_is_forbidden(api, row):
    others = " ".join({other.scope for other in ROUTES if other.scope} - {row.scope})

    answer = replace(api, scopes=others).send(row.method, concrete(row), {})

    assert answer.status == 403
    assert row.scope in answer.json["detail"]


@pytest.mark.parametrize("row", rows(public=False))
def test_with_its_scope_alone_a_route_is_open(api, row):
    answer = replace(api, scopes=row.scope).send(row.method, concrete(row), {})

    assert answer.status not in (401, 403, 405)
    assert not answer.json.get("type", "").endswith("/no-such-route")


@pytest.mark.parametrize("row", rows(public=True))
def test_public_routes_ask_for_no_token_and_count_nothing(api, row):
    answer = replace(api, scopes=None).send(row.method, row.path)

    # Nothing has that name, and nobody signed that body.
    refused = 404 if "{" in row.path else 403
    assert answer.status == (refused if "{" in row.path or 403 in row.problems else 200)
    assert "RateLimit-Limit" not in answer.headers
    assert api.platform.requests.hits == {}


@pytest.mark.parametrize(
    "path", ["/", "/api", "/api/v1", "/api/v2/leads", "/api/v1/leads/", "/api/v1/leads/1/2/3"]
)
def test_a_path_that_is_none_is_not_found(api, path):
    answer = api.get(path)

    assert answer.status == 404
    assert answer.json["type"].endswith("/no-such-route")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", LEADS, "GET, POST"),
        ("PUT", "/api/v1/campaigns/01JNB3V5QZ8W2Y4X6T7R9P0K1M", "GET, PATCH"),
        ("GET", "/api/v1/escalations/01JNB3V5QZ8W2Y4X6T7R9P0K1M/decision", "POST"),
    ],
)
def test_a_method_that_a_path_has_not_is_told_those_it_has(api, method, path, allowed):
    answer = api.send(method, path)

    assert answer.status == 405
    assert answer.headers["Allow"] == allowed


def test_a_stage_in_the_path_is_no_part_of_the_route(api):
    event = api.event("GET", "/prod/api/v1/health")
    event["requestContext"]["stage"] = "prod"

    assert api.gateway.handle(event, None)["statusCode"] == 200


def test_a_caller_who_is_too_fast_is_told_when_to_come_back(platform, api):
    limits = {"default": 3, "client-9": 1}
    platform.settings = platform.settings.model_copy(update={"rate_limits": limits})
    api = api.restarted()

    answers = [api.get(LEADS) for _ in range(4)]

    assert [answer.status for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert {answer.headers["RateLimit-Limit"] for answer in answers} == {"3"}
    assert answers[-1].headers["Retry-After"] == answers[-1].headers["RateLimit-Reset"] == "1"
    assert answers[-1].json["type"].endswith("/too-many-requests")

    other = replace(api, client_id="client-9")
    assert [other.get(LEADS).status for _ in range(2)] == [200, 429]

    platform.clock.advance(1)
    assert api.get(LEADS).status == 200


def test_a_request_beyond_the_rate_claims_no_key_and_stores_nothing(platform, api):
    platform.settings = platform.settings.model_copy(update={"rate_limits": {"default": 0}})
    api = api.restarted()

    answer = api.post(LEADS, {"external_id": "1"}, headers={"Idempotency-Key": "k"})

    assert answer.status == 429
    assert (platform.requests.kept, platform.leads.kept) == ({}, {})


def test_a_correlation_id_is_taken_returned_and_logged(api, capsys):
    answer = api.get(LEADS, headers={"X-Correlation-Id": "crm:42.a_B-c"})

    assert answer.headers["X-Correlation-Id"] == "crm:42.a_B-c"
    assert log_lines(capsys)[-1]["correlation_id"] == "crm:42.a_B-c"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "a\nb", "<script>", "ü"])
def test_a_correlation_id_that_is_not_safe_is_replaced(api, given):
    answer = api.get(LEADS, headers={"X-Correlation-Id": given})

    assert answer.status == 200
    assert len(answer.headers["X-Correlation-Id"]) == 26


@pytest.mark.parametrize("path", ["/api/v1/health", LEADS, "/nowhere", f"{LEADS}/x"])
def test_every_answer_of_the_api_is_kept_by_nobody_and_sniffed_by_nobody(api, path):
    headers = api.get(path).headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Correlation-Id"]


def test_one_line_a_request_says_what_was_asked_and_nothing_of_the_person(api, capsys):
    body = {
        "email": "ada.lindqvist@northwind.example",
        "first_name": "Adalind",
        "phone": "+4312345678",
    }
    lead_id = api.post(LEADS, body).json["lead_id"]
    api.post(LEADS, body)
    api.post(LEADS, {**body, "Adalind": "x"})
    api.get(f"{LEADS}/{lead_id}", {"Adalind": "1"})

    text = capsys.readouterr().out
    lines = [json.loads(line) for line in text.splitlines()]
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("POST", LEADS, 200),
        ("POST", LEADS, 409),
        ("POST", LEADS, 400),
        ("GET", LEADS + "/{lead_id}", 400),
    ]
    assert all(line["caller"] == "client-1" and line["RequestTime"] >= 0 for line in lines)
    for secret in ("lindqvist", "Adalind", "2345678"):
        assert secret not in text


def test_a_dependency_that_does_not_answer_is_503_and_worth_another_try(api):
    api.platform.faults.fail("leads.page", Unavailable("DynamoDB says: secret-table is throttled"))

    answer = api.get(LEADS)

    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) >= 1


@pytest.mark.parametrize("port", ["leads.page", "requests.count"])
def test_what_nobody_expected_is_500_and_shows_nothing_of_the_inside(api, capsys, logged, port):
    api.platform.faults.fail(port, RuntimeError("password=hunter2"))

    answer = api.get(LEADS)

    assert answer.status == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "hunter2" not in answer.text
    assert "RuntimeError" not in answer.text
    [error] = [entry for entry in logged if entry.levelname == "ERROR"]
    assert error.exc_info[0] is RuntimeError
    line = log_lines(capsys)[-1]
    assert line["ServerErrors"] == 1
    assert line["correlation_id"] == answer.headers["X-Correlation-Id"]


def test_after_a_crash_the_next_request_is_served(api):
    api.platform.faults.fail("leads.page", RuntimeError("once"), times=1)

    assert [api.get(LEADS).status for _ in range(2)] == [500, 200]


def test_a_problem_names_its_occurrence(api):
    answer = api.get("/nowhere", headers={"X-Correlation-Id": "case-1"})

    assert answer.json["instance"] == "urn:baton:request:case-1"
    assert answer.json["type"].startswith("https://baton.example/problems/")


def log_lines(capsys):
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [line for line in lines if line["message"] == "request"]


def test_a_closed_address_takes_only_what_came_through_the_edge():
    api = Client(FakePlatform(Settings(bus_name="baton", edge_key="k" * 48)))

    past = api.get("/docs")
    wrong = api.get("/docs", headers={"x-baton-edge": "k" * 47})
    through = api.get("/docs", headers={"x-baton-edge": "k" * 48})

    assert (past.status, wrong.status, through.status) == (403, 403, 200)
    assert "closed" in past.json["detail"]
    assert "k" * 47 not in past.text
