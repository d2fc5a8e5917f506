"""Documents follow the pages of the company's own sites: new, changed, unchanged, gone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest

from baton.core.errors import Conflict, Unavailable
from baton.knowledge_base.document import DocumentStatus
from baton.knowledge_base.site import Crawl, CrawlEnd, NewSite, Site
from baton.runtime.site_register import site_register
from baton.web.dns_port import Dns
from baton.web.fetch import CrawlerSettings, Fetcher
from baton.web.finding import Ending
from functions.platform.site_crawler import agent as crawling
from functions.platform.site_crawler.agent import SiteCrawler
from functions.platform.site_crawler.models import CrawlResult, CrawlTask, SiteOutcome
from infra.local.lead_sources.accounts import SourceAccounts
from infra.local.lead_sources.server import Server
from infra.local.lead_sources.sites import OWN
from tests.fakes.platform import web_site
from tests.fakes.platform.container import FakePlatform
from tests.fakes.platform.web_site import Answer, WebSite
from tests.samples.crashes import ends_the_same_wherever_it_dies

START = "http://www.acme.example/help"
NEW = NewSite(start=START, collection="support")


def html(text: str, *links: str, head: str = "", lang: str = "en") -> str:
    anchors = "".join(f'<a href="{one}">more</a>' for one in links)
    return (
        f'<html lang="{lang}"><head><title>Help</title>{head}</head>'
        f"<body><nav>{anchors}</nav><p>{text}</p></body></html>"
    )


PAGES: dict[str, Answer] = {
    "/help": html("We help you.", "/help/returns", "/help/shipping", "/prices.pdf"),
    "/help/returns": html("Send it back within thirty days.", "/help#top"),
    "/help/shipping": html("Wir liefern am naechsten Tag.", "https://other.example/", lang="de-AT"),
}


class World:
    """A site on the loopback, and the crawler of a platform in memory."""

    def __init__(self, pages: dict[str, Answer], site: WebSite, platform: FakePlatform) -> None:
        self.pages, self.site, self.platform = pages, site, platform
        stand_in = {"site_stand_in": f"http://{site.host}"}
        platform.settings = platform.settings.model_copy(update=stand_in)
        self.register = site_register(platform)  # type: ignore[arg-type]

    @classmethod
    def of(cls, platform: FakePlatform, site: WebSite) -> "World":
        """The world of a platform that is there."""
        return cls({}, site, platform)

    def crawl(self, given: NewSite = NEW) -> CrawlResult:
        """Registers the site if it is not, and crawls it as long as there is something left."""
        if self.platform.sites.find(given.site_id) is None:
            self.register.register(given)
        self.platform.clock.advance(2 * 86_400)
        result = self.run(given.site_id)
        while result.became is SiteOutcome.GOES_ON:
            result = self.run(given.site_id)
        return result

    def run(self, site_id: str | None = NEW.site_id) -> CrawlResult:
        crawler = SiteCrawler.assemble(self.platform)  # type: ignore[arg-type]
        return crawler.perform(CrawlTask(site_id=site_id))

    def known(self) -> Site:
        return self.register.find(NEW.site_id)

    @property
    def last(self) -> Crawl:
        found = self.known().last
        assert found
        return found

    def documents(self) -> dict[str, int]:
        """Versions by the pages' paths."""
        page = self.platform.documents.page(status=DocumentStatus.READY, limit=100)
        return {one.source.name.partition(".example")[2]: one.version for one in page.items}

    def quotes(self, question: str) -> list[str]:
        found = self.platform.knowledge_base.search(question, collection="support", k=10)
        return [one.quote for one in found]


@contextmanager
def a_world(**pages: Answer) -> Iterator[World]:
    answers = dict(PAGES) | {f"/{name.replace('__', '/')}": one for name, one in pages.items()}
    with WebSite(answers) as site:
        yield World(answers, site, FakePlatform())


@pytest.fixture
def world() -> Iterator[World]:
    with a_world() as one:
        yield one


def test_every_page_that_links_lead_to_is_a_document_with_its_address_and_language(
    world: World,
) -> None:
    result = world.crawl()
    assert (result.became, result.read, result.kept) == (SiteOutcome.ENDED, 3, 3)
    assert world.documents() == {"/help": 1, "/help/returns": 1, "/help/shipping": 1}
    (found,) = world.platform.knowledge_base.search("send it back", collection="support", k=1)
    assert found.source.name == "http://www.acme.example/help/returns"
    assert (found.quote, found.language) == ("Send it back within thirty days.", "en")
    languages = {one.source.name: one.language for one in world.platform.documents.page().items}
    assert languages["http://www.acme.example/help/shipping"] == "de"
    assert world.last.end is CrawlEnd.WHOLE
    assert not any("pdf" in path or "other" in path for path in world.site.paths)


def test_only_what_changed_is_a_new_version(world: World) -> None:
    world.crawl()
    world.pages["/help/returns"] = html("Send it back within fourteen days.")
    result = world.crawl()
    assert (result.read, result.kept, world.last.unchanged) == (3, 1, 2)
    assert world.documents() == {"/help": 1, "/help/returns": 2, "/help/shipping": 1}
    assert "Send it back within thirty days." not in world.quotes("send it back")


def test_a_page_that_its_server_says_is_unchanged_is_not_sent_again(world: World) -> None:
    def answer() -> Iterator[bytes]:
        asked = world.site.requests[-1]
        if 'If-None-Match: "v1"' in asked:
            return iter([b"HTTP/1.1 304 Not Modified\r\n\r\n"])
        page = html("We help.", "/help/returns")
        return iter([web_site.page(page, more='ETag: "v1"\r\n')])

    world.pages["/help"] = answer
    world.crawl()
    result = world.crawl()
    assert (result.kept, result.removed, world.last.unchanged) == (0, 0, 2)
    assert world.documents() == {"/help": 1, "/help/returns": 1}, "its links are known"


@pytest.mark.parametrize("code", [404, 410])
def test_a_page_that_is_gone_is_in_no_answer(world: World, code: int) -> None:
    world.crawl()
    world.pages["/help/returns"] = web_site.status(code)
    assert world.crawl().removed == 1
    assert "/help/returns" not in world.documents()
    assert not any("thirty" in one for one in world.quotes("send it back"))
    (finding,) = world.last.findings
    assert (finding.ending, finding.url.endswith("/help/returns")) == (Ending.NOT_THERE, True)


def test_a_page_that_nothing_leads_to_any_more_is_gone(world: World) -> None:
    world.crawl()
    world.pages["/help"] = html("We help you.", "/help/shipping")
    assert world.crawl().removed == 1
    assert set(world.documents()) == {"/help", "/help/shipping"}


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/help/returns", web_site.status(500)),
        ("/help/returns", web_site.status(503)),
        ("/help/returns", web_site.status(429)),
        ("/help", web_site.status(500)),
        ("/help", web_site.status(404)),
        ("/help", web_site.leads_to("http://parked.example/")),
        ("/robots.txt", web_site.status(503)),
        ("/robots.txt", web_site.status(403)),
        ("/robots.txt", "User-agent: *\nDisallow: /help$"),
        ("/sitemap.xml", web_site.status(500)),
    ],
)
def test_an_outage_takes_no_other_page_away(path: str, answer: Answer) -> None:
    only_in_map = html("Only the sitemap leads here.")
    sitemap = "<urlset><url><loc>http://acme.example/help/map</loc></url></urlset>"
    with a_world(
        help__map=only_in_map, **{"sitemap.xml": web_site.page(sitemap, "application/xml")}
    ) as world:
        world.crawl()
        assert len(world.documents()) == 4
        world.pages[path] = (
            web_site.page(answer, "text/plain") if isinstance(answer, str) else answer
        )
        world.crawl()
        assert set(world.documents()) >= {"/help/returns", "/help/shipping", "/help/map"}


def test_a_site_that_is_not_there_says_so_and_is_asked_again_soon(world: World) -> None:
    world.pages["/robots.txt"] = web_site.status(503)
    result = world.crawl()
    assert (result.read, world.last.end) == (0, CrawlEnd.STOPPED)
    assert "robots.txt" in (world.last.why or "")
    assert world.known().next_at - world.platform.clock() == timedelta(hours=6)


def test_the_sitemap_and_its_parts_are_read_and_other_hosts_in_them_are_not() -> None:
    index = (
        "<sitemapindex><sitemap><loc>http://acme.example/more.xml</loc></sitemap></sitemapindex>"
    )
    part = (
        "<urlset><url><loc>http://acme.example/help/map?a=1&amp;b=2</loc></url>"
        "<url><loc>http://169.254.169.254/latest</loc></url>"
        "<url><loc>https://other.example/x</loc></url></urlset>"
    )
    pages: dict[str, Answer] = {
        "sitemap.xml": web_site.page(index, "application/xml"),
        "more.xml": web_site.page(part, "text/xml"),
        "help__map?a=1&b=2": html("Only the sitemap leads here."),
    }
    with a_world(**pages) as world:
        world.crawl()
        assert "/help/map?a=1&b=2" in world.documents()
        hosts = {
            line for one in world.site.requests for line in one.split("\r\n") if "Host:" in line
        }
        assert hosts == {"Host: www.acme.example", "Host: acme.example"}


@pytest.mark.parametrize(
    "answer",
    [
        html("Secret.", head='<meta name="robots" content="noindex, follow">'),
        html("Secret.", head='<meta name="baton" content="none">'),
        web_site.page(html("Secret."), more="X-Robots-Tag: noindex\r\n"),
        html("Secret.", head='<link rel="canonical" href="http://www.acme.example/help/shipping">'),
        html("Secret.", head='<link rel="canonical" href="https://other.example/">'),
        web_site.leads_to("/help/shipping"),
        web_site.leads_to("http://other.example/"),
        web_site.leads_to("http://169.254.169.254/latest/meta-data/"),
    ],
)
def test_a_page_that_wants_not_to_be_kept_or_is_anothers_is_no_document(answer: Answer) -> None:
    with a_world() as world:
        world.crawl()
        world.pages["/help/returns"] = answer
        world.crawl()
        assert set(world.documents()) >= {"/help", "/help/shipping"}
        assert not any("Secret" in one for one in world.quotes("secret"))
        if "169.254" not in str(answer):  # which is told, and may be a mistake of a moment
            assert "/help/returns" not in world.documents()


def test_a_page_that_robots_forbid_is_not_asked_for(world: World) -> None:
    rules = "User-agent: Baton\nDisallow: /help/returns"
    world.pages["/robots.txt"] = web_site.page(rules, "text/plain")
    world.crawl()
    assert "/help/returns" not in world.site.paths
    assert [one.ending for one in world.last.findings] == [Ending.FORBIDDEN]


def test_no_more_pages_are_asked_for_than_the_site_may_have(world: World) -> None:
    few = NEW.model_copy(update={"most_pages": 2})
    result = world.crawl(few)
    assert (result.read, world.last.end) == (2, CrawlEnd.MOST_PAGES)
    assert "2 pages" in (world.last.why or "")


class _Slow:
    """A clock on which everything takes a hundred seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 100.0
        return self.now


def test_a_crawl_goes_on_where_its_time_was_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(manners: CrawlerSettings, dns: Dns, **more: Any) -> Fetcher:
        return Fetcher(manners, dns, seconds=_Slow(), **more)

    monkeypatch.setattr(crawling, "Fetcher", slow)
    world.register.register(NEW)
    results = [world.run() for _ in range(4)]
    assert [one.became for one in results] == [SiteOutcome.GOES_ON] * 3 + [SiteOutcome.ENDED]
    assert [one.read for one in results] == [1, 1, 2, 3]
    assert len(world.documents()) == 3
    assert sorted(world.site.paths) == sorted([*PAGES, "/sitemap.xml"]), "each is asked for once"


def test_a_document_that_a_person_deleted_stays_out_until_the_site_is_registered_anew(
    world: World,
) -> None:
    world.crawl()
    page = world.platform.documents.page(limit=100)
    (returns,) = [one for one in page.items if one.source.name.endswith("returns")]
    world.platform.knowledge_base.delete(returns.document_id)
    for _ in range(2):
        world.crawl()
        assert "/help/returns" not in world.documents()
    world.register.register(NEW)
    world.crawl()
    assert "/help/returns" in world.documents()


def test_a_site_that_changes_its_collection_has_its_documents_in_it(world: World) -> None:
    world.crawl()
    world.register.register(NEW.model_copy(update={"collection": "marketing"}))
    world.crawl()
    assert world.quotes("send it back") == []
    assert world.platform.knowledge_base.search("send it back", collection="marketing", k=1)


def test_a_site_that_is_removed_takes_its_documents_along(world: World) -> None:
    world.crawl()
    assert world.register.remove(NEW.site_id).leaves
    with pytest.raises(Conflict):
        world.register.register(NEW)
    result = world.run()
    assert (result.became, result.removed) == (SiteOutcome.REMOVED, 3)
    assert world.documents() == {}
    assert world.platform.sites.every() == ()
    assert not [key for key in world.platform.files.kept if key.startswith("sites/")]
    assert world.run().became is SiteOutcome.NOTHING


def test_those_that_are_due_are_called_up_and_no_others(world: World) -> None:
    world.register.register(NEW)
    assert world.run(None).called == 1
    world.run()
    assert world.run(None).called == 0
    world.platform.clock.advance(25 * 3_600)
    assert world.run(None).called == 1


def test_a_site_is_crawled_by_one_function_at_a_time(world: World) -> None:
    site = world.register.register(NEW)
    with world.platform.transactions.begin() as within:
        world.platform.sites.keep(site.held(world.platform.clock()), within)
    assert world.run().became is SiteOutcome.NOTHING
    world.platform.clock.advance(17 * 60)
    assert world.run().became is SiteOutcome.ENDED


def test_a_site_that_is_registered_anew_meanwhile_loses_no_document(world: World) -> None:
    world.crawl()

    def registers() -> Iterator[bytes]:
        world.register.register(NEW)
        return iter([web_site.page(html("We help you.", "/help/returns", "/help/shipping"))])

    world.pages["/help"] = registers
    world.crawl()
    world.pages["/help"] = PAGES["/help"]
    assert world.run().became is SiteOutcome.ENDED
    assert len(world.documents()) == 3


def test_what_cannot_be_kept_now_is_gone_on_with(world: World) -> None:
    world.register.register(NEW)
    world.platform.faults.fail("documents.keep", Unavailable("The table is down."), times=1)
    with pytest.raises(Unavailable):
        world.run()
    assert world.run().became is SiteOutcome.ENDED
    assert len(world.documents()) == 3


def test_a_crawl_that_dies_anywhere_ends_as_if_it_had_not() -> None:
    changed = dict(PAGES) | {"/help": html("We help you.", "/help/returns", "/help/new")}
    with WebSite(PAGES) as before, WebSite(changed | {"/help/new": html("New.")}) as after:

        def prepare(platform: FakePlatform) -> None:
            world = World.of(platform, before)
            world.crawl()
            platform.clock.advance(2 * 86_400)

        def act(platform: FakePlatform, _: None) -> None:
            World.of(platform, after).run()

        def state(platform: FakePlatform, _: None) -> object:
            world = World.of(platform, after)
            return world.documents(), world.last.end

        ends_the_same_wherever_it_dies(prepare, act, state, least=20, wait=1_000)


def test_the_demo_companys_own_site_is_read_on_one_machine() -> None:
    platform, own = FakePlatform(), NewSite(start=f"https://{OWN}/help")
    with Server(SourceAccounts()) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        stand_in = {"site_stand_in": server.url}
        platform.settings = platform.settings.model_copy(update=stand_in)
        site_register(platform).register(own)  # type: ignore[arg-type]
        crawler = SiteCrawler.assemble(platform)  # type: ignore[arg-type]
        result = crawler.perform(CrawlTask(site_id=own.site_id))
        server.shutdown()

    assert (result.became, result.kept) == (SiteOutcome.ENDED, 3)
    (found,) = platform.knowledge_base.search("closed mountain passes", collection="support", k=1)
    assert found.source.name == f"https://{OWN}/help/winter"
    assert "Passes that are closed in winter" in found.quote
