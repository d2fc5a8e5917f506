"""The audit trail in memory."""

from collections.abc import Iterable, Sequence
from functools import partial

from baton.persistence.page import Page, checked_limit, position
from baton.persistence.transaction import Transaction
from baton.privacy.audit import AuditLine
from baton.privacy.audit_repository import line_key, listing_query, page_of
from tests.fakes.platform.transaction import Ground, stage


class FakeAudit:
    """See ``baton.privacy.audit_repository.AuditRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[tuple[str, str], AuditLine] = {}

    def write(self, lines: Sequence[AuditLine], within: Transaction | None = None) -> None:
        def add(line: AuditLine) -> None:
            self.kept.setdefault((line.subject, line_key(line)), line)

        if within is not None:
            for line in lines:
                key = ("audit", line.subject, line_key(line))
                stage(within, key, partial(add, line))
            return
        with self._ground.faults.at("audit.write"), self._ground.lock:
            for line in lines:
                add(line)

    def page(
        self, subjects: Iterable[str], *, cursor: str | None = None, limit: int = 50
    ) -> Page[AuditLine]:
        asked = list(dict.fromkeys(subjects))
        checked_limit(limit)
        after = position(listing_query(asked), cursor) or ""
        with self._ground.faults.at("audit.page"), self._ground.lock:
            found = [
                line
                for (subject, key), line in self.kept.items()
                if subject in asked and key > after
            ]
        return page_of(found, asked, limit)
