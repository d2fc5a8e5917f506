"""The files of the page, each as it is sent: compressed once, with its type and its tag."""

import gzip
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable

PAGE = "index.html"

TYPES: Mapping[str, str] = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}
"""What the page is made of; a file that ends otherwise is not sent."""

_VERSION = "{version}"


@dataclass(frozen=True)
class Asset:
    """A file of the page."""

    content: bytes
    content_type: str

    @cached_property
    def tag(self) -> str:
        """Its strong entity tag."""
        return f'"{hashlib.sha256(self.content).hexdigest()[:20]}"'

    @cached_property
    def compressed(self) -> bytes:
        """It with gzip; the same content gives the same bytes."""
        return gzip.compress(self.content, 9, mtime=0)


class Bundle:
    """All files by their path, as ``views/leads.js``. ``version`` changes with any of them and stands in
    their addresses, so that each may be kept for ever.
    """

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        digest = hashlib.sha256()
        for path, content in sorted(contents.items()):
            digest.update(f"\0{path}\0{len(content)}\0".encode())
            digest.update(content)
        self.version = digest.hexdigest()[:12]
        self.assets = {
            path: Asset(self._addressed(path, content), TYPES[path.rpartition(".")[2]])
            for path, content in contents.items()
        }

    @classmethod
    def packaged(cls) -> "Bundle":
        """The files that lie in ``page`` beside this code."""
        return cls(dict(_contents(files(__package__).joinpath("page"))))

    def find(self, path: str) -> Asset | None:
        """The file at a path below the version; ``None`` if there is none."""
        return self.assets.get(path)

    def _addressed(self, path: str, content: bytes) -> bytes:
        """The page with the version in its addresses. Modules name each other beside themselves."""
        if path != PAGE:
            return content
        return content.replace(_VERSION.encode(), self.version.encode())


def _contents(folder: Traversable, before: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            yield from _contents(entry, f"{before}{entry.name}/")
        elif entry.name.rpartition(".")[2] in TYPES:
            yield f"{before}{entry.name}", entry.read_bytes()
