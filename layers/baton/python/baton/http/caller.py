"""Who calls over HTTP, as API Gateway tells a function (HTTP API, payload 2.0)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from baton.core.clock import NewId
from baton.http.people import of_groups

RESOURCE_SERVER = "baton/"
"""What every scope in a token begins with."""

_CORRELATION_ID = re.compile(r"[A-Za-z0-9._:\-]{1,64}")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is behind a token, with the scopes that count. ``client_id`` is that of the app client, or
    ``person/<user name>`` for somebody who signed in.
    """

    client_id: str
    scopes: frozenset[str]


def caller_of(context: dict[str, Any]) -> Caller | None:
    """The caller in a request's context; ``None`` without a token."""
    return caller_from(((context.get("authorizer") or {}).get("jwt") or {}).get("claims") or {})


def caller_from(claims: Mapping[str, Any]) -> Caller | None:
    """The caller that a token states; ``None`` if it names no client.

    API Gateway gives a list of groups as ``[admin viewer]``.
    """
    if not (client := claims.get("client_id")):
        return None
    scopes = frozenset(str(claims.get("scope", "")).split())
    if not (person := claims.get("username")):
        return Caller(str(client), scopes)
    groups = claims.get("cognito:groups") or ()
    if isinstance(groups, str):
        groups = groups.strip("[]").split()
    return Caller(f"person/{person}", of_groups(scopes, map(str, groups), RESOURCE_SERVER))


def headers_of(event: dict[str, Any]) -> dict[str, str]:
    """The headers, by their names in small letters."""
    return {name.lower(): text for name, text in (event.get("headers") or {}).items()}


def path_of(event: dict[str, Any]) -> str:
    """The path without the stage, which API Gateway puts in front of it unless it is the default."""
    path, stage = str(event["rawPath"]), event["requestContext"].get("stage")
    prefix = f"/{stage}/"
    if stage and stage != "$default" and path.startswith(prefix):
        return path[len(prefix) - 1 :]
    return path


def correlation_of(headers: dict[str, str], new_id: NewId) -> str:
    """The caller's correlation id if it gave a usable one, else a new one."""
    given = headers.get("x-correlation-id", "")
    return given if _CORRELATION_ID.fullmatch(given) else new_id()
