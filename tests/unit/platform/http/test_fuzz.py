"""Whatever is sent, the answer is one of ours: never a crash, never a 5xx."""

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)
FIELDS = {
    "/api/v1/leads": [
        "email", "phone", "external_id", "first_name", "company_size", "country", "timezone",
        "campaign_id", "message", "budget", "activity", "consent", "attributes", "occurred_at",
    ],
    "/api/v1/leads/batch": ["leads"],
    "/api/v1/leads/{lead}/outcomes": ["kind", "channel", "step", "value", "occurred_at"],
    "/api/v1/campaigns": ["name", "platform", "status", "daily_budget", "starts_on", "ends_on"],
    "/api/v1/campaigns/{campaign}/metrics": ["day", "impressions", "clicks", "spend"],
    "/api/v1/experiments": [
        "name", "variants", "primary", "guardrails", "method", "minimum_effect", "baseline",
        "deviation", "share", "daily_units", "campaign_id",
    ],
    "/api/v1/experiments/{experiment}/assignments": ["unit", "past", "bot", "user_agent"],
    "/api/v1/experiments/{experiment}/outcomes": ["unit", "metric", "value", "per"],
    "/api/v1/experiments/{experiment}/exclusions": ["unit"],
    "/api/v1/escalations/{lead}/decision": ["verdict", "note", "changes"],
}  # fmt: skip
ROUTES = st.sampled_from(list(FIELDS))
slow = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def places(api):
    campaign = {"name": "c", "platform": "p", "daily_budget": {"amount": 1, "currency": "USD"}}
    experiment = {
        "name": "e",
        "variants": [{"name": "a"}, {"name": "b"}],
        "primary": {"name": "m"},
        "baseline": 0.2,
        "minimum_effect": 0.1,
    }
    made = api.post("/api/v1/experiments", experiment).json["experiment_id"]
    api.patch(f"/api/v1/experiments/{made}", {"status": "running"}, headers={"if-match": "*"})
    return {
        "experiment": made,
        "lead": api.post("/api/v1/leads", {"external_id": "known"}).json["lead_id"],
        "campaign": api.post("/api/v1/campaigns", campaign).json["campaign_id"],
    }


def assert_an_answer_of_ours(answer):
    assert answer.status < 500
    if answer.status >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json["status"] == answer.status
        for fault in answer.json.get("errors", []):
            assert fault["detail"]
            assert fault["code"]


@slow
@given(route=ROUTES, body=st.binary(max_size=200) | st.text(max_size=200))
@example(route="/api/v1/leads", body='{"":1}')
@example(route="/api/v1/leads", body="[" * 3_000)
def test_any_bytes_get_an_answer(api, places, route, body):
    assert_an_answer_of_ours(api.post(route.format(**places), raw=body))


@slow
@given(route=ROUTES, body=json_values)
def test_any_json_gets_an_answer(api, places, route, body):
    raw = json.dumps(body)
    assert_an_answer_of_ours(api.post(route.format(**places), raw=raw))


@slow
@given(data=st.data(), route=ROUTES)
def test_any_values_in_known_fields_get_an_answer(api, places, data, route):
    names = st.sampled_from(FIELDS[route]) | st.text(max_size=8)
    body = data.draw(st.dictionaries(names, json_values, max_size=6))
    assert_an_answer_of_ours(api.post(route.format(**places), raw=json.dumps(body)))


@slow
@given(items=st.lists(json_values, min_size=1, max_size=5))
def test_any_items_in_a_batch_get_their_own_answers(api, places, items):
    answer = api.post("/api/v1/leads/batch", raw=json.dumps({"leads": items}))

    assert_an_answer_of_ours(answer)
    if answer.status == 200:
        assert [item["index"] for item in answer.json["items"]] == list(range(len(items)))
        assert {item["status"] for item in answer.json["items"]} <= {202, 400, 409}


@slow
@given(
    headers=st.dictionaries(
        st.sampled_from(
            ["idempotency-key", "prefer", "if-match", "if-none-match", "x-correlation-id",
             "content-type", "accept-encoding", "cookie"]
        ),
        st.text(max_size=40),
    ),
    query=st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=3),
)  # fmt: skip
def test_any_headers_and_parameters_get_an_answer(api, places, headers, query):
    path = f"/api/v1/leads/{places['lead']}"
    assert_an_answer_of_ours(api.post("/api/v1/leads", {"x": 1}, headers=headers, query=query))
    assert_an_answer_of_ours(api.get("/api/v1/leads", query, headers=headers))
    answer = api.get(path, headers=headers)
    assert_an_answer_of_ours(answer)
    correlation_id = answer.headers["X-Correlation-Id"]
    assert correlation_id.isascii()
    assert 0 < len(correlation_id) <= 64


@slow
@given(path=st.text(max_size=40))
def test_any_path_gets_an_answer(api, path):
    assert_an_answer_of_ours(api.get(f"/{path}"))
    assert_an_answer_of_ours(api.get(f"/api/v1/leads/{path}"))
