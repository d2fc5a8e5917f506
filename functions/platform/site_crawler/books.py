"""Where crawls are kept between two slices: as files, since they are large."""

from baton.aws.files import Files
from baton.core.errors import InvalidInput, NotFound
from functions.platform.site_crawler.crawl_book import KeptBook

FOLDER = "sites"
_MOST_BYTES = 64 * 1024 * 1024


class Books:
    """Books by site."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def find(self, site_id: str) -> KeptBook:
        """The book; an empty one if there is none, or none that can be read."""
        try:
            content = self._files.read(_key(site_id), limit=_MOST_BYTES)
            return KeptBook.model_validate_json(content)
        except (NotFound, InvalidInput):
            return KeptBook()

    def keep(self, site_id: str, book: KeptBook) -> None:
        """Keeps a book."""
        content = book.model_dump_json(exclude_defaults=True).encode()
        self._files.write(_key(site_id), [content], content_type="application/json")

    def drop(self, site_id: str) -> None:
        """Deletes a book, there or not."""
        self._files.delete(_key(site_id))


def _key(site_id: str) -> str:
    return f"{FOLDER}/{site_id}.json"
