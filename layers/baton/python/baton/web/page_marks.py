"""What a page tells whoever reads it for a search: its links, its own address, whether it wants to be
kept. Pure.

Sources: HTML Standard, 4.2.3 (base) and 4.6 (links); RFC 6596 on ``rel=canonical``; Google's robots meta
tag and ``X-Robots-Tag``, which are in no standard.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from baton.web.places import NotVisited, Place

MOST_LINKS = 500
"""Of a page, the first ones."""

_AGENTS = frozenset({"robots", "baton"})
_NONE = "none"


@dataclass(frozen=True, slots=True)
class PageMarks:
    """What a page says. ``canonical`` is its own address if it names one; ``kept`` and ``followed`` are
    whether it lets itself be kept, and its links be followed.
    """

    links: tuple[Place, ...] = ()
    canonical: Place | None = None
    kept: bool = True
    followed: bool = True


def marks_of(page: str, place: Place, header: str = "") -> PageMarks:
    """The marks of a page at a ``place``, whose X-Robots-Tag is ``header``."""
    reader = _Reader(place)
    reader.feed(page)
    reader.close()
    words = reader.words | _words_of(header)
    followed = not words & {"nofollow", _NONE}
    return PageMarks(
        links=tuple(dict.fromkeys(reader.links)) if followed else (),
        canonical=reader.canonical,
        kept=not words & {"noindex", _NONE},
        followed=followed,
    )


def header_keeps(header: str) -> bool:
    """Whether an X-Robots-Tag alone lets a page be kept."""
    return not _words_of(header) & {"noindex", _NONE}


def _words_of(header: str) -> set[str]:
    """The words of a header for everybody, or for us: ``baton: noindex, nofollow``."""
    found: set[str] = set()
    agent = "robots"
    for part in header[:1_000].lower().split(","):
        name, colon, word = part.partition(":")
        if colon:
            agent = name.strip()
        if agent in _AGENTS:
            found.add((word if colon else name).strip())
    return found


class _Reader(HTMLParser):
    def __init__(self, place: Place) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[Place] = []
        self.words: set[str] = set()
        self.canonical: Place | None = None
        self._place = place
        self._base = place
        self._has_base = False

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """See ``HTMLParser``."""
        given = {name: value or "" for name, value in reversed(attrs)}
        rel = given.get("rel", "").lower().split()
        if tag in ("a", "area"):
            if "nofollow" not in rel and len(self.links) < MOST_LINKS:
                self.links += self._to(given.get("href", ""))
        elif tag == "link" and "canonical" in rel and self.canonical is None:
            self.canonical = next(iter(self._to(given.get("href", ""))), None)
        elif tag == "meta" and given.get("name", "").lower() in _AGENTS:
            self.words |= {one.strip() for one in given.get("content", "").lower().split(",")}
        elif tag == "base" and "href" in given and not self._has_base:
            self._has_base = True
            self._base = next(iter(self._to(given["href"])), self._place)

    def _to(self, href: str) -> list[Place]:
        if not href.strip() or href.lstrip().startswith("#"):
            return []
        try:
            return [self._base.to(href)]
        except NotVisited:
            return []
