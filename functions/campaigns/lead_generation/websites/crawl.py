"""Visits a company's website: its first page, then those that its links call contact, imprint or
about us."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from baton.web.fetch import Fetcher, PageEnds
from baton.web.finding import LEAVES, Ending, PageFinding
from baton.web.page import Page
from baton.web.places import NotVisited, Place
from functions.campaigns.lead_generation.websites.findings import Found, SiteContacts
from functions.campaigns.lead_generation.websites.html import tree_of
from functions.campaigns.lead_generation.websites.links import contact_places
from functions.campaigns.lead_generation.websites.reading import contacts_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MOST_FOUND = 200

NewFetcher = Callable[[], Fetcher]


class Crawler:
    """Visits sites, each with a fetcher of its own, so that no site's delay or time is another's."""

    def __init__(self, fetcher: NewFetcher) -> None:
        self._fetcher = fetcher

    def visit(self, website: str, country: str | None = None) -> SiteContacts:
        """What a website says of how to reach its company, of ``country`` (ISO 3166) if that is known.
        ``website`` is an address or a domain. Never raises for what a site does: that is a finding.
        """
        fetcher = self._fetcher()
        visit = _Visit(fetcher, country, website[:2_000])
        try:
            first = _first_place(website)
        except NotVisited as error:
            ending = Ending.NOT_VISITED
            visit.findings.append(
                PageFinding(ending=ending, url=website[:2_000], why=f"the address {error}")
            )
            return visit.contacts()
        visit.begin(first)
        return visit.contacts()


@dataclass(slots=True)
class _Visit:
    fetcher: Fetcher
    country: str | None
    website: str
    pages: list[Place] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    findings: list[PageFinding] = field(default_factory=list)

    def begin(self, first: Place) -> None:
        page = self._page(first)
        if page is None and (other := self._otherwise(first)):
            page = self._page(other)
        if page is None:
            return
        if not page.place.beside(first):
            self._ends(Ending.ANOTHER_SITE, page.place, f"{first.host} leads to {page.place.host}")
            return
        tree = self._read(page)
        if tree is not None:
            self._visit_all(contact_places(tree, page.place), page)

    def _visit_all(self, places: list[Place], first: Page) -> None:
        asked = 1
        for place in places:
            if asked >= self.fetcher.manners.pages or self._is_enough():
                return
            asked += 1
            page = self._page(place)
            if page is None:
                if self.findings[-1].ending in LEAVES:
                    return
            elif not page.place.beside(first.place):
                why = f"{place.host} leads to {page.place.host}"
                self._ends(Ending.ANOTHER_SITE, page.place, why)
            elif page.place not in self.pages:
                self._read(page)

    def _is_enough(self) -> bool:
        """Whether the company can be written to and called: no further page is asked for then."""
        return {"email", "phone"} <= {one.field for one in self.found if not one.of}

    def _page(self, place: Place) -> Page | None:
        try:
            return self.fetcher.page(place)
        except PageEnds as ends:
            self.findings.append(ends.finding)
            return None

    def _otherwise(self, first: Place) -> Place | None:
        """Where else the site may be: without TLS if nobody answers there, with ``www`` if its host has
        no address.
        """
        ending, url = self.findings[-1].ending, self.findings[-1].url
        if not url.startswith(f"{first.origin}/"):
            return None  # it is where the site leads to that is not there
        if ending is Ending.NO_ANSWER and first.scheme == "https":
            return Place("http", first.host, 80, first.path)
        if ending is Ending.NO_SUCH_HOST and not first.host.startswith("www."):
            return Place(first.scheme, f"www.{first.host}", first.port, first.path)
        return None

    def _read(self, page: Page) -> "HtmlElement | None":
        self.pages.append(page.place)
        tree = tree_of(page.body, page.content_type)
        if tree is None:
            self._ends(Ending.UNREADABLE, page.place, "the page has no text")
            return None
        contacts = contacts_of(tree, page.place.url, page.place.host, self.country)
        self.found += contacts.found
        self.country = self.country or contacts.country
        if not contacts.is_whole:
            why = "not all of the page's structured data could be read"
            self._ends(Ending.TOO_INTRICATE, page.place, why)
        return tree

    def _ends(self, ending: Ending, place: Place, why: str) -> None:
        self.findings.append(PageFinding(ending=ending, url=place.url, why=why[:400]))

    def contacts(self) -> SiteContacts:
        kept: dict[tuple[str, str, bool], Found] = {}
        for one in self.found:
            kept.setdefault((one.field, one.value.casefold(), bool(one.of)), one)
        return SiteContacts(
            site=self.website,
            pages=tuple(place.url for place in self.pages),
            found=tuple(kept.values())[:_MOST_FOUND],
            findings=tuple(self.findings),
        )


def _first_place(website: str) -> Place:
    text = website.strip()
    return Place.read(text if "://" in text else f"https://{text}")
