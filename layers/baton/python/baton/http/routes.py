"""The routes of a function, from the ``routes.yaml`` beside its code: who may call each, what its body
may be, how its calls are audited.

API Gateway checks token and scope before the function is called; this is the second lock.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from typing import Literal, Self

from pydantic import Field, TypeAdapter

from baton.core.contract import Contract
from baton.core.packaged_yaml import packaged_yaml
from baton.http.http_errors import MethodNotAllowed, NoSuchRoute
from baton.privacy.auditor import When

ANY_SCOPE = "any"
"""The scope of a route that takes every token: which scopes a call needs, its function finds out."""

_PARAMETER = re.compile(r"\{\w+\}")
_LONGEST_ID = 250
"""Characters of what a path names: in UTF-8 no more than DynamoDB takes as a key (1,024 bytes)."""


class BodyRule(Contract):
    """What a route's body may be. ``list`` takes a list as well as an object. ``ignored`` looks at
    neither body nor query: mail programs post there what they like (RFC 8058).
    """

    limit_kib: int = Field(default=256, ge=1, le=6 * 1024)
    list: bool = False
    ignored: bool = False


class RouteAudit(Contract):
    """That a route's calls are audited, as ``what``, and when the line is written (see ``When``).

    The line is about the first parameter of the path, else about what the call creates; ``after``
    the work also about whom the work itself names.
    """

    what: str = Field(pattern=r"^[a-z]+\.[a-z_]+$")
    when: When


class Route(Contract):
    """One route. Without a ``scope`` it is public. With ``checks_token`` its function checks the token,
    not API Gateway.

    ``if_match`` and ``prefer`` say which headers it heeds, ``problems`` which statuses it answers
    with besides those that follow from the rest (``tests.openapi_part``).
    """

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    path: str = Field(pattern=r"^/[a-z0-9_{}./-]+$")
    scope: str | None = Field(pattern=r"^(any|baton/[a-z_.]+)$")
    checks_token: bool = False
    description: str = Field(min_length=1)
    audit: RouteAudit | None = None
    body: BodyRule = BodyRule()
    if_match: Literal["required", "optional"] | None = None
    prefer: bool = False
    problems: tuple[int, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What the whole of a path must look like to be this route's."""
        return re.compile(_PARAMETER.sub(f"[^/]{{1,{_LONGEST_ID}}}", self.path))

    @cached_property
    def subject_place(self) -> int | None:
        """Where in the path, split at slashes, its first parameter stands."""
        parts = self.path.split("/")
        return next((place for place, part in enumerate(parts) if part[:1] == "{"), None)


class RouteTable:
    """The routes of a function."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes = tuple(routes)

    @classmethod
    def of(cls, package: str) -> Self:
        """The routes of the function whose code is ``package``. Raises ``ValidationError``."""
        return cls(_routes_of(package))

    def __iter__(self) -> Iterator[Route]:
        return iter(self._routes)

    def find(self, method: str, path: str) -> Route:
        """The route of a request. Raises ``NoSuchRoute`` or ``MethodNotAllowed``."""
        here = [route for route in self._routes if route.pattern.fullmatch(path)]
        if not here:
            raise NoSuchRoute
        found = [route for route in here if route.method == method]
        if not found:
            raise MethodNotAllowed(tuple(sorted({route.method for route in here})))
        return min(found, key=lambda route: route.path.count("{"))


@cache
def _routes_of(package: str) -> tuple[Route, ...]:
    rows = packaged_yaml(package, "routes.yaml")
    return TypeAdapter(tuple[Route, ...]).validate_python(rows)
