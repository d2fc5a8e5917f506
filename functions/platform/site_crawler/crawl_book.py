"""What is known of a site's pages, and which is asked for next. Pure.

Pages are numbered, since every page links to much the same ones. A page that cannot be read now is as it
was at the crawl before, with its links: so an outage makes no page unreachable.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Self

from pydantic import Field

from baton.core.contract import Contract, Ulid, UtcDatetime
from baton.web.page import ANY_VERSION, Version

MOST_URLS = 20_000
MOST_LINKS = 300
"""Of a page, the first ones."""

LONGEST_URL = 500
MOST_MAPS = 50
"""Sitemaps of a site that are read."""


class PageRecord(Contract):
    """A page: its version, where it leads, the document that it is. ``by_hand``: a person deleted that
    document, so the page stays out.
    """

    etag: str = ""
    modified: str = ""
    links: tuple[int, ...] = ()
    document_id: Ulid | None = None
    by_hand: bool = False

    @property
    def version(self) -> Version:
        """What its server called it."""
        return Version(self.etag, self.modified)


class KeptBook(Contract):
    """A crawl as it is kept between two slices: the one that began at ``began_at``, or none. ``maps``
    are sitemaps among the numbers.
    """

    began_at: UtcDatetime | None = None
    urls: tuple[str, ...] = ()
    waiting: tuple[int, ...] = ()
    maps: tuple[int, ...] = ()
    asked: Mapping[int, PageRecord] = Field(default_factory=dict)
    before: Mapping[int, PageRecord] = Field(default_factory=dict)


class CrawlBook:
    """The pages of one site."""

    def __init__(self, kept: KeptBook) -> None:
        self._began_at = kept.began_at
        self._urls = list(kept.urls)
        self._numbers = {url: number for number, url in enumerate(self._urls)}
        self._waiting = deque(kept.waiting)
        self._maps = set(kept.maps)
        self.asked = dict(kept.asked)
        self.before = dict(kept.before)
        self._known = {*self._waiting, *self.asked}

    @classmethod
    def of_crawl(cls, kept: KeptBook, began_at: datetime, start: str, sitemap: str) -> Self:
        """The crawl that began then, if it is the one that is kept; else a new one, that knows what was
        come to before.
        """
        if kept.began_at == began_at:
            return cls(kept)
        book = cls(KeptBook(began_at=began_at))
        for number, record in {**kept.before, **kept.asked}.items():
            links = book._numbered(kept.urls[one] for one in record.links)
            (own,) = book._numbered([kept.urls[number]])
            book.before[own] = record.model_copy(update={"links": links})
        book._wait(book._numbered([start, sitemap]))
        book._maps.update(book._numbered([sitemap]))
        return book

    @property
    def is_done(self) -> bool:
        """Whether no page waits."""
        return not self._waiting

    @property
    def pages(self) -> int:
        """Pages that were asked for, without sitemaps."""
        return len(self.asked.keys() - self._maps)

    def following(self) -> str | None:
        """The page to ask for next; it waits until it is noted."""
        while self._waiting and self._waiting[0] in self.asked:
            self._waiting.popleft()
        return self._urls[self._waiting[0]] if self._waiting else None

    def is_map(self, url: str) -> bool:
        """Whether it is a sitemap."""
        return self._numbers.get(url) in self._maps

    def was(self, url: str) -> PageRecord:
        """What was known of a page before this crawl."""
        return self.before.get(self._numbers.get(url, -1), PageRecord())

    def is_asked(self, url: str) -> bool:
        """Whether it was asked for in this crawl."""
        return self._numbers.get(url) in self.asked

    def note(
        self,
        url: str,
        links: Iterable[str] | None = None,
        *,
        version: Version = ANY_VERSION,
        document_id: str | None = None,
        by_hand: bool = False,
    ) -> None:
        """Notes that a page was asked for. Without ``links`` it leads where it led before."""
        (number,) = self._numbered([url]) or (-1,)
        if number < 0:
            return
        led = self.was(url).links if links is None else self._numbered(links)[:MOST_LINKS]
        self.asked[number] = PageRecord(
            etag=version.etag,
            modified=version.modified,
            links=led,
            document_id=document_id,
            by_hand=by_hand,
        )
        self._known.add(number)
        self._wait(led)

    def note_unread(self, url: str) -> None:
        """Notes that a page could not be read: it is as it was."""
        was = self.was(url)
        self.note(url, version=was.version, document_id=was.document_id, by_hand=was.by_hand)

    def note_maps(self, urls: Iterable[str]) -> tuple[str, ...]:
        """Those of these addresses that are read as sitemaps, which they are from now on."""
        room = MOST_MAPS - len(self._maps)
        found = tuple(urls)[: max(0, room)]
        self._maps.update(self._numbered(found))
        return found

    def unreached(self) -> Iterator[tuple[str, str]]:
        """Pages with their documents that the crawl did not come to."""
        for number, record in self.before.items():
            if number not in self.asked and record.document_id and not record.by_hand:
                yield self._urls[number], record.document_id

    def ended(self, *, complete: bool) -> KeptBook:
        """What the next crawl is to know; of one that was stopped, what it did not come to as well."""
        before = self.asked if complete else {**self.before, **self.asked}
        return KeptBook(urls=tuple(self._urls), before=before)

    def kept(self) -> KeptBook:
        """The book between two slices."""
        return KeptBook(
            began_at=self._began_at,
            urls=tuple(self._urls),
            waiting=tuple(self._waiting),
            maps=tuple(sorted(self._maps)),
            asked=self.asked,
            before=self.before,
        )

    def _numbered(self, urls: Iterable[str]) -> tuple[int, ...]:
        found = []
        for url in urls:
            number = self._numbers.get(url)
            if number is None:
                if len(url) > LONGEST_URL or len(self._urls) >= MOST_URLS:
                    continue
                number = self._numbers[url] = len(self._urls)
                self._urls.append(url)
            found.append(number)
        return tuple(dict.fromkeys(found))

    def _wait(self, numbers: Iterable[int]) -> None:
        for one in numbers:
            if one not in self._known:
                self._known.add(one)
                self._waiting.append(one)
