"""What powertools cannot know, added to its OpenAPI document: problems, headers, scopes, examples.

Loaded only when somebody asks for the document.
"""

from typing import Any

from functions.platform.api.openapi_responses import header
from functions.platform.api.packaged import table_of, text_of
from functions.platform.api.permissions import Permission, Permissions
from functions.platform.api.problems import KINDS, MEDIA_TYPE, TYPE_BASE, UNEXPECTED, Kind, Problem

Json = dict[str, Any]

_EVERY_HEADER = {
    "X-Correlation-Id": header("Follows the request through logs, events and workflows"),
}
_RATE_HEADERS = {
    "RateLimit-Limit": header("Requests a second that the caller has"),
    "RateLimit-Remaining": header("Requests left in this second"),
    "RateLimit-Reset": header("Seconds until the next window"),
}
_CORRELATION_ID = {
    "name": "X-Correlation-Id",
    "in": "header",
    "required": False,
    "description": "Names the request in logs and events; made up if it is left out",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9._:-]{1,64}$"},
}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Remembered for 24 h per caller and path: the same key and body get the same "
    "answer with Idempotency-Replayed: true, and create nothing twice",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
_PREFER = {
    "name": "Prefer",
    "in": "header",
    "required": False,
    "description": "respond-async: answer 202 at once (RFC 7240)",
    "schema": {"type": "string"},
}
_IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "description": "The ETag of the version that was read",
    "schema": {"type": "string"},
}
_IF_NONE_MATCH = {**_IF_MATCH, "name": "If-None-Match", "required": False}

_GUARDED = {
    "change_campaign": True,
    "change_experiment": True,
    "change_draft": True,
    "decide_draft": True,
    "decide_escalation": False,
}
"""Operations that take ``If-Match``, and whether they need it."""

_CONFLICTS = {
    "take_lead": (409, 422),
    "take_leads": (409, 422),
    "record_outcome": (404, 409, 422),
    "suppress": (409, 422),
    "register_campaign": (409, 422),
    "change_campaign": (404, 412, 428),
    "report_metrics": (404, 409, 422),
    "review_campaign": (404, 409, 422),
    "review_campaigns": (409, 422),
    "register_experiment": (409, 422),
    "change_experiment": (404, 409, 412, 428),
    "assign_unit": (404, 409, 422),
    "measure_unit": (404, 409, 422),
    "change_draft": (404, 409, 412, 428),
    "decide_draft": (404, 409, 412, 422, 428),
    "decide_escalation": (404, 409, 412, 422),
}
"""Statuses that only some operations have, beside what every operation has."""


def complete(document: Json, permissions: Permissions, *, token_url: str | None) -> Json:
    """The document with what all routes share."""
    rows = {(row.path, row.method.lower()): row for row in permissions}
    document["info"]["description"] = _introduction()
    document["servers"] = [{"url": "."}]  # beside the document, under whatever prefix it is served
    schemas = document["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError", "ResponseValidationError"):
        schemas.pop(name, None)
    # A batch's leads are checked one by one, so to powertools they are not the contract they are.
    schemas["Batch"]["properties"]["leads"]["items"] = {"$ref": "#/components/schemas/NewLead"}
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    document["components"]["responses"] = _problem_responses()
    document["components"]["securitySchemes"] = _security(permissions, token_url)
    examples: Json = table_of("examples.yaml")
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _complete(operation, rows[path, method], examples.get(operation["operationId"], {}))
            _authorise(operation, rows[path, method], token_url)
    return document


def _complete(operation: Json, row: Permission, examples: Json) -> None:
    operation["summary"] = row.description
    operation.pop("deprecated", None)
    operation["parameters"] = operation.get("parameters", []) + _headers_in(operation, row)
    responses = operation["responses"]
    responses.pop("422", None)
    for status in responses:
        answer = responses[status]
        answer["headers"] = {**answer.get("headers", {}), **_headers_out(row, status)}
        if not answer.get("content"):
            answer.pop("content", None)
        for media in answer.get("content", {}).values():
            if answered := examples.get("answers", {}).get(int(status)):
                media["example"] = answered
    for status in _problems_of(operation, row):
        if str(status) not in responses:
            responses[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    if examples.get("requests"):
        body = operation["requestBody"]["content"]["application/json"]
        body["examples"] = examples["requests"]


def _headers_in(operation: Json, row: Permission) -> list[Json]:
    headers = [_CORRELATION_ID]
    if row.method == "POST":
        headers.append(_IDEMPOTENCY_KEY)
    if operation["operationId"] == "take_lead":
        headers.append(_PREFER)
    if operation["operationId"] in _GUARDED:
        headers.append({**_IF_MATCH, "required": _GUARDED[operation["operationId"]]})
    if "304" in operation["responses"]:
        headers.append(_IF_NONE_MATCH)
    return headers


def _headers_out(row: Permission, status: str) -> Json:
    headers = dict(_EVERY_HEADER)
    if row.scope:
        headers.update(_RATE_HEADERS)
    if row.method == "POST" and status.startswith("2"):
        headers["Idempotency-Replayed"] = header("true if this answer was given before")
    return headers


def _problems_of(operation: Json, row: Permission) -> list[int]:
    statuses = {400, 500, 503}
    if row.scope:
        statuses |= {401, 403, 429}
    if "{" in row.path:
        statuses.add(404)
    if "requestBody" in operation:
        statuses |= {413, 415}
    return sorted(statuses.union(_CONFLICTS.get(operation["operationId"], ())))


def _authorise(operation: Json, row: Permission, token_url: str | None) -> None:
    if row.scope is None:
        operation["security"] = []
        return
    operation["security"] = [{"token": []}]
    if token_url:
        operation["security"].insert(0, {"client_credentials": [row.scope]})
    operation["description"] = (
        f"{operation.get('description', '')}\n\nScope: `{row.scope}`.".strip()
    )


def _security(permissions: Permissions, token_url: str | None) -> Json:
    schemes: Json = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "An access token, as the token endpoint gives it",
        }
    }
    if token_url:
        scopes = {row.scope: row.scope for row in permissions if row.scope}
        schemes["client_credentials"] = {
            "type": "oauth2",
            "description": "An app client's id and secret",
            "flows": {"clientCredentials": {"tokenUrl": token_url, "scopes": scopes}},
        }
    return schemes


def _problem_responses() -> Json:
    responses: Json = {}
    for kind in (*KINDS.values(), UNEXPECTED):
        name = f"Problem{kind.status}"
        response = responses.setdefault(name, _problem_response(kind))
        response["content"][MEDIA_TYPE]["examples"][kind.slug] = {"value": _example_of(kind)}
    for status in (409, 429, 503):
        responses[f"Problem{status}"]["headers"]["Retry-After"] = header("Seconds to wait")
    responses["Problem401"]["headers"]["WWW-Authenticate"] = header("Bearer")
    return responses


def _problem_response(kind: Kind) -> Json:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": kind.title,
        "headers": dict(_EVERY_HEADER),
        "content": {MEDIA_TYPE: {"schema": schema, "examples": {}}},
    }


def _example_of(kind: Kind) -> Json:
    example = {
        "type": TYPE_BASE + kind.slug,
        "title": kind.title,
        "status": kind.status,
        "detail": f"{kind.title}.",
        "instance": "urn:baton:request:01JNB3V5QZ8W2Y4X6T7R9P0K1M",
    }
    if kind.slug == "invalid-input":
        fault = {
            "pointer": "/email",
            "detail": "value is not a valid email address",
            "code": "value_error",
        }
        return {**example, "errors": [fault]}
    return example


def _introduction() -> str:
    rows = [
        f"| `{TYPE_BASE}{kind.slug}` | {kind.status} | {kind.title} |"
        for kind in sorted((*KINDS.values(), UNEXPECTED), key=lambda kind: kind.status)
    ]
    return text_of("introduction.md") + "\n".join(
        ["| type | status | meaning |", "|---|---|---|", *rows]
    )
