"""A site of the company's own whose pages are documents: what is registered of it, and how its crawls
went. Pure.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from baton.core.contract import Contract, Ulid, UtcDatetime, Versioned
from baton.core.derived_ids import derived_ulid
from baton.knowledge_base.document import CollectionName
from baton.knowledge_base.text import Language
from baton.web.finding import PageFinding
from baton.web.places import NotVisited, Place

MOST_SITES = 50
MOST_REFUSED_SHOWN = 50
"""Pages that were not read, with the reason, of one crawl."""

AFTER_A_STOP = timedelta(hours=6)
"""How long a crawl that was stopped waits at most before the next one."""

HELD_FOR = timedelta(minutes=16)
"""How long a function has a site for itself: longer than a function can run."""


def _is_visited(start: str) -> str:
    try:
        return Place.read(start).url
    except NotVisited as error:
        raise ValueError(f"the address {error}") from None


Start = Annotated[str, StringConstraints(min_length=8, max_length=500), AfterValidator(_is_visited)]


class NewSite(Contract):
    """A site to be crawled: the pages of the host of ``start``, whether its name has a ``www`` or not,
    that its links and its ``sitemap.xml`` lead to. ``language`` is that of pages which name none.
    """

    start: Start = Field(examples=["https://www.company.example/help"])
    collection: CollectionName = "support"
    language: Language | None = Field(default=None, description="ISO 639, as `de`")
    every_hours: int = Field(default=24, ge=1, le=720)
    most_pages: int = Field(default=200, ge=1, le=2_000)

    @property
    def site_id(self) -> Ulid:
        """One for each host."""
        return derived_ulid("site", bare_host(Place.read(self.start)))


class CrawlEnd(StrEnum):
    """How a crawl ended."""

    WHOLE = "whole"
    """every page that can be reached was asked for"""
    MOST_PAGES = "most_pages"
    """as many pages were asked for as the site may have"""
    STOPPED = "stopped"
    """the site could not be asked any more: what is known of its pages stays"""


class Crawl(Contract):
    """One crawl. ``read`` are pages that were read, ``unchanged`` those of them that are as they were,
    ``kept`` new documents and versions, ``removed`` documents of pages that are gone; ``refused`` are
    pages that were not read, the first of them with the reason in ``findings``.
    """

    started_at: UtcDatetime
    ended_at: UtcDatetime | None = None
    end: CrawlEnd | None = None
    why: str | None = Field(default=None, max_length=400)
    read: int = Field(default=0, ge=0)
    unchanged: int = Field(default=0, ge=0)
    kept: int = Field(default=0, ge=0)
    removed: int = Field(default=0, ge=0)
    refused: int = Field(default=0, ge=0)
    findings: tuple[PageFinding, ...] = Field(default=(), max_length=MOST_REFUSED_SHOWN)

    def with_refused(self, finding: PageFinding) -> "Crawl":
        """With one more page that was not read."""
        findings = (*self.findings, finding)[:MOST_REFUSED_SHOWN]
        return self.model_copy(update={"refused": self.refused + 1, "findings": findings})

    def counted(self, **more: int) -> "Crawl":
        """With what came on top."""
        return self.model_copy(update={name: getattr(self, name) + n for name, n in more.items()})


class Site(Versioned):
    """A registered site. ``next_at`` is when it is due; ``held_until`` is until when a function has it
    for itself, ``slices`` how many began at the crawl that is ``running``; ``anew`` says that every page
    is to be read, whether it changed or not; ``leaves`` that its documents are being deleted.
    """

    site_id: Ulid
    given: NewSite
    registered_at: UtcDatetime
    next_at: UtcDatetime
    held_until: UtcDatetime | None = None
    slices: int = Field(default=0, ge=0)
    anew: bool = False
    leaves: bool = False
    running: Crawl | None = None
    last: Crawl | None = None

    def is_due(self, now: datetime) -> bool:
        """Whether a function may take it."""
        return self.next_at <= now and (self.held_until is None or self.held_until <= now)

    def held(self, now: datetime) -> "Site":
        """The site as a function takes it, for another slice of its crawl."""
        running = self.running or Crawl(started_at=now)
        return self.next_version(held_until=now + HELD_FOR, running=running, slices=self.slices + 1)

    def gone_on(self, crawl: Crawl) -> "Site":
        """The site after a slice that left something."""
        return self.next_version(held_until=None, running=crawl)

    def let_go(self) -> "Site":
        """The site that was changed while a function had it: it begins anew."""
        return self.next_version(held_until=None, running=None, slices=0)

    def ended(self, crawl: Crawl, end: CrawlEnd, why: str | None, now: datetime) -> "Site":
        """The site after its crawl."""
        every = timedelta(hours=self.given.every_hours)
        pause = min(every, AFTER_A_STOP) if end is CrawlEnd.STOPPED else every
        last = crawl.model_copy(update={"ended_at": now, "end": end, "why": why})
        return self.next_version(
            held_until=None,
            running=None,
            slices=0,
            last=last,
            next_at=now + pause,
            anew=self.anew and end is CrawlEnd.STOPPED,
        )


class SiteView(Contract):
    """A site as callers see it: ``crawl`` is the one that goes on, ``last`` the one before. A site that
    ``leaves`` is gone once its documents are."""

    site_id: Ulid
    start: str
    collection: CollectionName
    language: Language | None = None
    every_hours: int
    most_pages: int
    registered_at: UtcDatetime
    next_at: UtcDatetime
    leaves: bool
    crawl: Crawl | None = None
    last: Crawl | None = None

    @classmethod
    def of(cls, site: Site) -> "SiteView":
        """What callers see of it."""
        return cls(
            **dict(site.given),
            site_id=site.site_id,
            registered_at=site.registered_at,
            next_at=site.next_at,
            leaves=site.leaves,
            crawl=site.running,
            last=site.last,
        )


class SiteList(Contract):
    """Every site, by its start."""

    items: tuple[SiteView, ...]


def bare_host(place: Place) -> str:
    """A place's host, whether its name has a ``www`` or not."""
    return place.host.removeprefix("www.")
