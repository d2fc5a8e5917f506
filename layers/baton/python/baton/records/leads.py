"""Leads as they are kept."""

from typing import Protocol

from baton.contracts.assessment import Category
from baton.contracts.lead import Lead, LeadStatus
from baton.records.page import Page
from baton.records.transaction import Transaction


class LeadStore(Protocol):
    """Where leads are kept."""

    def add(self, lead: Lead, within: Transaction) -> None:
        """Keeps a new lead. The commit raises ``AlreadyExists`` if its id is taken."""
        ...

    def replace(self, lead: Lead, within: Transaction) -> None:
        """Keeps the next version of a lead: ``lead.version`` must be one more than what is kept.

        The commit raises ``StaleVersion`` otherwise.
        """
        ...

    def get(self, lead_id: str) -> Lead:
        """The lead, read consistently. Raises ``NotFound``."""
        ...

    def page(
        self,
        *,
        status: LeadStatus | None = None,
        category: Category | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[Lead]:
        """Leads, the newest first, 1 to 100 a page. Raises ``InvalidInput`` for a foreign cursor."""
        ...


def listing_query(status: LeadStatus | None, category: Category | None) -> str:
    """The listing's name with its filters, to which cursors are tied."""
    return f"leads status={status or '*'} category={category or '*'}"
