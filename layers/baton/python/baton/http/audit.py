"""The audit lines of requests and of calls: what is audited is said where a route or a method is
registered, and one ``Auditor`` writes the lines.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from baton.http.request_context import RequestContext
from baton.privacy.auditor import Act, Auditor, When

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAudit:
    """That a call of a method, or the reading of a resource, is audited as ``what``.

    ``ids`` are the places of subjects' ids, as ``items.lead_id``: in the parameters, or with
    ``When.AFTER`` in the result, where a list's are those of each item. Only ids that begin with
    ``prefix`` count, without it; only calls to whose parameters it ``applies`` are audited.
    """

    what: str
    when: When
    ids: tuple[str, ...]
    prefix: str = ""
    applies: Callable[[Any], bool] = lambda _: True

    def subjects(self, source: Any) -> tuple[str, ...]:
        """The subjects in a call's parameters, or in its result."""
        found = (one for path in self.ids for one in _at(source, path.split(".")))
        return tuple(one.removeprefix(self.prefix) for one in found if one.startswith(self.prefix))


@contextmanager
def audited_request(auditor: Auditor, request: RequestContext) -> Iterator[None]:
    """Around the work of a request that the edge has admitted. Raises ``Unavailable`` before it, if it
    must not go unwritten.
    """
    route = request.route
    if route is None or route.audit is None:
        yield
        return
    place = route.subject_place
    act = Act(
        what=route.audit.what,
        when=route.audit.when,
        by=request.caller_id,
        correlation_id=request.correlation_id,
        route=f"{request.method} {route.path}",
        named=(request.resource_id if place is None else request.path.split("/")[place],),
    )
    with auditor.over(act, lambda: request.touched):
        yield


def audited_call(
    auditor: Auditor,
    audit: CallAudit,
    *,
    route: str,
    by: str,
    correlation_id: str,
    params: Any,
    work: Callable[[], Value],
) -> Value:
    """Does the work of a call of the method or resource ``route``, with its lines. Raises
    ``Unavailable`` as ``audited_request`` does.
    """
    if not audit.applies(params):
        return work()
    touched: tuple[str, ...] = ()
    act = Act(
        what=audit.what,
        when=audit.when,
        by=by,
        correlation_id=correlation_id,
        route=route,
        named=audit.subjects(params) if audit.when is not When.AFTER else (),
    )
    with auditor.over(act, lambda: touched):
        value = work()
        if audit.when is When.AFTER:
            touched = audit.subjects(value)
    return value


def _at(value: Any, path: list[str]) -> Iterator[str]:
    """The texts at a place, in each item of a list on the way; none where nothing is."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from _at(item, path)
    elif path and value is not None:
        inner = value.get(path[0]) if isinstance(value, Mapping) else getattr(value, path[0])
        yield from _at(inner, path[1:])
    elif isinstance(value, str):
        yield str(value)
