"""Cases in memory."""

from baton.core.errors import NotFound
from baton.escalation.case import Escalation, EscalationStatus
from baton.escalation.repository import listing_query
from baton.persistence.page import Page
from baton.persistence.timestamps import listed_at
from baton.persistence.transaction import Transaction
from tests.fakes.platform.listings import newest_first
from tests.fakes.platform.transaction import Ground, stage
from tests.fakes.platform.versions import must_be_new, must_follow


class FakeEscalations:
    """See ``baton.escalation.repository.EscalationRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[str, str] = {}

    def add(self, escalation: Escalation, within: Transaction) -> None:
        key = escalation.escalation_id

        def check() -> None:
            must_be_new("escalation", key, self.kept)

        stage(within, ("escalations", key), lambda: self._keep(escalation), check)

    def replace(self, escalation: Escalation, within: Transaction) -> None:
        key = escalation.escalation_id

        def check() -> None:
            kept = self._find(key)
            must_follow("escalation", key, kept.version if kept else None, escalation.version)

        stage(within, ("escalations", key), lambda: self._keep(escalation), check)

    def get(self, escalation_id: str) -> Escalation:
        with self._ground.faults.at("escalations.get"), self._ground.lock:
            escalation = self._find(escalation_id)
        if escalation is None:
            raise NotFound("escalation", escalation_id)
        return escalation

    def page(
        self, *, status: EscalationStatus | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[Escalation]:
        with self._ground.faults.at("escalations.page"), self._ground.lock:
            found = [
                (listed_at(escalation.opened_at, escalation.escalation_id), escalation)
                for escalation in map(Escalation.model_validate_json, self.kept.values())
                if status in (None, escalation.status)
            ]
        return newest_first(found, listing_query(status), cursor, limit)

    def about(self, subject_id: str) -> tuple[Escalation, ...]:
        with self._ground.faults.at("escalations.about"), self._ground.lock:
            cases = [Escalation.model_validate_json(document) for document in self.kept.values()]
        found = [case for case in cases if case.subject_id == subject_id]
        return tuple(sorted(found, key=lambda case: listed_at(case.opened_at, case.escalation_id)))

    def _keep(self, escalation: Escalation) -> None:
        self.kept[escalation.escalation_id] = escalation.model_dump_json(exclude_none=True)

    def _find(self, escalation_id: str) -> Escalation | None:
        document = self.kept.get(escalation_id)
        return Escalation.model_validate_json(document) if document else None
