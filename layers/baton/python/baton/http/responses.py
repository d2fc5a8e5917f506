"""Responses that are not problems: a document, one version of it, a page of them."""

from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel

from baton.core.errors import StaleVersion
from baton.http.http_errors import PreconditionRequired
from baton.http.request_context import RequestContext

JSON = "application/json"
PDF = "application/pdf"


def document(
    model: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None
) -> "Response[str]":
    """A contract or view as JSON, without what is unset."""
    return Response(
        status, content_type=JSON, body=model.model_dump_json(exclude_none=True), headers=headers
    )


def file_answer(
    content: bytes, content_type: str, name: str, headers: Mapping[str, str]
) -> "Response[str]":
    """A file to be shown under its name, as API Gateway takes what is no text: the validation of answers
    knows texts only.
    """
    shown = {**headers, "Content-Disposition": f'inline; filename="{name}"'}
    body = b64encode(content).decode()
    answer = Response(200, content_type, body, headers=shown, compress=False)
    answer.base64_encoded = True
    return answer


def etag(version: int) -> str:
    """The strong entity tag of a version (RFC 9110, 8.8.3)."""
    return f'"{version}"'


def version_of(request: RequestContext, model: BaseModel, version: int) -> "Response[str]":
    """A document with its ETag, or 304 if the caller has this version already."""
    tags = {"ETag": etag(version)}
    if _names(request.headers.get("if-none-match", ""), version, weak=True):
        return Response(304, content_type=JSON, body="", headers=tags)
    return document(model, headers=tags)


def check_if_match(request: RequestContext, version: int, *, required: bool = False) -> None:
    """Lets a change of ``version`` pass if the caller has seen it.

    Raises ``StaleVersion``, or ``PreconditionRequired`` if the caller must say and did not.
    """
    given = request.headers.get("if-match")
    if given is None:
        if required:
            raise PreconditionRequired
        return
    if not _names(given, version, weak=False):
        raise StaleVersion(f"The version is {version} now. Read it again and repeat the change.")


def page_of(request: RequestContext, page: BaseModel, cursor: str | None) -> "Response[str]":
    """A page of a listing, with the way to the next one in ``Link`` (RFC 8288)."""
    if cursor is None:
        return document(page)
    query = {**(request.event.get("queryStringParameters") or {}), "cursor": cursor}
    return document(page, headers={"Link": f'<{request.path}?{urlencode(query)}>; rel="next"'})


def _names(header: str, version: int, *, weak: bool) -> bool:
    tags = {tag.strip() for tag in header.split(",")}
    if weak:
        tags = {tag.removeprefix("W/") for tag in tags}
    return "*" in tags or etag(version) in tags
