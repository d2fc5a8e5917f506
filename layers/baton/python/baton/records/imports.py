"""Files of leads: what became of each row."""

from collections.abc import Iterator
from typing import Protocol

from baton.contracts.file_import import FileImport, RowResult
from baton.records.transaction import Transaction


class ImportStore(Protocol):
    """Where imports are kept."""

    def open(self, file_import: FileImport) -> FileImport:
        """Keeps a new import, or gives the one that is there under the same id."""
        ...

    def row(self, import_id: str, row: int) -> RowResult | None:
        """What became of a row, if it was recorded."""
        ...

    def record(self, import_id: str, result: RowResult, within: Transaction | None = None) -> None:
        """Keeps what became of a row; the same row again replaces it."""
        ...

    def rows(self, import_id: str) -> Iterator[RowResult]:
        """Every row's result in the file's order, read page by page."""
        ...

    def finish(self, file_import: FileImport) -> None:
        """Keeps the counts of a finished import."""
        ...

    def get(self, import_id: str) -> FileImport:
        """The import. Raises ``NotFound``."""
        ...
