"""The routes of HTTP functions: ``routes.yaml`` in their folders."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from infra.configuration import ROOT
from infra.spec_files import SpecError, SpecPart, place

FUNCTIONS = ROOT / "functions"
_FILES = ("routes.yaml", "scopes.yaml")


class RouteSpec(SpecPart):
    """A route. One without a scope is public, unless its function checks scopes by itself (``public``
    is false): then it needs a token, of whatever scope."""

    method: str
    path: str
    description: str
    scope: str | None = None
    public: bool | None = None

    @property
    def needs_token(self) -> bool:
        """Whether API Gateway lets nobody in without a token."""
        return self.scope is not None or self.public is False

    @property
    def key(self) -> str:
        """As ``POST /api/v1/leads``."""
        return f"{self.method} {self.path}"


def routes_of(path: str) -> tuple[RouteSpec, ...]:
    """The routes of the function in ``<area>/<folder>``, none without a file. Raises ``SpecError``."""
    for file in (FUNCTIONS / path / name for name in _FILES):
        if file.exists():
            return _read(file)
    return ()


def _read(file: Path) -> tuple[RouteSpec, ...]:
    listed: Iterable[Mapping[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    fields = ("method", "path", "description", "scope", "public")
    given = [{name: row[name] for name in fields if name in row} for row in listed]
    try:
        return TypeAdapter(tuple[RouteSpec, ...]).validate_python(given)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()
        )
        raise SpecError(f"{place(file)}: {faults}") from error
