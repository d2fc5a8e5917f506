"""Registering sites of the company's own, and letting them go, whoever does it."""

from dataclasses import dataclass

from baton.core.clock import Clock, NewId
from baton.core.errors import Conflict, NotFound
from baton.core.message import AgentName
from baton.knowledge_base.events import SITE_DUE, SiteDue
from baton.knowledge_base.site import MOST_SITES, NewSite, Site
from baton.knowledge_base.site_repository import SiteRepository
from baton.messaging.announcements import announcement
from baton.messaging.outbox import Outbox, OutboxEntry
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.persistence.transaction import Transactions

_SENDER: AgentName = "site_crawler"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRegister:
    """The sites. All methods raise ``Unavailable``; trying again is safe."""

    sites: SiteRepository
    outbox: Outbox
    transactions: Transactions
    clock: Clock
    new_id: NewId

    def register(self, given: NewSite) -> Site:
        """Registers a site, or changes how it is crawled; it is crawled at once, every page anew.
        Raises ``Conflict`` if there are too many, or while the site's documents are being deleted.
        """

        def attempt() -> Site:
            now, seen = self.clock(), self.sites.find(given.site_id)
            if seen is None:
                if len(self.sites.every()) >= MOST_SITES:
                    raise Conflict(f"There are {MOST_SITES} sites already. Remove one first.")
                site = Site(
                    site_id=given.site_id, given=given, registered_at=now, next_at=now, anew=True
                )
            elif seen.leaves:
                raise Conflict("The site's documents are being deleted. Register it after that.")
            else:
                site = seen.next_version(given=given, next_at=now, anew=True)
            return self._kept(site)

        return retry_on_conflict(attempt)

    def remove(self, site_id: str) -> Site:
        """Lets a site go: its documents are deleted, then it is gone. Raises ``NotFound``."""

        def attempt() -> Site:
            seen = self.find(site_id)
            return seen if seen.leaves else self._kept(self._leaving(seen))

        return retry_on_conflict(attempt)

    def find(self, site_id: str) -> Site:
        """A site. Raises ``NotFound``."""
        if (found := self.sites.find(site_id)) is None:
            raise NotFound("site", site_id)
        return found

    def listed(self) -> tuple[Site, ...]:
        """Every site, by its start."""
        return tuple(sorted(self.sites.every(), key=lambda one: one.given.start))

    def due_entry(self, site: Site) -> OutboxEntry:
        """The entry that has a site crawled now."""
        now = self.clock()
        return announcement(
            SITE_DUE,
            SiteDue(site_id=site.site_id),
            sender=_SENDER,
            message_id=self.new_id(),
            subject_id=site.site_id,
            correlation_id=site.site_id,
            now=now,
        )

    def _leaving(self, seen: Site) -> Site:
        return seen.next_version(leaves=True, next_at=self.clock())

    def _kept(self, site: Site) -> Site:
        with self.transactions.begin() as within:
            self.sites.keep(site, within)
            self.outbox.add(self.due_entry(site), within)
        return site
