"""One slice of a site's crawl: pages are asked for one by one, until none waits or the time is over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from baton.knowledge_base.document import Outcome
from baton.knowledge_base.site import Crawl, CrawlEnd, NewSite, bare_host
from baton.web.fetch import HTML, SITEMAP, Fetcher, PageEnds
from baton.web.finding import Ending, PageFinding
from baton.web.page import ANY_VERSION, Page
from baton.web.page_marks import PageMarks, header_keeps, marks_of
from baton.web.places import NotVisited, Place
from baton.web.sitemap import sitemap_urls
from functions.platform.site_crawler.crawl_book import CrawlBook, PageRecord
from functions.platform.site_crawler.page_documents import (
    PageDocuments,
    markup_of,
    read_page,
    why_unread,
)

_OUTAGES = frozenset(
    {Ending.NO_SUCH_HOST, Ending.NO_ANSWER, Ending.BAD_CERTIFICATE, Ending.UNAVAILABLE}
    | {Ending.ROBOTS_CLOSED, Ending.ROBOTS_UNAVAILABLE}
)
"""What stops a crawl: the site is ill or closed, and nothing can be said of its pages."""

_TOO_MANY_REQUESTS = 429
_GONE = frozenset({Ending.NOT_THERE, Ending.FORBIDDEN})
"""What ends a page: it is not there, or the site's robots.txt, which was read, forbids it."""


def own_places(site: NewSite) -> Callable[[Place], bool]:
    """Which places are of a site."""
    host = bare_host(Place.read(site.start))
    return lambda place: bare_host(place) == host


@dataclass(frozen=True, slots=True)
class Ended:
    """How a slice ended; without an ``end`` another one follows."""

    end: CrawlEnd | None = None
    why: str | None = None


class Visit:
    """Visits a site. ``anew``: pages are read whether they changed or not."""

    def __init__(
        self,
        *,
        site: NewSite,
        book: CrawlBook,
        crawl: Crawl,
        fetcher: Fetcher,
        documents: PageDocuments,
        anew: bool,
    ) -> None:
        self.crawl = crawl
        self._site = site
        self._is_own = own_places(site)
        self._book = book
        self._fetcher = fetcher
        self._documents = documents
        self._anew = anew
        self._asked = 0

    def go_on(self) -> Ended:
        """Asks for pages. Raises ``Unavailable`` if a document cannot be kept now; what was done until
        then is in the book and the crawl.
        """
        while (url := self._book.following()) is not None:
            if not self._book.is_map(url) and self._book.pages >= self._site.most_pages:
                why = f"the site has more than {self._site.most_pages} pages"
                return Ended(CrawlEnd.MOST_PAGES, why)
            try:
                self._ask(url)
            except PageEnds as ends:
                if ends.finding.ending is Ending.OUT_OF_TIME:
                    stuck = self._asked == 0
                    return Ended(CrawlEnd.STOPPED, ends.finding.why) if stuck else Ended()
                if self._stops(url, ends):
                    return Ended(CrawlEnd.STOPPED, ends.finding.why)
                self._unread(url, ends.finding)
            self._asked += 1
        return Ended(CrawlEnd.WHOLE)

    def remove_unreached(self) -> None:
        """Deletes the documents of pages that nothing leads to any more."""
        for _, document_id in self._book.unreached():
            self._remove(document_id)

    def _stops(self, url: str, ends: PageEnds) -> bool:
        """Whether nothing more can be asked for: without its start page, a site says nothing either."""
        too_often = ends.status == _TOO_MANY_REQUESTS
        return too_often or ends.finding.ending in _OUTAGES or url == self._site.start

    def _ask(self, url: str) -> None:
        """Raises ``PageEnds``."""
        was, is_map = self._book.was(url), self._book.is_map(url)
        known = ANY_VERSION if self._anew else was.version
        page = self._fetcher.page(Place.read(url), known, SITEMAP if is_map else HTML)
        if is_map:
            self._map(url, page)
            return
        self.crawl = self.crawl.counted(read=1)
        if page.place.url != url:
            self._moved(url, page)
        elif page.unchanged:
            self._unchanged(page, was)
        else:
            self._page(page)

    def _map(self, url: str, page: Page) -> None:
        if page.unchanged:
            self._book.note(url, version=page.version)
            return
        urls, is_index = sitemap_urls(markup_of(page))
        places = self._own(urls)
        ordered = sorted(places, key=lambda one: (one.count("/"), one))
        links = self._book.note_maps(ordered) if is_index else tuple(ordered)
        self._book.note(url, links, version=page.version)

    def _moved(self, url: str, page: Page) -> None:
        """A page that leads to another one of the site is none of its own."""
        self._drop(self._book.was(url))
        self._book.note(url, [page.place.url])
        if not self._book.is_asked(page.place.url):
            self._page(page)

    def _unchanged(self, page: Page, was: PageRecord) -> None:
        url, document_id = page.place.url, was.document_id
        self.crawl = self.crawl.counted(unchanged=1)
        by_hand = was.by_hand or bool(document_id and self._documents.is_deleted(document_id))
        if not header_keeps(page.robots):
            self._drop(was)
            document_id = None
        self._book.note(url, version=page.version, document_id=document_id, by_hand=by_hand)

    def _page(self, page: Page) -> None:
        """A page that was read: kept as a document, unless it is another's, or wants not to be."""
        url, was = page.place.url, self._book.was(page.place.url)
        marks = marks_of(markup_of(page), page.place, page.robots)
        links = [one.url for one in marks.links if self._is_own(one) and not one.is_file]
        if why := self._why_not_kept(page, marks):
            self._refused(url, Ending.NOT_KEPT, why)
            self._drop(was)
            canonical = marks.canonical
            also = [canonical.url] if canonical and self._is_own(canonical) else []
            self._book.note(url, [*also, *links], version=page.version)
            return
        by_hand = was.by_hand and not self._anew
        if was.document_id and not self._anew:
            by_hand = by_hand or self._documents.is_deleted(was.document_id)
        document_id = was.document_id if by_hand else self._document(page, was)
        self._book.note(url, links, version=page.version, document_id=document_id, by_hand=by_hand)

    def _document(self, page: Page, was: PageRecord) -> str | None:
        read = read_page(page)
        if isinstance(read, Outcome):
            self._refused(page.place.url, Ending.UNREADABLE, why_unread(read))
            self._drop(was)
            return None
        document_id, is_new = self._documents.keep(page, read, self._site)
        self.crawl = self.crawl.counted(kept=int(is_new), unchanged=int(not is_new))
        return document_id

    def _why_not_kept(self, page: Page, marks: PageMarks) -> str | None:
        if not marks.kept:
            return "the page wants not to be kept (noindex)"
        other = marks.canonical
        if other is None or _is_same(other, page.place):
            return None
        return f"the page says that its own address is {other.url[:200]}"

    def _unread(self, url: str, finding: PageFinding) -> None:
        if self._book.is_map(url) and finding.ending in {*_GONE, Ending.NOT_HTML}:
            self._book.note(url, ())  # most sites have none
            return
        self._refused(finding.url, finding.ending, finding.why)
        if finding.ending in _GONE or finding.ending is Ending.ANOTHER_SITE:
            self._drop(self._book.was(url))
            self._book.note(url, ())
        else:
            self._book.note_unread(url)

    def _refused(self, url: str, ending: Ending, why: str) -> None:
        finding = PageFinding(ending=ending, url=url, why=why[:400])
        self.crawl = self.crawl.with_refused(finding)

    def _drop(self, was: PageRecord) -> None:
        if was.document_id and not was.by_hand:
            self._remove(was.document_id)

    def _remove(self, document_id: str) -> None:
        self.crawl = self.crawl.counted(removed=int(self._documents.delete(document_id)))

    def _own(self, urls: Sequence[str]) -> set[str]:
        found = set()
        for url in urls:
            try:
                place = Place.read(url)
            except NotVisited:
                continue
            if self._is_own(place):
                found.add(place.url)
        return found


def _is_same(one: Place, other: Place) -> bool:
    """Whether both are one page, whatever their schemes, ``www`` and last stroke."""
    paths = [urlsplit(each.url) for each in (one, other)]
    same_path = paths[0].path.rstrip("/") == paths[1].path.rstrip("/")
    return bare_host(one) == bare_host(other) and same_path and paths[0].query == paths[1].query
