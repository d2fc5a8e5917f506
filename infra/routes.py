"""The routes of every HTTP function: ``routes.yaml`` in its folder, read and checked.

The function reads the same file (``baton.http.routes``) and knows more of its fields; to infrastructure
they are who may call what.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from infra.spec_files import ROOT, SpecError, read_yaml

ROUTES_FILE = "routes.yaml"
ANY_SCOPE = "any"
"""The scope of a route whose function checks scopes by itself: it needs a token, of whatever scope."""


class RouteSpec(BaseModel):
    """A route. Without a scope it is public."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    method: str
    path: str
    scope: str | None
    checks_token: bool = False
    description: str

    @property
    def key(self) -> str:
        """As ``POST /api/v1/leads``."""
        return f"{self.method} {self.path}"

    @property
    def needs_token(self) -> bool:
        """Whether API Gateway lets nobody in without a token."""
        return self.scope is not None and not self.checks_token

    @property
    def scopes(self) -> list[str] | None:
        """The scope that API Gateway asks of a token, if it is one for every call."""
        return [self.scope] if self.scope and self.scope != ANY_SCOPE else None


def with_heads(routes: Iterable[RouteSpec]) -> Iterator[RouteSpec]:
    """The routes, and a HEAD for each GET, answered without a body (RFC 9110, 9.3.2)."""
    for route in routes:
        yield route
        if route.method == "GET":
            yield route.model_copy(update={"method": "HEAD"})


@cache
def routes_of(path: str, functions: Path = ROOT / "functions") -> tuple[RouteSpec, ...]:
    """The routes of the function in the folder ``<area>/<name>``; none if it has no such file. Raises
    ``SpecError`` with the file and every field that is wrong.
    """
    file = functions / path / ROUTES_FILE
    if not file.exists():
        return ()
    rows: Any = read_yaml(file)
    try:
        return TypeAdapter(tuple[RouteSpec, ...]).validate_python(rows)
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        where = f"functions/{path}/{ROUTES_FILE}"
        raise SpecError(f"{where}: {'; '.join(faults)}") from error
