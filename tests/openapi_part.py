"""One API's part of the OpenAPI document, with what powertools cannot know: problems, headers, scopes,
examples.

A part is made when its code changes, not when somebody asks for the document: ``make openapi`` writes
it into the layer, and a test holds it to the code. So the function that serves the whole document
needs neither the code of the other functions nor the seconds that pydantic takes for it.
"""

from typing import Any

from baton.core.packaged_yaml import packaged_text, packaged_yaml
from baton.http.api import Api
from baton.http.openapi_document import HEADERS
from baton.http.problems import MEDIA_TYPE
from baton.http.routes import Route

Json = dict[str, Any]

_PROBLEM = {"$ref": "#/components/schemas/Problem"}

_NEVER_ANSWERED = ("HTTPValidationError", "ValidationError", "ResponseValidationError")
"""What powertools puts into every document, and the edge never answers with."""


def part_of(api: Api) -> Json:
    """The part of an API: its paragraph of the introduction, its paths, and the schemas they name."""
    schema = api.app.get_openapi_schema(title="Baton", version="0", openapi_version="3.1.0")
    plain: Json = schema.model_dump(mode="json", by_alias=True, exclude_none=True)
    routes = {(route.path, route.method.lower()): route for route in api.routes}
    examples: Json = packaged_yaml(api.package, "examples.yaml")
    for path, operations in plain["paths"].items():
        for method, operation in operations.items():
            named = examples.get(operation["operationId"], {})
            _complete(operation, routes[path, method], named)
    schemas = plain["components"]["schemas"]
    for name in _NEVER_ANSWERED:
        schemas.pop(name, None)
    part: Json = _plain_quotes(
        {
            "description": packaged_text(api.package, "introduction.md"),
            "paths": dict(sorted(plain["paths"].items())),
            "schemas": {name: _named(schemas[name], schemas, name) for name in sorted(schemas)},
        }
    )
    return part


def _complete(operation: Json, route: Route, examples: Json) -> None:
    operation["summary"] = route.description
    operation.pop("deprecated", None)
    operation["parameters"] = operation.get("parameters", []) + _headers_in(operation, route)
    responses = operation["responses"]
    responses.pop("422", None)
    for status, response in responses.items():
        response["headers"] = {**response.get("headers", {}), **_headers_out(route, status)}
        if not response.get("content"):
            response.pop("content", None)
        for media in response.get("content", {}).values():
            if example := examples.get("responses", {}).get(int(status)):
                media["example"] = example
    for problem in _problems_of(operation, route):
        reference = {"$ref": f"#/components/responses/Problem{problem}"}
        if described := responses.get(str(problem)):
            described.setdefault("content", {})[MEDIA_TYPE] = {"schema": _PROBLEM}
        responses.setdefault(str(problem), reference)
    if examples.get("requests"):
        body = operation["requestBody"]["content"]["application/json"]
        body["examples"] = examples["requests"]
    _authorise(operation, route)


def _headers_in(operation: Json, route: Route) -> list[Json]:
    names = ["XCorrelationId"]
    if route.method == "POST":
        names.append("IdempotencyKey")
    if route.prefer:
        names.append("Prefer")
    if route.if_match:
        names.append("IfMatchRequired" if route.if_match == "required" else "IfMatch")
    if "304" in operation["responses"]:
        names.append("IfNoneMatch")
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def _headers_out(route: Route, status: str) -> Json:
    names = ["X-Correlation-Id"]
    if route.scope:
        names += [name for name in HEADERS if name.startswith("RateLimit-")]
    if route.method == "POST" and status.startswith("2"):
        names.append("Idempotency-Replayed")
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _problems_of(operation: Json, route: Route) -> list[int]:
    statuses = {400, 500, 503, *route.problems}
    if route.scope:
        statuses |= {401, 403, 429}
    if "{" in route.path:
        statuses.add(404)
    if route.method == "POST":
        statuses |= {409, 422}  # of its idempotency key
    if "requestBody" in operation:
        statuses |= {413, 415}
    if route.if_match:
        statuses |= {412, 428} if route.if_match == "required" else {412}
    return sorted(statuses)


def _authorise(operation: Json, route: Route) -> None:
    if route.scope is None:
        operation["security"] = []
        return
    operation["security"] = [{"client_credentials": [route.scope]}, {"token": []}]
    description = operation.get("description", "")
    operation["description"] = f"{description}\n\nScope: `{route.scope}`.".strip()


def _named(value: Any, schemas: Json, name: str | None = None) -> Any:
    """A schema in which what is word for word a named one refers to that: pydantic writes out a
    contract that is checked later, item by item.
    """
    if isinstance(value, list):
        return [_named(inner, schemas) for inner in value]
    if not isinstance(value, dict):
        return value
    for other, schema in schemas.items():
        if value == schema and other != name:
            return {"$ref": f"#/components/schemas/{other}"}
    return {key: _named(inner, schemas) for key, inner in value.items()}


def _plain_quotes(value: Any) -> Any:
    """Docstrings quote code with two backticks, Markdown with one."""
    if isinstance(value, str):
        return value.replace("``", "`")
    if isinstance(value, list):
        return [_plain_quotes(inner) for inner in value]
    if isinstance(value, dict):
        return {key: _plain_quotes(inner) for key, inner in value.items()}
    return value
