"""How routes describe their answers for the OpenAPI document."""

from typing import Any

from pydantic import BaseModel

_HEADERS = {
    "Content-Location": "Where the document in this answer is read",
    "ETag": "The version, for If-Match and If-None-Match",
    "Link": 'The next page, as `<…>; rel="next"`',
    "Location": "Where the thing is read",
    "Preference-Applied": "The preference that was honoured",
    "Retry-After": "Seconds after which to try again",
}


def described(
    status: int, model: type[BaseModel] | None = None, text: str = "Not changed", *headers: str
) -> dict[int, Any]:
    """The description of one answer: its status, its body, what it means and its headers."""
    answer: dict[str, Any] = {"description": text, "content": {}}
    if model is not None:
        answer["content"] = {"application/json": {"model": model}}
    if headers:
        answer["headers"] = {name: header(_HEADERS[name]) for name in headers}
    return {status: answer}


def described_file(content_type: str, text: str) -> dict[int, Any]:
    """The description of an answer that is a file."""
    schema = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"description": text, "content": {content_type: schema}}}


def header(description: str) -> dict[str, Any]:
    """A response header for the OpenAPI document."""
    return {"description": description, "schema": {"type": "string"}}
