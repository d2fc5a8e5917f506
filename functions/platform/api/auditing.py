"""Which calls of the API are audited, and whose data they name: ``audited.yaml``, read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from baton.core.clock import Clock
from baton.privacy.audit_repository import AuditRepository
from baton.privacy.auditor import Act, Auditor, When
from functions.platform.api.packaged import table_of
from functions.platform.api.request_context import RequestContext

SERVICE = "api"


@dataclass(frozen=True, slots=True)
class Audited:
    """A route whose calls are audited; the id is at ``place`` of its path, if it is there."""

    what: str
    when: When
    place: int | None


class RouteAuditor:
    """Has the audit lines of calls written."""

    def __init__(self, audit: AuditRepository, clock: Clock) -> None:
        self._auditor = Auditor(SERVICE, audit, clock)
        self._routes = {(row["method"], row["path"]): _audited(row) for row in audited_routes()}

    @contextmanager
    def over(self, call: RequestContext) -> Iterator[None]:
        """Around the work of a call. Raises ``Unavailable`` before it, if it must not go unwritten."""
        route = self._routes.get((call.method, call.route))
        if route is None:
            yield
            return
        act = Act(
            what=route.what,
            when=route.when,
            by=call.caller_id,
            correlation_id=call.correlation_id,
            route=f"{call.method} {call.route}",
            named=_named(call, route),
        )
        with self._auditor.over(act, lambda: call.touched):
            yield


def audited_routes() -> list[dict[str, str]]:
    """The table of what is audited."""
    rows: list[dict[str, str]] = table_of("audited.yaml")
    return rows


def _audited(row: dict[str, Any]) -> Audited:
    parts = row["path"].split("/")
    places = [at for at, part in enumerate(parts) if part.startswith("{")]
    return Audited(row["what"], When(row["when"]), places[0] if places else None)


def _named(call: RequestContext, route: Audited) -> tuple[str, ...]:
    """The id that the call names, or gives to what it creates."""
    if route.place is None:
        return (call.resource_id,)
    return (call.path.split("/")[route.place],)
