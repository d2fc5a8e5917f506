"""The column mapping that belongs to a file: the folder it was dropped into names it."""

from baton.aws.dropped_files import checked_mapping, found_mapping
from baton.aws.files import Files, StoredFile
from baton.leads.files.column_mapping import ColumnMapping

INCOMING = "incoming/"
MAPPINGS = "mappings/"

_KEPT = 16


def mapping_key(key: str) -> str | None:
    """The mapping's key for a dropped file's: ``incoming/education/may.csv`` is read through
    ``mappings/education.yaml``, ``incoming/may.csv`` through none.
    """
    folder, _, _ = key.removeprefix(INCOMING).rpartition("/")
    return f"{MAPPINGS}{folder}.yaml" if folder else None


class Mappings:
    """Reads mappings, and remembers the last ones by their key: each is read once a container.

    A key stands for one content for good: an import reads its own copy, made when it was opened.
    """

    def __init__(self, files: Files) -> None:
        self._files = files
        self._read: dict[str, ColumnMapping] = {}

    def found(self, key: str) -> StoredFile:
        """What is known of a mapping file. Raises ``Refusal`` if there is none."""
        folder = key.removeprefix(MAPPINGS).removesuffix(".yaml")
        return found_mapping(self._files, key, f"files in {INCOMING}{folder}/", INCOMING)

    def checked(self, key: str) -> tuple[bytes, ColumnMapping]:
        """A mapping as somebody wrote it, and what it means. Raises ``Refusal`` if it is wrong."""
        return checked_mapping(self._files, key, ColumnMapping.from_yaml)

    def of(self, key: str | None) -> ColumnMapping:
        """An import's own mapping by its key; the canonical one if it has none."""
        found = self._read.get(key or "")
        if found is None:
            found = self.checked(key)[1] if key else ColumnMapping.canonical()
            if len(self._read) >= _KEPT:
                self._read.pop(next(iter(self._read)))
            self._read[key or ""] = found
        return found
