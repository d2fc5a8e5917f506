"""The API over a platform in memory, and a client that speaks HTTP API events to it."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from baton.core.settings import Settings
from baton.leads.assessment import Assessment, Category, Temperature, Urgency
from baton.leads.lead import Lead, LeadReport, LeadStatus
from baton.messaging.workflows import WorkflowResult
from functions.platform.api.app import assemble
from tests.fakes.platform.container import FakePlatform

SCOPES = (
    "baton/subjects.read baton/subjects.erase baton/traces.read baton/audit.read "
    "baton/leads.read baton/leads.write baton/campaigns.read baton/campaigns.write "
    "baton/drafts.decide "
    "baton/outcomes.write baton/suppressions.write baton/escalations.read baton/escalations.decide "
    "baton/language.read baton/language.switch baton/incidents.read"
)


@dataclass
class Answer:
    """An answer of the API, as its caller sees it."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def faults(self) -> dict[str, str]:
        """Code of every fault, by pointer or parameter."""
        return {
            fault.get("pointer", fault.get("parameter")): fault["code"]
            for fault in self.json.get("errors", [])
        }


@dataclass
class Client:
    """A caller of the API. ``platform`` is what is behind it."""

    platform: FakePlatform
    client_id: str = "client-1"
    scopes: str | None = SCOPES
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.door = assemble(self.platform)

    def restarted(self) -> "Client":
        """The same caller, after the function died and another was started."""
        return Client(self.platform.restarted(), self.client_id, self.scopes, self.headers)

    def post(self, path: str, body: Any = None, **more: Any) -> Answer:
        return self.send("POST", path, body, **more)

    def get(self, path: str, query: dict[str, str] | None = None, **more: Any) -> Answer:
        return self.send("GET", path, query=query, **more)

    def patch(self, path: str, body: Any, **more: Any) -> Answer:
        return self.send("PATCH", path, body, **more)

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        raw: str | bytes | None = None,
        headers: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
    ) -> Answer:
        event = self.event(method, path, body, raw=raw, headers=headers, query=query)
        return answer_of(self.door.handle(event, None))

    def event(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        raw: str | bytes | None = None,
        headers: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        claims = {"client_id": self.client_id, "scope": self.scopes}
        event: dict[str, Any] = {
            "version": "2.0",
            "routeKey": f"{method} {path}",
            "rawPath": path,
            "rawQueryString": "",
            "headers": {"content-type": "application/json", **self.headers, **(headers or {})},
            "requestContext": {
                "http": {"method": method, "path": path},
                "stage": "$default",
                **({"authorizer": {"jwt": {"claims": claims}}} if self.scopes is not None else {}),
            },
            "isBase64Encoded": False,
        }
        if query:
            event["queryStringParameters"] = query
        if isinstance(raw, bytes):
            event |= {"body": base64.b64encode(raw).decode(), "isBase64Encoded": True}
        elif raw is not None:
            event["body"] = raw
        elif body is not None:
            event["body"] = json.dumps(body)
        return event


def answer_of(result: dict[str, Any]) -> Answer:
    """The answer in what the function gave API Gateway, which must be JSON."""
    result = json.loads(json.dumps(result))
    text = result.get("body") or ""
    if result.get("isBase64Encoded"):
        text = base64.b64decode(text).decode("latin-1")
    return Answer(int(result["statusCode"]), result["headers"], text)


def processed(lead: Lead) -> Lead:
    """The lead as a pipeline that likes it would leave it."""
    assessment = Assessment(score=82, confidence=0.9, urgency=Urgency.HIGH, scorecard="test-1")
    report = LeadReport(
        category=Category.CAMPAIGN_QUALIFIED,
        temperature=Temperature.HOT,
        assessment=assessment,
        next_actions=("call",),
        processing_ms=12,
    )
    changes = {"status": LeadStatus.PROCESSED, "version": lead.version + 1, "report": report}
    return lead.model_copy(update=changes)


def working_pipeline(platform: FakePlatform) -> None:
    """Lets ``lead_pipeline`` do what the real one does: store the lead and settle its entry."""

    def run(given: dict[str, Any]) -> dict[str, Any]:
        lead = processed(Lead.model_validate(given["lead"]))
        with platform.transactions.begin() as within:
            platform.leads.replace(lead, within)
            platform.outbox.settle_within(lead.lead_id, within)
        return {"lead": lead.to_json()}

    platform.workflows.script("lead_pipeline", run)


@pytest.fixture
def settings() -> Settings:
    return Settings(
        token_url="https://login.baton.example/oauth2/token",
        rate_limits={"default": 10_000},
        link_secret="links",
    )


@pytest.fixture
def platform(settings: Settings) -> FakePlatform:
    platform = FakePlatform(settings)
    working_pipeline(platform)
    platform.workflows.script("subject_request", WorkflowResult({"found": False}))
    return platform


@pytest.fixture
def api(platform: FakePlatform) -> Client:
    return Client(platform)
