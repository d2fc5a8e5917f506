"""Leads in memory."""

from datetime import datetime
from functools import lru_cache

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

_read = lru_cache(1_024)(Lead.model_validate_json)
"""A lead does not change, and is read more often than it is written."""


class FakeLeads:
    """See ``baton.leads.lead_repository.LeadRepository``. ``kept`` is the documents by id."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[str, str] = {}
        self.holding: dict[str, datetime] = {}
        self.forgotten: set[str] = set()

    def add(self, lead: Lead, within: Transaction) -> None:
        def check() -> None:
            must_be_new("lead", lead.lead_id, {**self.kept, **dict.fromkeys(self.forgotten)})

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

    def release(self, lead: Lead, within: Transaction) -> None:
        def check() -> None:
            kept = self._find(lead.lead_id)
            if kept is None or not kept.held or kept.version != lead.version:
                raise StaleVersion(f"The lead {lead.lead_id} was released or changed.")

        released = lead.model_copy(update={"held": False})
        stage(within, ("leads", lead.lead_id), lambda: self._keep(released), check)

    def held(self, before: datetime, limit: int = 25) -> tuple[str, ...]:
        with self._ground.faults.at("leads.held"), self._ground.lock:
            found = sorted(
                (received_at, lead_id)
                for lead_id, received_at in self.holding.items()
                if received_at < before
            )
        return tuple(lead_id for _, lead_id in found[:limit])

    def forget(self, lead_id: str, within: Transaction) -> None:
        def apply() -> None:
            self.kept.pop(lead_id, None)
            self.forgotten.add(lead_id)
            self.holding.pop(lead_id, None)

        stage(within, ("leads", lead_id), apply)

    def was_forgotten(self, lead_id: str) -> bool:
        with self._ground.faults.at("leads.was_forgotten"), self._ground.lock:
            return lead_id in self.forgotten

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
                for lead in filter(None, map(self._find, self.kept))
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
        self.holding.pop(lead.lead_id, None)
        if lead.held and lead.status is LeadStatus.RECEIVED:
            self.holding[lead.lead_id] = lead.received_at

    def _find(self, lead_id: str) -> Lead | None:
        document = self.kept.get(lead_id)
        if document is None:
            return None
        held = lead_id in self.holding
        return _read(document).model_copy(update={"held": held})
