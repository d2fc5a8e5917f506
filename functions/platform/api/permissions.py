"""Which routes there are and which scope each needs, from ``scopes.yaml``.

API Gateway checks token and scope before the function is called; this is the second lock.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from functions.platform.api.http_errors import MethodNotAllowed, NoSuchRoute
from functions.platform.api.packaged import table_of

_PARAMETER = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Permission:
    """One route. Without a ``scope`` it is public."""

    method: str
    path: str
    scope: str | None
    description: str
    pattern: re.Pattern[str]


class Permissions:
    """The table of routes."""

    def __init__(self, rows: list[dict[str, str | None]]) -> None:
        self._rows = tuple(_permission(row) for row in rows)

    @classmethod
    def read(cls) -> "Permissions":
        """The table that the infrastructure reads too."""
        return cls(table_of("scopes.yaml"))

    def __iter__(self) -> Iterator[Permission]:
        return iter(self._rows)

    def of(self, method: str, path: str) -> Permission:
        """The route for a request. Raises ``NoSuchRoute`` or ``MethodNotAllowed``."""
        here = [row for row in self._rows if row.pattern.fullmatch(path)]
        if not here:
            raise NoSuchRoute
        found = [row for row in here if row.method == method]
        if not found:
            raise MethodNotAllowed(tuple(sorted({row.method for row in here})))
        return min(found, key=lambda row: row.path.count("{"))


def _permission(row: dict[str, str | None]) -> Permission:
    path = str(row["path"])
    return Permission(
        method=str(row["method"]),
        path=path,
        scope=row["scope"],
        description=str(row["description"]),
        pattern=re.compile(_PARAMETER.sub("[^/]+", path)),
    )
