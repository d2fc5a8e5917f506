"""The HTTP APIs over a platform in memory, and a client that speaks HTTP API events to them."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from baton.core.settings import Settings
from baton.http.api import Api
from baton.leads.assessment import Assessment, Category, Temperature, Urgency
from baton.leads.lead import Lead, LeadReport, LeadStatus
from baton.messaging.workflows import WorkflowResult
from baton.runtime.platform import Platform
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.faults import Faults

APIS: Mapping[str, Callable[[Platform], Api]] = {
    place.parents[1].name: import_module(f"functions.{place.parents[1].name}.api.app").api_of
    for place in sorted((Path(__file__).parents[2] / "functions").glob("*/api/app.py"))
}
"""The API function of each area, whichever there are."""


def apis_over(platform: FakePlatform) -> dict[str, Api]:
    """Every area's API."""
    return {area: api_of(cast("Platform", platform)) for area, api_of in APIS.items()}


_BY_AREA = {area: api.routes for area, api in apis_over(FakePlatform()).items()}

ROUTES = [route for routes in _BY_AREA.values() for route in routes]
"""Every route of every API."""

SCOPES = " ".join(sorted({route.scope for route in ROUTES if route.scope}))


class Gateway:
    """Gives each event to the function that has its route, as API Gateway does; one that is none of a
    function's goes to the platform's, which refuses it. A function begins with its first event.
    """

    def __init__(self, platform: FakePlatform) -> None:
        self._platform = platform
        self._begun: dict[str, Api] = {}

    def handle(self, event: dict[str, Any], lambda_context: Any = None) -> dict[str, Any]:
        """The response of the function."""
        stage = event["requestContext"].get("stage", "$default")
        path = event["rawPath"].removeprefix("" if stage == "$default" else f"/{stage}")
        having = (
            area
            for area, routes in _BY_AREA.items()
            if any(route.pattern.fullmatch(path) for route in routes)
        )
        return self._api(next(having, "platform")).handler.handle(event, lambda_context)

    def _api(self, area: str) -> Api:
        if area not in self._begun:
            self._begun[area] = APIS[area](cast("Platform", self._platform))
        return self._begun[area]


@dataclass
class Answer:
    """An answer of the API, as its caller sees it."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        """The body."""
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
        self.gateway = Gateway(self.platform)

    def restarted(self) -> "Client":
        """The same caller, after the functions died and others were started."""
        return Client(self.platform.restarted(), self.client_id, self.scopes, self.headers)

    def post(self, path: str, body: Any = None, **more: Any) -> Answer:
        """Sends a POST."""
        return self.send("POST", path, body, **more)

    def get(self, path: str, query: dict[str, str] | None = None, **more: Any) -> Answer:
        """Sends a GET."""
        return self.send("GET", path, query=query, **more)

    def patch(self, path: str, body: Any, **more: Any) -> Answer:
        """Sends a PATCH."""
        return self.send("PATCH", path, body, **more)

    def send(self, method: str, path: str, body: Any = None, **more: Any) -> Answer:
        """Sends a request; ``more`` is that of ``event``."""
        return answer_of(self.gateway.handle(self.event(method, path, body, **more)))

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
        """The HTTP API event of a request; ``raw`` is a body as it is."""
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


def a_platform(faults: Faults | None = None) -> FakePlatform:
    """A platform whose workflows do what an API asks of them."""
    platform = FakePlatform(
        Settings(
            token_url="https://login.baton.example/oauth2/token",
            rate_limits={"default": 10_000},
            link_secret="links",
        ),
        faults,
    )
    working_pipeline(platform)
    platform.workflows.script("subject_request", WorkflowResult({"found": False}))
    for name, script in platform.scripts_of_areas():
        platform.workflows.script(name, script)
    return platform
