"""Leads in memory."""

from datetime import datetime

from baton.core.errors import NotFound, StaleVersion
from baton.leads.assessment import Category
from baton.leads.lead import Lead, LeadStatus
from baton.leads.lead_repository import listing_query
from baton.persistence.page import Page
from baton.persistence.timestamps import listed_at
from baton.persistence.transaction import Transaction
from tests.fakes.platform.listings import newest_first
from tests.fakes.platform.transaction import Ground, stage
from tests.fakes.platform.versions import must_be_new, must_follow


class FakeLeads:
    """See ``baton.leads.lead_repository.LeadRepository``. ``kept`` is the documents by id."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[str, str] = {}

    def add(self, lead: Lead, within: Transaction) -> None:
        def check() -> None:
            must_be_new("lead", lead.lead_id, self.kept)

        stage(within, ("leads", lead.lead_id), lambda: self._keep(lead), check)

    def replace(self, lead: Lead, within: Transaction) -> None:
        def check() -> None:
            kept = self._find(lead.lead_id)
            must_follow("lead", lead.lead_id, kept.version if kept else None, lead.version)

        stage(within, ("leads", lead.lead_id), lambda: self._keep(lead), check)

    def hold(self, lead_id: str, within: Transaction) -> None:
        def check() -> None:
            if lead_id not in self.kept:
                raise StaleVersion(f"The lead {lead_id} is gone.")

        stage(within, ("leads", lead_id), lambda: None, check)

    def unchanged(self, lead: Lead, within: Transaction) -> None:
        def check() -> None:
            kept = self._find(lead.lead_id)
            if kept is None or kept.version != lead.version:
                raise StaleVersion(f"The lead {lead.lead_id} was changed since it was read.")

        stage(within, ("leads", lead.lead_id), lambda: None, check)

    def forget(self, lead_id: str, within: Transaction) -> None:
        def apply() -> None:
            self.kept.pop(lead_id, None)

        stage(within, ("leads", lead_id), apply)

    def get(self, lead_id: str) -> Lead:
        with self._ground.faults.at("leads.get"), self._ground.lock:
            lead = self._find(lead_id)
        if lead is None:
            raise NotFound("lead", lead_id)
        return lead

    def page(
        self,
        *,
        status: LeadStatus | None = None,
        category: Category | None = None,
        campaign_id: str | None = None,
        since: datetime | None = None,
        before: datetime | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[Lead]:
        with self._ground.faults.at("leads.page"), self._ground.lock:
            found = [
                (listed_at(lead.received_at, lead.lead_id), lead)
                for lead in map(Lead.model_validate_json, self.kept.values())
                if status in (None, lead.status)
                and category in (None, lead.report and lead.report.category)
                and campaign_id in (None, lead.details.campaign_id)
                and (since is None or lead.received_at >= since)
                and (before is None or lead.received_at < before)
            ]
        query = listing_query(status, category, before, campaign_id=campaign_id, since=since)
        return newest_first(found, query, cursor, limit)

    def _keep(self, lead: Lead) -> None:
        self.kept[lead.lead_id] = lead.model_dump_json(exclude_none=True)

    def _find(self, lead_id: str) -> Lead | None:
        document = self.kept.get(lead_id)
        return Lead.model_validate_json(document) if document else None
