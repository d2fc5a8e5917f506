"""Responses in memory."""

from collections import Counter, defaultdict
from collections.abc import Collection

from baton.leads.response_repository import Evidence, slice_of
from baton.leads.responses import Counts, Responses
from baton.persistence.transaction import Transaction
from tests.fakes.platform.transaction import Ground, stage
from tests.fakes.platform.versions import must_follow


class FakeResponses:
    """See ``baton.leads.response_repository.ResponseRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[str, str] = {}
        self.pools: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def of(self, person: str) -> Responses:
        with self._ground.faults.at("responses.of"), self._ground.lock:
            return self._find(person)

    def replace(self, responses: Responses, within: Transaction) -> None:
        key = responses.person

        def check() -> None:
            must_follow("person", key, self._find(key).version, responses.version)

        def apply() -> None:
            self.kept[key] = responses.model_dump_json(exclude_none=True)

        stage(within, ("responses", key), apply, check)

    def add(self, pool: str, changes: Counts, *, of: str, within: Transaction) -> None:
        changes = dict(changes)
        item = ("responses", pool, str(slice_of(of)))
        stage(within, item, lambda: self.pools[pool].update(changes))

    def read(self, person: str, pools: Collection[str]) -> Evidence:
        with self._ground.faults.at("responses.read"), self._ground.lock:
            found = {pool: Counter(self.pools.get(pool, {})) for pool in pools}
            return Evidence(self._find(person), found)

    def forget(self, person: str) -> bool:
        with self._ground.faults.at("responses.forget"), self._ground.lock:
            return self.kept.pop(person, None) is not None

    def _find(self, person: str) -> Responses:
        document = self.kept.get(person)
        return Responses.model_validate_json(document) if document else Responses(person=person)
