"""The one OpenAPI 3.1 document of all APIs: their parts merged, and what all of them share."""

import json
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from baton.core import areas
from baton.http.error_kinds import KINDS, UNEXPECTED, Kind
from baton.http.openapi_responses import header
from baton.http.problems import MEDIA_TYPE, Problem

Json = dict[str, Any]

FILE = "openapi.json"
"""A part's name, beside the container of its area."""

HEADERS = {
    "X-Correlation-Id": header("Follows the request through logs, events and workflows"),
    "RateLimit-Limit": header("Requests a second that the caller has"),
    "RateLimit-Remaining": header("Requests left in this second"),
    "RateLimit-Reset": header("Seconds until the next window"),
    "Idempotency-Replayed": header("true if this answer was given before"),
}
"""Response headers that many operations have; parts refer to them."""

_TEXT = {"type": "string"}

PARAMETERS: Json = {
    name.replace("-", ""): {
        "name": name,
        "in": "header",
        "required": False,
        "description": description,
        "schema": schema,
    }
    for name, description, schema in (
        (
            "X-Correlation-Id",
            (
                "Names the request in logs and events: up to 64 of A-Z a-z 0-9 . _ : -; a new one is "
                "made up if it is left out or another"
            ),
            _TEXT,
        ),
        (
            "Idempotency-Key",
            (
                "Remembered for 24 h per caller and path: the same key and body get the same answer, "
                "with Idempotency-Replayed: true, and create nothing twice"
            ),
            _TEXT | {"minLength": 1, "maxLength": 255},
        ),
        ("Prefer", "respond-async: answer 202 at once (RFC 7240)", _TEXT),
        ("If-Match", "The ETag of the version that was read", _TEXT),
        ("If-None-Match", "The ETag of the version that was read", _TEXT),
    )
}
PARAMETERS["IfMatchRequired"] = {**PARAMETERS["IfMatch"], "required": True}
"""Request headers that many operations take; parts refer to them."""


_OF_THE_GATEWAY = (401, 403, 429, 500, 503)
"""What API Gateway answers by itself, before a function is called, in its own words."""

_REFUSAL = {
    "type": "object",
    "description": "API Gateway's own answer",
    "properties": {"message": {"type": "string", "examples": ["Unauthorized"]}},
    "required": ["message"],
}


class PartsDisagree(ValueError):
    """Two parts have the same path, or another schema under the same name."""


def parts_of_areas() -> list[Json]:
    """The parts of the areas that are on, as they are in the layer."""
    found = (files(f"baton.{area}").joinpath(FILE) for area in areas.enabled())
    return [json.loads(file.read_text(encoding="utf-8")) for file in found if file.is_file()]


def merged(parts: Iterable[Json], *, version: str, token_url: str | None) -> Json:
    """The document of these parts, the platform's first. Raises ``PartsDisagree``.

    Without a ``token_url`` it offers tokens only, since it cannot say where they come from.
    """
    paths: Json = {}
    schemas: Json = {}
    introduction = []
    for part in parts:
        introduction.append(part["description"].strip())
        _add(paths, part["paths"], same=False)
        _add(schemas, part["schemas"], same=True)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {}) | {"Problem": problem}
    operations = [one for path in paths.values() for one in path.values()]
    if token_url is None:
        for operation in operations:
            operation["security"] = [one for one in operation["security"] if "token" in one]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Baton",
            "version": version,
            "description": "\n\n".join([*introduction, _problem_table()]),
        },
        "servers": [{"url": "."}],  # beside the document, under whatever prefix it is served
        "paths": paths,
        "components": {
            "schemas": schemas,
            "headers": HEADERS,
            "parameters": PARAMETERS,
            "responses": _problem_responses(),
            "securitySchemes": _security(operations, token_url),
        },
    }


def _add(to: Json, more: Json, *, same: bool) -> None:
    for name, value in more.items():
        if name in to and not (same and to[name] == value):
            raise PartsDisagree(f"{name} is in two parts of the OpenAPI document")
        to[name] = value


def _security(operations: Iterable[Json], token_url: str | None) -> Json:
    schemes: Json = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "An access token, as the token endpoint gives it",
        }
    }
    if token_url:
        choices = [choice for one in operations for choice in one["security"]]
        scopes = sorted({scope for one in choices for scope in one.get("client_credentials", ())})
        schemes["client_credentials"] = {
            "type": "oauth2",
            "description": "An app client's id and secret",
            "flows": {
                "clientCredentials": {
                    "tokenUrl": token_url,
                    "scopes": {scope: scope for scope in scopes},
                }
            },
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
    for status in _OF_THE_GATEWAY:
        responses[f"Problem{status}"]["content"]["application/json"] = {"schema": _REFUSAL}
    responses["Problem401"]["headers"]["WWW-Authenticate"] = header("Bearer")
    return responses


def _problem_response(kind: Kind) -> Json:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": kind.title,
        "headers": {"X-Correlation-Id": {"$ref": "#/components/headers/X-Correlation-Id"}},
        "content": {MEDIA_TYPE: {"schema": schema, "examples": {}}},
    }


def _example_of(kind: Kind) -> Json:
    example = {
        "type": kind.type,
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


def _problem_table() -> str:
    kinds = sorted((*KINDS.values(), UNEXPECTED), key=lambda kind: kind.status)
    rows = [f"| `{kind.type}` | {kind.status} | {kind.title} |" for kind in kinds]
    return "\n".join(["| type | status | meaning |", "|---|---|---|", *rows])
