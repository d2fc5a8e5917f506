"""Prospects in memory."""

from baton.campaigns.prospects.prospect import Prospect
from baton.campaigns.prospects.repository import prospects_query, taken
from baton.core.clock import Clock
from baton.core.errors import NotFound
from baton.persistence.page import Page
from baton.persistence.transaction import Transaction
from tests.fakes.platform.listings import newest_first
from tests.fakes.platform.transaction import Ground, stage


class FakeProspects:
    """See ``baton.campaigns.prospects.repository.ProspectRepository``."""

    def __init__(self, ground: Ground, clock: Clock) -> None:
        self._ground = ground
        self._clock = clock
        self.kept: dict[str, str] = {}

    def add(self, prospect: Prospect, within: Transaction) -> None:
        def check() -> None:
            if self._find(prospect.prospect_id):
                raise taken(prospect)

        def apply() -> None:
            self.kept[prospect.prospect_id] = prospect.model_dump_json(exclude_none=True)

        stage(within, ("prospects", prospect.prospect_id), apply, check)

    def get(self, prospect_id: str) -> Prospect:
        with self._ground.faults.at("prospects.get"), self._ground.lock:
            found = self._find(prospect_id)
        if found is None:
            raise NotFound("prospect", prospect_id)
        return found

    def forget(self, prospect_id: str) -> bool:
        with self._ground.faults.at("prospects.forget"), self._ground.lock:
            return self.kept.pop(prospect_id, None) is not None

    def page(self, run_id: str, *, cursor: str | None = None, limit: int = 50) -> Page[Prospect]:
        with self._ground.faults.at("prospects.page"), self._ground.lock:
            every = (self._find(one) for one in self.kept)
            theirs = [(one.rank, one) for one in every if one and one.run_id == run_id]
            return newest_first(theirs, prospects_query(run_id), cursor, limit)

    def _find(self, prospect_id: str) -> Prospect | None:
        text = self.kept.get(prospect_id)
        found = Prospect.model_validate_json(text) if text else None
        return found if found and found.ends_at > self._clock() else None
