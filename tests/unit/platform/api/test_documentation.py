"""The API's description is complete, valid, true, and readable without a network."""

import json
import re
from itertools import chain

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from baton.core.packaged_yaml import packaged_yaml
from baton.core.settings import Settings
from baton.http.error_kinds import KINDS, TYPE_BASE
from baton.leads.lead import Lead
from functions.platform.api.app import assemble
from tests.fakes.platform.container import FakePlatform
from tests.samples.http import APIS, ROUTES

METHODS = ("get", "post", "patch")


@pytest.fixture(scope="module")
def document():
    handler = assemble(FakePlatform(Settings(token_url="https://login.baton.example/oauth2/token")))
    event = {
        "rawPath": "/openapi.json",
        "headers": {},
        "requestContext": {"http": {"method": "GET", "path": "/openapi.json"}, "stage": "$default"},
    }
    return json.loads(handler.handle(event, None)["body"])


def operations(document):
    return {
        operation["operationId"]: operation
        for operation in chain.from_iterable(path.values() for path in document["paths"].values())
    }


def resolved(document, part):
    """A part of the document, or what it refers to."""
    for name in part.get("$ref", "#").split("/")[1:]:
        document = document[name]
    return document if "$ref" in part else part


def validator(document, pointer):
    resource = Resource.from_contents(document, default_specification=DRAFT202012)
    registry = Registry().with_resource("urn:api", resource)
    return Draft202012Validator({"$ref": f"urn:api#{pointer}"}, registry=registry)


def test_the_document_is_valid_openapi(document):
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"].startswith("3.1")


def test_every_route_is_described_and_every_description_is_a_route(document):
    described = {
        (method.upper(), path) for path, methods in document["paths"].items() for method in methods
    }
    rows = {(row.method, row.path) for row in ROUTES}

    assert described == rows - {("GET", "/openapi.json"), ("GET", "/docs")}


def test_every_operation_says_who_may_call_it(document):
    rows = {(row.path, row.method.lower()): row for row in ROUTES}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            scope = rows[path, method].scope
            expected = [{"client_credentials": [scope]}, {"token": []}] if scope else []
            assert operation["security"] == expected
    flow = document["components"]["securitySchemes"]["client_credentials"]["flows"]
    assert flow["clientCredentials"]["tokenUrl"] == "https://login.baton.example/oauth2/token"
    scopes = {row.scope for row in ROUTES if row.scope}
    assert set(flow["clientCredentials"]["scopes"]) == scopes


def test_every_operation_says_which_problems_it_has(document):
    for name, operation in operations(document).items():
        statuses = set(operation["responses"])
        assert {"400", "500", "503"} <= statuses, name
        if operation["security"]:
            assert {"401", "403", "429"} <= statuses, name
        if "requestBody" in operation:
            assert {"413", "415"} <= statuses, name
    assert {"409", "422"} <= set(operations(document)["take_lead"]["responses"])
    assert {"412", "428"} <= set(operations(document)["change_campaign"]["responses"])


def test_every_problem_is_in_the_table(document):
    for kind in KINDS.values():
        assert f"`{TYPE_BASE}{kind.slug}` | {kind.status}" in document["info"]["description"]


def test_posts_take_an_idempotency_key_and_all_a_correlation_id(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            names = {resolved(document, one)["name"] for one in operation["parameters"]}
            assert "X-Correlation-Id" in names
            assert ("Idempotency-Key" in names) is (method == "post"), path


def test_no_trace_of_answers_that_are_never_given(document):
    assert "HTTPValidationError" not in str(document)
    assert document["components"]["schemas"]["Batch"]["properties"]["leads"]["items"] == {
        "$ref": "#/components/schemas/IncomingLead"
    }
    assert "task_token" not in str(document)


def examples():
    return [
        pytest.param(operation, example["value"], id=f"{operation}-{name}")
        for area in APIS
        for operation, parts in packaged_yaml(f"functions.{area}.api", "examples.yaml").items()
        for name, example in parts.get("requests", {}).items()
    ]


@pytest.mark.parametrize(("operation", "value"), examples())
def test_every_example_request_is_true_to_its_schema(document, operation, value):
    [path] = [
        f"/paths/{path.replace('~', '~0').replace('/', '~1')}/{method}"
        for path, methods in document["paths"].items()
        for method, described in methods.items()
        if described["operationId"] == operation
    ]
    pointer = f"{path}/requestBody/content/application~1json/schema"

    validator(document, pointer).validate(value)


def test_every_example_answer_is_true_to_its_schema(document):
    checked = 0
    for operation in operations(document).values():
        for status, answer in operation["responses"].items():
            for media in answer.get("content", {}).values():
                if "example" in media:
                    name = media["schema"]["$ref"].removeprefix("#")
                    validator(document, name).validate(media["example"])
                    checked += status.startswith("2")
    assert checked >= 4


def test_every_operation_with_a_body_has_an_example(document):
    for name, operation in operations(document).items():
        if "requestBody" in operation:
            assert operation["requestBody"]["content"]["application/json"]["examples"], name


def test_every_example_lead_is_taken_as_it_is(api):
    for example in packaged_yaml("functions.leads.api", "examples.yaml")["take_lead"][
        "requests"
    ].values():
        assert api.post("/api/v1/leads", example["value"]).status == 200


def test_answers_are_what_the_document_says(api, document):
    campaign = {"name": "c", "platform": "p", "daily_budget": {"amount": 1, "currency": "USD"}}
    made = api.post("/api/v1/campaigns", campaign)
    lead = api.post(
        "/api/v1/leads", {"email": "a@b.example", "campaign_id": made.json["campaign_id"]}
    )
    later = {"prefer": "respond-async"}
    lead_path = f"/api/v1/leads/{lead.json['lead_id']}"
    answers = {
        "Lead": lead,
        "LeadPage": api.get("/api/v1/leads"),
        "LeadReceipt": api.post("/api/v1/leads", {"external_id": "1"}, headers=later),
        "BatchAnswer": api.post("/api/v1/leads/batch", {"leads": [{"external_id": "1"}, {}]}),
        "Interaction": api.post(f"{lead_path}/outcomes", {"kind": "opened"}),
        "OutcomeList": api.get(f"{lead_path}/outcomes"),
        "Campaign": made,
        "CampaignPage": api.get("/api/v1/campaigns"),
        "EscalationPage": api.get("/api/v1/escalations"),
        "Health": api.get("/api/v1/health"),
        "Problem": api.post("/api/v1/leads", {"emial": 1}),
    }
    for name, answer in answers.items():
        validator(document, f"/components/schemas/{name}").validate(answer.json)
    assert Lead.model_validate(lead.json)


def test_without_a_token_endpoint_the_document_offers_tokens_only(platform, api, document):
    platform.settings = platform.settings.model_copy(update={"token_url": None})

    without = api.restarted().get("/openapi.json").json

    assert list(without["components"]["securitySchemes"]) == ["token"]
    assert unsecured(without) == unsecured(document), "which is valid"


def test_on_one_machine_the_document_names_the_token_endpoint_that_works_there(
    platform, api, monkeypatch
):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    pool = "https://login.baton.example/oauth2/token"
    platform.settings = platform.settings.model_copy(update={"token_url": pool})

    schemes = api.restarted().get("/openapi.json").json["components"]["securitySchemes"]

    flow = schemes["client_credentials"]["flows"]["clientCredentials"]
    assert flow["tokenUrl"] == "http://127.0.0.1:4566/oauth2/token"


def unsecured(document):
    """A description without what it says of tokens."""
    cut = json.loads(json.dumps(document))
    del cut["components"]["securitySchemes"]
    for operation in operations(cut).values():
        assert {"token": []} in operation["security"] or operation["security"] == []
        del operation["security"]
    return cut


def test_the_page_needs_nothing_from_elsewhere(api):
    answer = api.get("/docs")

    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    head = re.sub(r"<script>.*?</script>|<style>.*?</style>", "", answer.text, flags=re.DOTALL)
    assert not re.search(r"(?:src|href)=", head)
    assert "SwaggerUIBundle(" in answer.text
    assert "client_credentials" in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "connect-src 'self' https://login.baton.example;" in policy


def test_the_page_cannot_be_ended_by_what_is_in_the_document(api):
    start = api.get("/docs").text.rindex("spec: {")
    end = api.get("/docs").text.index("presets: [", start)

    assert "</" not in api.get("/docs").text[start:end]


def test_swagger_finds_what_it_asks_for(api):
    assert api.get("/docs", {"format": "json"}).json["info"]["title"] == "Baton"
    assert "oauth2" in api.get("/docs", {"format": "oauth2-redirect"}).text
    assert api.get("/docs", {"format": "exe"}).status == 400


def test_the_page_is_sent_compressed_to_those_who_can_read_it(api):
    plain = len(api.get("/docs").text)
    packed = api.gateway.handle(
        api.event("GET", "/docs", headers={"accept-encoding": "gzip"}), None
    )

    assert packed["isBase64Encoded"]
    assert packed["headers"]["Content-Encoding"] == "gzip"
    assert len(packed["body"]) < plain / 2
