"""Which calls are audited, and whose data they read or change: ``audited.yaml``, read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field, TypeAdapter

from baton.core.clock import Clock
from baton.core.contract import Contract
from baton.privacy.audit_repository import AuditRepository
from baton.privacy.auditor import Act, Auditor, When
from functions.platform.rpc.error_codes import SERVICE
from functions.platform.rpc.methods import CallContext, Method

Value = TypeVar("Value")


class AuditedCall(Contract):
    """One row of the table, which says what its columns mean."""

    call: str
    what: str
    when: When
    ids: tuple[str, ...]
    begins: str = ""
    only: dict[str, str] = Field(default_factory=dict)

    def subjects(self, source: Any) -> tuple[str, ...]:
        """The subjects in a call's parameters, or in its result."""
        found = (one for path in self.ids for one in _at(source, path.split(".")))
        return tuple(one.removeprefix(self.begins) for one in found if one.startswith(self.begins))

    def applies(self, params: Any) -> bool:
        """Whether a call with these parameters is audited at all."""
        return all(list(_at(params, [name])) == [value] for name, value in self.only.items())


class CallAuditor:
    """Has the audit lines of calls written."""

    def __init__(self, audit: AuditRepository, clock: Clock) -> None:
        self._auditor = Auditor(SERVICE, audit, clock)
        self._calls = {row.call: row for row in audited_calls()}

    def method(self, method: Method) -> Method:
        """The method, audited: however it is called, by JSON-RPC or as a tool."""

        def work(params: Any, asked: CallContext) -> Contract:
            return self.over(method.name, params, asked, lambda: method.work(params, asked))

        return replace(method, work=work)

    def over(self, call: str, params: Any, asked: CallContext, work: Callable[[], Value]) -> Value:
        """Does the work of a call, with its lines."""
        row = self._calls.get(call)
        if row is None or not row.applies(params):
            return work()
        touched: tuple[str, ...] = ()
        act = Act(
            what=row.what,
            when=row.when,
            by=asked.caller.client_id,
            correlation_id=asked.correlation_id,
            route=call,
            named=row.subjects(params) if row.when is not When.AFTER else (),
        )
        with self._auditor.over(act, lambda: touched):
            value = work()
            if row.when is When.AFTER:
                touched = row.subjects(value)
        return value


def audited_calls() -> tuple[AuditedCall, ...]:
    """The table of what is audited."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = Path(__file__).with_name("audited.yaml").read_text(encoding="utf-8")
    rows = yaml.load(text, loader)  # noqa: S506 (one of the safe loaders)
    return TypeAdapter(tuple[AuditedCall, ...]).validate_python(rows)


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
