"""The texts of documents, as files: with the table of documents, what everything else is made of."""

from collections.abc import Iterator

from baton.aws.files import Files
from baton.knowledge_base.text import ReadText

FOLDER = "documents"
_MOST_BYTES = 16 * 1024 * 1024


class Texts:
    """Texts by document and edition."""

    def __init__(self, files: Files) -> None:
        self._files = files

    def keep(self, document_id: str, edition: str, read: ReadText) -> None:
        """Keeps a text."""
        content = read.model_dump_json(exclude_none=True).encode()
        key = _key(document_id, edition)
        self._files.write(key, [content], content_type="application/json")

    def read(self, document_id: str, edition: str) -> ReadText:
        """A text. Raises ``NotFound``."""
        content = self._files.read(_key(document_id, edition), limit=_MOST_BYTES)
        return ReadText.model_validate_json(content)

    def drop(self, document_id: str, edition: str) -> None:
        """Deletes a text, there or not."""
        self._files.delete(_key(document_id, edition))

    def purge(self, document_id: str, edition: str) -> None:
        """Deletes a text, and what the bucket would still keep of it."""
        self.drop(document_id, edition)
        self._files.drop_older(_key(document_id, edition))

    def editions(self) -> Iterator[tuple[str, str]]:
        """Which there are, as document and edition."""
        for name in self._files.names(f"{FOLDER}/"):
            _, document_id, edition = name.split("/", 2)
            yield document_id, edition.removesuffix(".json")


def _key(document_id: str, edition: str) -> str:
    return f"{FOLDER}/{document_id}/{edition}.json"
