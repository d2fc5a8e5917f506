"""A visit of a website ends soon, stays polite, and goes nowhere but to that site."""

import resource
from collections.abc import Mapping

import pytest

from baton.web.fetch import CrawlerSettings, Fetcher
from baton.web.finding import Ending
from functions.campaigns.lead_generation.websites.crawl import Crawler
from functions.campaigns.lead_generation.websites.findings import DetectionMethod, SiteContacts
from tests.fakes.platform import web_site
from tests.fakes.platform.dns import FakeDns
from tests.fakes.platform.web_site import Answer, WebSite

_HOME = '<html lang="de-AT"><a href="/kontakt">Kontakt</a><a href="/shop">Shop</a></html>'
_CONTACT = '<p>Tel. 0664 1234567</p><a href="mailto:office@acme.example">Mail</a>'
_DNS = FakeDns(
    {
        "inside.example": {"A": ("10.0.0.5",), "AAAA": ("fd00:ec2::254",)},
        "metadata.example": {"A": ("169.254.169.254",)},
        "carried.example": {"AAAA": ("64:ff9b::a9fe:a9fe", "::ffff:127.0.0.1")},
        "bare.example": {},
    },
    ill={"ill.example"},
)


def _visit(
    site: WebSite, path: str = "/", *, manners: Mapping[str, object] | None = None
) -> SiteContacts:
    given = {"delay": 0.0, "page_seconds": 2.0, "site_seconds": 8.0, **(manners or {})}
    stand_ins = {"acme.example": site.host}
    kind = CrawlerSettings("https://baton.example/crawler", stand_ins=stand_ins, **given)  # type: ignore[arg-type]
    return Crawler(lambda: Fetcher(kind, _DNS)).visit(f"http://acme.example{path}")


def _endings(found: SiteContacts) -> list[Ending]:
    return [one.ending for one in found.findings]


def test_the_contact_page_is_found_and_read() -> None:
    with WebSite({"/": _HOME, "/kontakt": _CONTACT}) as site:
        found = _visit(site)
    assert found.values("email") == ("office@acme.example",)
    assert found.values("phone") == ("+436641234567",)
    assert {one.url for one in found.found} == {"http://acme.example/kontakt"}
    assert next(one for one in found.found if one.field == "email").by is DetectionMethod.LINK
    assert site.paths == ["/", "/kontakt"]


def test_it_says_who_it_is() -> None:
    with WebSite({"/": _HOME}) as site:
        _visit(site)
    assert all(
        "User-Agent: Baton/1.0 (+https://baton.example/crawler)" in one for one in site.requests
    )
    assert all("Host: acme.example\r\n" in one for one in site.requests)


_OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    ("answer", "ending"),
    [
        (web_site.endless, Ending.TOO_LARGE),
        (web_site.dripping, Ending.TOO_SLOW),
        (web_site.dripping_head, Ending.TOO_SLOW),
        (_OK + b"Content-Length: 300000000\r\n\r\n", Ending.TOO_LARGE),
        (web_site.page("%PDF", "application/pdf"), Ending.NOT_HTML),
        (_OK + b"Content-Encoding: br\r\n\r\nx", Ending.UNREADABLE),
        (_OK + b"Content-Encoding: gzip\r\n\r\nx", Ending.UNREADABLE),
        (b"SSH-2.0-OpenSSH_9.6\r\n", Ending.UNREADABLE),
        (b"HTTP/1.1 200 OK\r\n" + b"X: " + b"a" * 70_000, Ending.UNREADABLE),
        (b"", Ending.UNREADABLE),
        (web_site.status(404), Ending.NOT_THERE),
        (web_site.status(500), Ending.FAILED),
        (web_site.status(403), Ending.BLOCKED),
        (web_site.status(429), Ending.BLOCKED),
        (web_site.status(503), Ending.UNAVAILABLE),
        (web_site.leads_to("/hostile"), Ending.REDIRECTS),
        (web_site.leads_to("http://169.254.169.254/latest/meta-data/"), Ending.PRIVATE_ADDRESS),
        (web_site.leads_to("http://metadata.example/"), Ending.PRIVATE_ADDRESS),
        (web_site.leads_to("http://inside.example/"), Ending.PRIVATE_ADDRESS),
        (web_site.leads_to("http://carried.example/"), Ending.PRIVATE_ADDRESS),
        (web_site.leads_to("http://acme.example:22/"), Ending.NOT_VISITED),
        (web_site.leads_to("http://127.0.0.1/"), Ending.PRIVATE_ADDRESS),
        (web_site.leads_to("http://localhost/"), Ending.PRIVATE_ADDRESS),
        (web_site.leads_to("http://[::ffff:10.0.0.1]/"), Ending.PRIVATE_ADDRESS),
        (web_site.leads_to("http://2130706433/"), Ending.PRIVATE_ADDRESS),
        (web_site.leads_to("file:///etc/passwd"), Ending.NOT_VISITED),
        (web_site.leads_to("http://bare.example/"), Ending.NO_SUCH_HOST),
        (web_site.leads_to("http://none.example/"), Ending.NO_SUCH_HOST),
        (web_site.leads_to("http://ill.example/"), Ending.NO_ANSWER),
    ],
)  # fmt: skip
def test_whatever_a_page_does_ends_with_a_named_finding(answer: Answer, ending: Ending) -> None:
    _ends(answer, ending)


def test_a_page_that_unpacks_to_three_hundred_megabytes_ends_with_a_named_finding() -> None:
    _ends(web_site.bomb(), Ending.TOO_LARGE)


def _ends(answer: Answer, ending: Ending) -> None:
    with WebSite({"/hostile": answer}) as site:
        found = _visit(site, "/hostile")
    assert _endings(found) == [ending]
    assert found.found == ()


def test_an_endless_page_takes_little_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with WebSite({"/": web_site.endless, "/b": web_site.bomb(20)}) as site:
        _visit(site)
        _visit(site, "/b")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000  # KiB


@pytest.mark.parametrize(
    ("robots", "ending"),
    [
        ("User-agent: *\nDisallow: /", Ending.FORBIDDEN),
        (web_site.status(403), Ending.ROBOTS_CLOSED),
        (web_site.status(503), Ending.ROBOTS_UNAVAILABLE),
        (web_site.dripping, Ending.ROBOTS_UNAVAILABLE),
        (web_site.leads_to("http://metadata.example/"), Ending.PRIVATE_ADDRESS),
    ],
)
def test_a_closed_site_is_left_alone(robots: Answer, ending: Ending) -> None:
    with WebSite({"/robots.txt": robots, "/": _HOME}) as site:
        assert _endings(_visit(site)) == [ending]
    assert site.paths == []


@pytest.mark.parametrize(
    "robots", [web_site.status(404), web_site.leads_to("/robots.txt"), "<html>"]
)
def test_a_site_without_rules_is_read(robots: Answer) -> None:
    with WebSite({"/robots.txt": robots, "/": _HOME, "/kontakt": _CONTACT}) as site:
        assert _visit(site).values("email")


def test_only_the_pages_that_the_rules_allow_are_read() -> None:
    with WebSite({"/robots.txt": "User-agent: Baton\nDisallow: /kontakt", "/": _HOME}) as site:
        assert _endings(_visit(site)) == [Ending.FORBIDDEN]
    assert site.paths == ["/"]


def test_it_waits_as_long_as_the_site_wants_and_stops_when_no_time_is_left() -> None:
    paths = [f"/contact/{number}" for number in range(8)]
    home = "".join(f'<a href="{path}">contact</a>' for path in paths)
    now, pauses = [0.0], []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        now[0] += seconds

    robots = "User-agent: *\nCrawl-delay: 20"
    with WebSite({"/robots.txt": robots, "/": home, **dict.fromkeys(paths, "hi")}) as site:
        manners = CrawlerSettings("a@baton.example", stand_ins={"*": site.host}, site_seconds=50)
        found = Crawler(lambda: Fetcher(manners, _DNS, lambda: now[0], pause)).visit("acme.example")
    assert pauses == [20, 20]
    assert len(found.pages) == 3
    assert _endings(found) == [Ending.OUT_OF_TIME]


def test_no_more_pages_than_agreed_are_read() -> None:
    home = "".join(f'<a href="/contact/{number}">contact</a>' for number in range(30))
    with WebSite({"/": home}) as site:
        found = _visit(site, manners={"pages": 10})
    assert len(site.paths) == 10
    assert _endings(found) == [Ending.NOT_THERE] * 9


def test_a_site_that_blocks_is_asked_no_more() -> None:
    home = '<a href="/contact">contact</a><a href="/about">about us</a>'
    with WebSite({"/": home, "/contact": web_site.status(429)}) as site:
        assert _endings(_visit(site)) == [Ending.BLOCKED]
    assert site.paths == ["/", "/contact"]


@pytest.mark.parametrize(
    "text", ["", "a b", "http://[::1", "ftp://a.example", "https://u:p@a.example", "x" * 5_000]
)
def test_what_is_no_website_is_said_so(text: str) -> None:
    found = Crawler(lambda: Fetcher(CrawlerSettings("a@baton.example"), _DNS)).visit(text)
    assert _endings(found) == [Ending.NOT_VISITED]


def test_a_name_is_looked_up_once_a_visit() -> None:
    dns = FakeDns({"inside.example": {"A": ("10.0.0.5",)}})
    fetcher = Fetcher(CrawlerSettings("a@baton.example"), dns)
    found = Crawler(lambda: fetcher).visit("https://inside.example/")
    assert _endings(found) == [Ending.PRIVATE_ADDRESS]
    assert dns.asked == [("inside.example", "A"), ("inside.example", "AAAA")]


def test_a_site_that_is_only_at_www_is_found_there() -> None:
    with WebSite({"/": _CONTACT}) as site:
        manners = CrawlerSettings("a@baton.example", stand_ins={"www.bare.example": site.host})
        found = Crawler(lambda: Fetcher(manners, _DNS)).visit("bare.example", "AT")
    assert found.pages == ("https://www.bare.example/",)
    assert _endings(found) == [Ending.NO_SUCH_HOST]


def test_a_stand_in_for_websites_is_on_this_machine() -> None:
    with pytest.raises(ValueError, match="on this machine"):
        CrawlerSettings("a@baton.example", stand_ins={"*": "169.254.169.254:80"})
