"""Fetches pages of websites: by the rules of robots.txt, from public addresses, all bounded."""

import ssl
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from baton.web import wire
from baton.web.addresses import public_addresses
from baton.web.dns_port import Dns, DnsOutcome, RecordKind
from baton.web.finding import Ending, PageFinding
from baton.web.page import ANY_VERSION, Page, Version
from baton.web.places import NoPublicName, NotVisited, Place
from baton.web.robots import (
    MOST_BYTES,
    Robots,
    RobotsAnswer,
    answer_of,
)

MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ENDINGS = {
    **dict.fromkeys((401, 403, 429), Ending.BLOCKED),
    **dict.fromkeys((404, 410, 451), Ending.NOT_THERE),
    503: Ending.UNAVAILABLE,
}
HTML = ("text/html", "application/xhtml+xml")
SITEMAP = ("application/xml", "text/xml", "text/plain")
_UNCHANGED, _OK = 304, 200
_LONGEST_MARK = 300
"""Characters of an ETag or a date that are said again."""

_KINDS: tuple[RecordKind, ...] = ("A", "AAAA")
_FAULTS: dict[type[wire.WireFault], Ending] = {
    wire.NoConnection: Ending.NO_ANSWER,
    wire.BadCertificate: Ending.BAD_CERTIFICATE,
    wire.TooSlow: Ending.TOO_SLOW,
    wire.TooLarge: Ending.TOO_LARGE,
    wire.Unreadable: Ending.UNREADABLE,
}


@dataclass(frozen=True, slots=True)
class CrawlerSettings:
    """How a crawler behaves. ``name`` is its product token, ``contact`` the address of a page or
    mailbox of who runs it: whoever minds it must be able to say so. Times are in seconds.
    ``stand_ins`` are for development: the host and port of this machine that is asked, without TLS,
    in place of a host, or of all by ``*``.
    """

    contact: str
    name: str = "Baton"
    pages: int = 10
    page_bytes: int = 2_000_000
    page_seconds: float = 10.0
    site_seconds: float = 60.0
    delay: float = 1.0
    stand_ins: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.stand_ins.values():
            if not one.startswith("127.0.0.1:"):
                raise ValueError(f"a stand-in for websites is on this machine, and {one} is not")

    @property
    def user_agent(self) -> str:
        """How it names itself."""
        return f"{self.name}/1.0 (+{self.contact})"


class PageEnds(Exception):
    """A page cannot be read; ``finding`` says why, ``status`` what its server answered, if it did."""

    def __init__(
        self, ending: Ending, place: Place | str, why: str, status: int | None = None
    ) -> None:
        super().__init__(why)
        self.status = status
        url = place.url if isinstance(place, Place) else place[:2_000]
        self.finding = PageFinding(ending=ending, url=url, why=why[:400])


Pause = Callable[[float], None]
Seconds = Callable[[], float]
Wanted = Callable[[int, Mapping[str, str]], bool]


@dataclass(slots=True)
class Fetcher:
    """Fetches pages of one site within ``manners.site_seconds`` from its making on. Names are
    looked up and rules read once. Where ``may_follow_to`` says no, no redirect is followed.
    """

    manners: CrawlerSettings
    dns: Dns
    seconds: Seconds = time.monotonic
    pause: Pause = time.sleep
    trusted: ssl.SSLContext | None = None
    may_follow_to: Callable[[Place], bool] = lambda _: True
    _until: float = field(init=False)
    _addresses: dict[str, str] = field(default_factory=dict)
    _robots: dict[str, Robots] = field(default_factory=dict)
    _next: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._until = self.seconds() + self.manners.site_seconds

    def page(
        self, place: Place, known: Version = ANY_VERSION, kinds: Collection[str] = HTML
    ) -> Page:
        """The page, of one of these ``kinds`` of content; that it is unchanged, if it is of the version
        that is ``known``. Raises ``PageEnds``.
        """

        def once(one: Place) -> wire.WireAnswer:
            return self._page_once(one, known.conditions if one == place else {}, kinds)

        place, answer = self._followed(place, once)
        version, kind = _version_of(answer.headers), answer.headers.get("content-type", "")
        robots = answer.headers.get("x-robots-tag", "")
        if answer.status == _UNCHANGED and known != ANY_VERSION:
            return Page(place, kind, b"", known, robots, unchanged=True)
        if answer.status != _OK:
            ending = _ENDINGS.get(answer.status, Ending.FAILED)
            why = f"the site answers {answer.status}"
            raise PageEnds(ending, place, why, answer.status)
        if not _is_of(kind, kinds):
            raise PageEnds(Ending.NOT_HTML, place, "the site sends no page of HTML")
        return Page(place, kind, answer.body, version, robots)

    def _followed(
        self, place: Place, once: Callable[[Place], wire.WireAnswer]
    ) -> tuple[Place, wire.WireAnswer]:
        """The answer after its redirects, each of which is checked as if it was the first."""
        for _ in range(MOST_REDIRECTS + 1):
            answer = once(place)
            if answer.status not in _REDIRECTS or not (to := answer.headers.get("location")):
                return place, answer
            try:
                place = place.to(to)
            except NotVisited as error:
                why = f"the page leads to an address that {error}"
                private = isinstance(error, NoPublicName)
                ending = Ending.PRIVATE_ADDRESS if private else Ending.NOT_VISITED
                raise PageEnds(ending, place, why) from None
            if not self.may_follow_to(place):
                raise PageEnds(Ending.ANOTHER_SITE, place, f"the page leads to {place.host}")
        raise PageEnds(
            Ending.REDIRECTS, place, f"the page leads on more than {MOST_REDIRECTS} times"
        )

    def _page_once(
        self, place: Place, conditions: Mapping[str, str], kinds: Collection[str]
    ) -> wire.WireAnswer:
        robots = self._robots_of(place)
        if not robots.allow(place.url):
            raise PageEnds(Ending.FORBIDDEN, place, "the site's robots.txt forbids the page")
        self._wait(place, max(self.manners.delay, robots.delay or 0.0))
        limits = self._limits(place, self.manners.page_bytes)
        return self._ask(
            place,
            limits,
            lambda status, told: status == _OK and _is_of(told.get("content-type", ""), kinds),
            {"Accept": ", ".join(kinds), **conditions},
        )

    def _robots_of(self, place: Place) -> Robots:
        """The rules of the page's host. Raises ``PageEnds`` if the site is closed."""
        if place.origin not in self._robots:
            self._robots[place.origin] = self._read_robots(place)
        return self._robots[place.origin]

    def _read_robots(self, place: Place) -> Robots:
        first = Place(place.scheme, place.host, place.port, "/robots.txt")
        try:
            _, answer = self._followed(first, self._robots_once)
        except PageEnds as error:
            if error.finding.ending is Ending.REDIRECTS:
                return Robots.everything()  # RFC 9309, 2.3.1.2
            if error.finding.ending in {Ending.TOO_SLOW, Ending.UNREADABLE}:
                raise PageEnds(Ending.ROBOTS_UNAVAILABLE, first, error.finding.why) from None
            raise
        match answer_of(answer.status):
            case RobotsAnswer.RULES:
                text = answer.body.decode("utf-8", "replace")
                return Robots.read(text, self.manners.name)
            case RobotsAnswer.NONE:
                return Robots.everything()
            case found:
                closed = found is RobotsAnswer.CLOSED
                ending = Ending.ROBOTS_CLOSED if closed else Ending.ROBOTS_UNAVAILABLE
                why = f"the site answers {answer.status} for its robots.txt"
                raise PageEnds(ending, first, why)

    def _robots_once(self, place: Place) -> wire.WireAnswer:
        limits = self._limits(place, MOST_BYTES)
        cut = wire.Limits(limits.seconds, limits.most_bytes, cut=True)
        return self._ask(place, cut, lambda status, _: 200 <= status < 300)  # noqa: PLR2004 (success)

    def _ask(
        self,
        place: Place,
        limits: wire.Limits,
        wanted: Wanted,
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> wire.WireAnswer:
        target = self._target_of(place)
        headers = {
            "User-Agent": self.manners.user_agent,
            "From": self.manners.contact,
            **more,
        }
        if "@" not in self.manners.contact:
            del headers["From"]
        try:
            request = wire.Request(place.path, headers, limits, wanted)
            return wire.ask(target, request, self.trusted)
        except wire.WireFault as fault:
            raise PageEnds(_FAULTS[type(fault)], place, f"the site {fault}") from fault

    def _target_of(self, place: Place) -> wire.Target:
        """Whom to connect to; a name is looked up once for a visit. Raises ``PageEnds``."""
        stand_ins = self.manners.stand_ins
        if stand_in := stand_ins.get(place.host, stand_ins.get("*")):
            address, _, port = stand_in.partition(":")
            return wire.Target(place.host, place.authority, address, int(port), has_tls=False)
        if place.host not in self._addresses:
            self._addresses[place.host] = self._looked_up(place)
        address = self._addresses[place.host]
        has_tls = place.scheme == "https"
        return wire.Target(place.host, place.authority, address, place.port, has_tls=has_tls)

    def _looked_up(self, place: Place) -> str:
        answers = [self.dns.look_up(place.host, kind) for kind in _KINDS]
        values = [value for answer in answers for value in answer.values]
        if public := public_addresses(values):
            return public[0]
        if values:
            why = f"{place.host} is not on the public internet"
            raise PageEnds(Ending.PRIVATE_ADDRESS, place, why)
        if any(answer.outcome is DnsOutcome.UNKNOWN for answer in answers):
            raise PageEnds(Ending.NO_ANSWER, place, f"nobody answers where {place.host} is")
        raise PageEnds(Ending.NO_SUCH_HOST, place, f"there is no {place.host}")

    def _wait(self, place: Place, delay: float) -> None:
        """Waits until the site may be asked again. Raises ``PageEnds`` if that is too late."""
        now, due = self.seconds(), self._next.get(place.host, 0.0)
        if max(now, due) >= self._until:
            why = "the time for the site is over"
            if due > now:
                why = f"the site wants {delay:.0f} seconds between two pages: no time is left"
            raise PageEnds(Ending.OUT_OF_TIME, place, why)
        if due > now:
            self.pause(due - now)
        self._next[place.host] = max(now, due) + delay

    def _limits(self, place: Place, most_bytes: int) -> wire.Limits:
        left = self._until - self.seconds()
        if left <= 0:
            raise PageEnds(Ending.OUT_OF_TIME, place, "the time for the site is over")
        return wire.Limits(min(self.manners.page_seconds, left), most_bytes)


def _is_of(content_type: str, kinds: Collection[str]) -> bool:
    return content_type.split(";", 1)[0].strip().lower() in kinds


def _version_of(headers: Mapping[str, str]) -> Version:
    """What can be said again as it came."""
    said = (headers.get(name, "").strip() for name in ("etag", "last-modified"))
    return Version(
        *(
            one if one.isascii() and one.isprintable() and len(one) <= _LONGEST_MARK else ""
            for one in said
        )
    )
