"""The crawler of the company's own sites (requirement E5)."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Self
from urllib.parse import urlsplit

from baton.core.clock import Clock
from baton.core.errors import StaleVersion
from baton.core.message import AgentName
from baton.knowledge_base.site import Crawl, CrawlEnd, Site
from baton.knowledge_base.site_repository import SiteRepository
from baton.knowledge_base.sites import SiteRegister
from baton.messaging.outbox import Outbox
from baton.persistence.retry_on_conflict import retry_on_conflict
from baton.persistence.transaction import Transactions
from baton.runtime import Agent
from baton.runtime.site_register import site_register
from baton.web.dns_lookup import dns_of
from baton.web.dns_port import Dns
from baton.web.fetch import CrawlerSettings, Fetcher
from functions.platform.site_crawler.books import Books
from functions.platform.site_crawler.crawl_book import CrawlBook
from functions.platform.site_crawler.models import CrawlResult, CrawlTask, SiteOutcome
from functions.platform.site_crawler.page_documents import PageDocuments
from functions.platform.site_crawler.visit import Ended, Visit, own_places

if TYPE_CHECKING:
    from baton.runtime.platform import Platform

SLICE_SECONDS = 480.0
"""In which pages are asked for; what is read last may take minutes to be kept."""

MOST_SLICES = 100
"""Of one crawl: one that never ends is stopped."""


class SiteCrawler(Agent[CrawlTask, CrawlResult]):
    """Has a document for each page of the registered sites, as the page is now. A page that is gone, or
    that nothing leads to after a whole crawl, is in no answer from that moment on; an outage takes
    nothing away. A crawl goes on in slices, each as long as a function may run.
    """

    name: ClassVar[AgentName] = "site_crawler"

    def __init__(
        self,
        *,
        register: SiteRegister,
        sites: SiteRepository,
        books: Books,
        documents: PageDocuments,
        outbox: Outbox,
        transactions: Transactions,
        manners: Callable[[Site], CrawlerSettings],
        dns: Dns,
        clock: Clock,
    ) -> None:
        self._register = register
        self._sites = sites
        self._books = books
        self._documents = documents
        self._outbox = outbox
        self._transactions = transactions
        self._manners = manners
        self._dns = dns
        self._clock = clock

    @classmethod
    def assemble(cls, platform: "Platform") -> Self:
        """The agent with its real parts."""
        settings = platform.settings
        return cls(
            register=site_register(platform),
            sites=platform.sites,
            books=Books(platform.files),
            documents=PageDocuments(platform.knowledge_base),
            outbox=platform.outbox,
            transactions=platform.transactions,
            manners=lambda site: manners(site, settings.crawler_contact, settings.site_stand_in),
            dns=dns_of(""),
            clock=platform.clock,
        )

    def perform(self, task: CrawlTask) -> CrawlResult:
        """Goes on with a site, or calls up those that are due. Raises ``Unavailable`` or ``Conflict``;
        trying again is safe.
        """
        if task.site_id is None:
            return self._called_up()
        site = self._held(task.site_id)
        if site is None:
            return CrawlResult(became=SiteOutcome.NOTHING, site_id=task.site_id)
        return self._leave(site) if site.leaves else self._slice(site)

    def idle(self, result: CrawlResult) -> bool:
        """See ``Agent``."""
        return result.became in {None, SiteOutcome.NOTHING} and not result.called

    def _called_up(self) -> CrawlResult:
        now = self._clock()
        due = [one for one in self._register.listed() if one.is_due(now)]
        for site in due:
            with self._transactions.begin() as within:
                self._outbox.add(self._register.due_entry(site), within)
        return CrawlResult(called=len(due))

    def _held(self, site_id: str) -> Site | None:
        """The site, this function's alone for as long as it can run; ``None`` if it is not to be had."""
        now, seen = self._clock(), self._sites.find(site_id)
        if seen is None or not seen.is_due(now):
            return None
        held = seen.held(now)
        try:
            with self._transactions.begin() as within:
                self._sites.keep(held, within)
        except StaleVersion:
            return None
        return held

    def _slice(self, site: Site) -> CrawlResult:
        visit, book = self._visit(site)
        ended = Ended(CrawlEnd.STOPPED, "the crawl did not come to its end")
        try:
            if site.slices <= MOST_SLICES:
                ended = visit.go_on()
            if ended.end in {CrawlEnd.WHOLE, CrawlEnd.MOST_PAGES}:
                visit.remove_unreached()
        except BaseException:
            self._books.keep(site.site_id, book.kept())
            self._settle(site, site.gone_on(visit.crawl))
            raise
        return self._settled(site, book, visit.crawl, ended)

    def _visit(self, site: Site) -> tuple[Visit, CrawlBook]:
        given, crawl = site.given, site.running or Crawl(started_at=self._clock())
        start = urlsplit(given.start)
        sitemap = f"{start.scheme}://{start.netloc}/sitemap.xml"
        kept = self._books.find(site.site_id)
        book = CrawlBook.of_crawl(kept, crawl.started_at, given.start, sitemap)
        visit = Visit(
            site=given,
            book=book,
            crawl=crawl,
            fetcher=Fetcher(self._manners(site), self._dns, may_follow_to=own_places(given)),
            documents=self._documents,
            anew=site.anew,
        )
        return visit, book

    def _settled(self, site: Site, book: CrawlBook, crawl: Crawl, ended: Ended) -> CrawlResult:
        """Keeps what the slice came to: the book first, which tells of which crawl it is."""
        if ended.end is None:
            self._books.keep(site.site_id, book.kept())
            after = site.gone_on(crawl)
        else:
            complete = ended.end is not CrawlEnd.STOPPED
            self._books.keep(site.site_id, book.ended(complete=complete))
            after = site.ended(crawl, ended.end, ended.why, self._clock())
        self._settle(site, after, again=ended.end is None)
        return CrawlResult(
            became=SiteOutcome.GOES_ON if ended.end is None else SiteOutcome.ENDED,
            site_id=site.site_id,
            read=crawl.read,
            kept=crawl.kept,
            removed=crawl.removed,
            refused=crawl.refused,
        )

    def _leave(self, site: Site) -> CrawlResult:
        """Deletes the documents of a site that was let go, then what is known of it."""
        book = self._books.find(site.site_id)
        records = {**book.before, **book.asked}.values()
        ids = [one.document_id for one in records if one.document_id and not one.by_hand]
        removed = sum(map(self._documents.delete, ids))
        self._books.drop(site.site_id)
        with self._transactions.begin() as within:
            self._sites.forget(site, within)
        return CrawlResult(became=SiteOutcome.REMOVED, site_id=site.site_id, removed=removed)

    def _settle(self, site: Site, after: Site, *, again: bool = False) -> None:
        """Lets go of a site. One that somebody registered anew, or let go, meanwhile begins anew."""

        def attempt() -> None:
            seen = self._sites.find(site.site_id)
            is_same = seen is not None and seen.version == site.version
            now = after if is_same or seen is None else seen.let_go()
            with self._transactions.begin() as within:
                self._sites.keep(now, within)
                if again or not is_same:
                    self._outbox.add(self._register.due_entry(now), within)

        retry_on_conflict(attempt)


def manners(site: Site, contact: str, stand_in: str = "") -> CrawlerSettings:
    """How a site of the company's own is visited: by whoever's ``contact`` it is, else the site's own
    address. ``stand_in`` is the address on this machine that is asked instead, for development.
    """
    given = {"pages": site.given.most_pages, "site_seconds": SLICE_SECONDS}
    parts = urlsplit(stand_in)
    if parts.hostname in {"127.0.0.1", "localhost"}:
        stand_ins = {"*": f"127.0.0.1:{parts.port or 80}"}
        return CrawlerSettings(contact or site.given.start, delay=0.0, stand_ins=stand_ins, **given)  # type: ignore[arg-type]
    return CrawlerSettings(contact or site.given.start, **given)  # type: ignore[arg-type]
