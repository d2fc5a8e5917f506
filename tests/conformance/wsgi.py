"""The HTTP APIs over a platform in memory, for clients that speak WSGI."""

import base64
import gzip
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from tests.samples.http import Client, answer_of

_OWN_NAMES = {"CONTENT_TYPE": "content-type"}
Environ = dict[str, Any]


def app_of(client: Client) -> Callable[[Environ, Any], Iterable[bytes]]:
    """A WSGI application that passes requests on as API Gateway does: what it refuses itself is not
    simulated, but for the token, which ``client`` has.
    """

    def serve(environ: Environ, start: Any) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        path = "/" + path.removeprefix("/.").lstrip("/")
        event = client.event(
            environ["REQUEST_METHOD"], path, raw=body or None, headers=_headers(environ)
        )
        if query := _query(environ.get("QUERY_STRING", "")):
            event["queryStringParameters"] = query
        result = client.gateway.handle(event)
        answer, text = answer_of(result), str(result.get("body") or "")
        content = base64.b64decode(text) if result.get("isBase64Encoded") else text.encode()
        if zipped := answer.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        names = [
            (name, str(text))
            for name, text in answer.headers.items()
            if not (zipped and name == "Content-Encoding")
        ]
        start(f"{answer.status} {HTTPStatus(answer.status).phrase}", names)
        return [content]

    return serve


def _headers(environ: Environ) -> dict[str, str]:
    found = {
        name[5:].replace("_", "-").lower(): str(text)
        for name, text in environ.items()
        if name.startswith("HTTP_")
    }
    return found | {
        own: str(environ[name]) for name, own in _OWN_NAMES.items() if environ.get(name)
    }


def _query(text: str) -> dict[str, str]:
    """The query as API Gateway gives it: values of one name joined by commas."""
    found: dict[str, list[str]] = {}
    for pair in filter(None, text.split("&")):
        name, _, value = pair.partition("=")
        found.setdefault(_plain(name), []).append(_plain(value))
    return {name: ",".join(values) for name, values in found.items()}


def _plain(text: str) -> str:
    return unquote(text.replace("+", " "), errors="replace")
