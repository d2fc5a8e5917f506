"""Addresses of pages (URLs): which are visited, and how they are written. Pure."""

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, urljoin, urlsplit

from baton.web.addresses import is_literal, is_local_name

LONGEST = 2_000
"""Characters of an address."""

_PORTS = {"http": 80, "https": 443}
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_KEPT = "/%:@!$&'()*+,;=~-._"
_FILE = re.compile(
    r"\.(?:pdf|jpe?g|png|gif|svg|webp|zip|gz|docx?|xlsx?|pptx?|mp[34]|avi|mov|ics|vcf|css|js|json|xml|rss)$",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x20\x7f]")


class NotVisited(ValueError):
    """An address that is not visited; its text follows "the address"."""


class NoPublicName(NotVisited):
    """An address whose host is an IP address, or a name that only a network of its own knows."""


@dataclass(frozen=True, slots=True)
class Place:
    """The address of a page: ``host`` in ASCII and small letters, ``path`` with its query in ASCII."""

    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def read(cls, text: str) -> Self:
        """The place of an absolute address. Raises ``NotVisited``."""
        if len(text) > LONGEST:
            raise NotVisited(f"has more than {LONGEST:,} characters")
        try:
            parts = urlsplit(_CONTROL.sub("", text))
            port, host = parts.port, (parts.hostname or "").rstrip(".")
        except ValueError:
            raise NotVisited("cannot be read") from None
        if parts.scheme not in _PORTS:
            raise NotVisited("is none of HTTP's")
        if parts.username is not None or parts.password is not None:
            raise NotVisited("has a user's name")
        port = port or _PORTS[parts.scheme]
        path = quote(parts.path or "/", safe=_KEPT)
        query = f"?{quote(parts.query, safe=_KEPT + '?')}" if parts.query else ""
        if port not in _PORTS.values():
            raise NotVisited("has a port other than 80 and 443")
        return cls(parts.scheme, _public_host(host), port, path + query)

    @property
    def origin(self) -> str:
        """Scheme, host and port: what a robots.txt is for."""
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        """The host, with its port if that is not the scheme's own."""
        usual = _PORTS[self.scheme] == self.port
        return self.host if usual else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """The address in one form."""
        return f"{self.origin}{self.path}"

    @property
    def is_file(self) -> bool:
        """Whether it is named as a file is, and no page."""
        return _FILE.search(self.path.split("?", 1)[0]) is not None

    def beside(self, other: "Place") -> bool:
        """Whether both are of one site: the same host, or one within the other, whatever ``www``."""
        mine, its = self.host.removeprefix("www."), other.host.removeprefix("www.")
        return mine == its or mine.endswith(f".{its}") or its.endswith(f".{mine}")

    def to(self, link: str) -> "Place":
        """Where a link on this page leads. Raises ``NotVisited``."""
        try:
            joined = urljoin(self.url, _CONTROL.sub("", link[: 2 * LONGEST]))
        except ValueError as error:
            raise NotVisited("cannot be read") from error
        return Place.read(joined)


def _public_host(host: str) -> str:
    """A host's name in ASCII. Raises ``NotVisited`` for an IP address, and what names no domain."""
    if not host or is_literal(host) or is_local_name(host.lower()):
        raise NoPublicName("names no host of the public internet")
    if not host.isascii():
        import idna

        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except idna.IDNAError:
            raise NotVisited("names a domain that nobody can register") from None
    host = host.lower()
    if "." not in host or len(host) > 253 or not all(map(_LABEL.fullmatch, host.split("."))):  # noqa: PLR2004
        raise NoPublicName("names no host of the public internet")
    return host
