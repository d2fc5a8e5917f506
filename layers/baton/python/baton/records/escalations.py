"""Cases for a person."""

from typing import Protocol

from baton.contracts.escalation import Escalation, EscalationStatus
from baton.records.page import Page
from baton.records.transaction import Transaction


class EscalationStore(Protocol):
    """Where cases are kept."""

    def add(self, escalation: Escalation, within: Transaction) -> None:
        """Keeps a new case. The commit raises ``AlreadyExists`` if its id is taken."""
        ...

    def replace(self, escalation: Escalation, within: Transaction) -> None:
        """Keeps the next version; the commit raises ``StaleVersion`` as for leads."""
        ...

    def get(self, escalation_id: str) -> Escalation:
        """The case, read consistently. Raises ``NotFound``."""
        ...

    def page(
        self, *, status: EscalationStatus | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[Escalation]:
        """Cases, the newest first, 1 to 100 a page."""
        ...


def listing_query(status: EscalationStatus | None) -> str:
    """The listing's name with its filter, to which cursors are tied."""
    return f"escalations status={status or '*'}"
