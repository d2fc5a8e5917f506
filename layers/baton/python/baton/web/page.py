"""A page as its server gave it."""

from collections.abc import Mapping
from typing import NamedTuple

from baton.web.places import Place


class Version(NamedTuple):
    """What a server calls the version of a page: its ETag, and when it was changed, as it says it."""

    etag: str = ""
    modified: str = ""

    @property
    def conditions(self) -> Mapping[str, str]:
        """The headers that ask for another version only (RFC 9110, 13.1)."""
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in given.items() if value}


ANY_VERSION = Version()


class Page(NamedTuple):
    """A page as it came: where it was in the end, what its server calls it, and its bytes. One that is
    ``unchanged`` since the version that was named has none. ``robots`` is its X-Robots-Tag.
    """

    place: Place
    content_type: str
    body: bytes
    version: Version = ANY_VERSION
    robots: str = ""
    unchanged: bool = False
