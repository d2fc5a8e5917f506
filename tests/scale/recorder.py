"""Hears every AWS call of this process and keeps what it takes."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from baton.messaging.outbox_repository import State
from infra.table_specs import TableSpec, table_specs
from tests.scale.units import Change, Item, Units, read

_WRITES = {"PutItem": "Put", "UpdateItem": "Update", "DeleteItem": "Delete"}

Place = tuple[str, str]
"""A table, or a table and its index with a slash between; and a partition key."""


@dataclass(slots=True)
class Sample:
    """What a number of leads took. ``labels`` tell who touched a place: leads one by one, or a batch
    of them at once, each in its phase.
    """

    leads: int = 0
    reads: dict[Place, float] = field(default_factory=lambda: defaultdict(float))
    writes: dict[Place, float] = field(default_factory=lambda: defaultdict(float))
    labels: dict[Place, dict[str, set[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    calls: Counter[str] = field(default_factory=Counter)
    """by service and operation, and of our functions"""
    made: Counter[str] = field(default_factory=Counter)
    """new items by table"""

    def add(self, units: Units, phase: str, label: str) -> None:
        """Counts what a request took."""
        place = (units.place, units.key)
        self.reads[place] += units.read
        self.writes[place] += units.write
        self.labels[place][phase].add(label)


class Recorder:
    """Counts into ``sample`` under the ``phase`` and ``label`` that are set just now. Tables are called
    ``<prefix>-<name>``.
    """

    def __init__(self) -> None:
        self.sample = Sample()
        self.phase = self.label = ""
        self._specs: Mapping[str, TableSpec] = table_specs()
        self._items: dict[tuple[str, tuple[str, ...]], Item] = {}

    def waiting(self) -> list[tuple[str, str]]:
        """The entries that wait in the outbox: their ids and the work that they ask for."""
        return [(item["entry_id"]["S"], item["work"]["S"]) for item in self.waiting_items()]

    def waiting_items(self) -> list[Item]:
        """The entries that wait in the outbox, as they are kept."""
        return [
            item
            for (table, _), item in self._items.items()
            if table == "outbox" and item["state"]["S"] == State.WAITING.value
        ]

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hears the calls of botocore's clients."""
        from botocore.client import BaseClient

        original = BaseClient._make_api_call

        def heard(client: Any, operation: str, given: dict[str, Any]) -> Any:
            service = client.meta.service_model.service_name
            if service != "dynamodb":
                self.sample.calls[f"{service} {operation}"] += 1
                return original(client, operation, given)
            try:
                answer = original(client, operation, given)
            except Exception:
                self._dynamodb(operation, given, {}, None)  # what is refused is paid too
                raise
            self._dynamodb(operation, given, answer, lambda **get: original(client, "GetItem", get))
            return answer

        BaseClient._make_api_call = heard
        try:
            yield
        finally:
            BaseClient._make_api_call = original

    def _dynamodb(
        self, operation: str, given: Mapping[str, Any], answer: Mapping[str, Any], get: Any
    ) -> None:
        self.sample.calls[f"dynamodb {operation}"] += 1
        if operation == "TransactWriteItems":
            for one in given["TransactItems"]:
                ((kind, what),) = one.items()
                self._written(kind, what, 2, get)
        elif operation in _WRITES:
            self._written(_WRITES[operation], given, 1, get)
        elif operation == "BatchWriteItem":
            for table, requests in given["RequestItems"].items():
                for request in requests:
                    ((kind, what),) = request.items()
                    what = {**what, "TableName": table}
                    self._written(kind.removesuffix("Request"), what, 1, get)
        else:
            for units in read(operation, given, answer):
                place, slash, index = units.place.partition("/")
                own = f"{self._name(place)}{slash}{index}"
                self.sample.add(Units(own, units.key, units.read), self.phase, self.label)

    def _written(self, kind: str, what: Mapping[str, Any], times: int, get: Any) -> None:
        table = self._name(what["TableName"])
        spec = self._specs[table]
        names = [spec.key, *([spec.sort] if spec.sort else [])]
        key = {name: (what.get("Key") or what["Item"])[name] for name in names}
        known = (table, tuple(str(value) for value in key.values()))
        before = after = self._items.get(known)
        if get is not None and kind == "Put":
            after = what["Item"]
        elif get is not None and kind == "Delete":
            after = None
        elif get is not None and kind == "Update":
            after = get(TableName=what["TableName"], Key=key, ConsistentRead=True).get("Item")
        if before is None and after is not None:
            self.sample.made[table] += 1
        if after is None:
            self._items.pop(known, None)
        else:
            self._items[known] = after
        for units in Change(table, spec, key, before, after).units(times):
            self.sample.add(units, self.phase, self.label)

    @staticmethod
    def _name(table_name: str) -> str:
        return table_name.rpartition("-")[2]
