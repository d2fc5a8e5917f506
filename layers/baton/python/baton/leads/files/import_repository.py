"""Files of leads: what became of each row."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from baton.core.clock import Clock
from baton.core.errors import NotFound
from baton.leads.files.file_import import FileImport, RowResult
from baton.persistence.database import Database, condition_failed, database_errors
from baton.persistence.timestamps import epoch_seconds
from baton.persistence.transaction import DynamoTransaction, Transaction

if TYPE_CHECKING:
    from baton.leads.files.items import ImportItem


class ImportRepository(Protocol):
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

    def finish(self, file_import: FileImport, within: Transaction | None = None) -> None:
        """Keeps the counts of a finished import."""
        ...

    def get(self, import_id: str) -> FileImport:
        """The import. Raises ``NotFound``."""
        ...


ITSELF = 0
"""The row of a file's items that is the import; data rows count from 1."""

ROWS_KEPT_FOR = timedelta(days=90)
"""How long a row is kept: a rejected one holds what a person wrote."""


class DynamoImports:
    """Imports in DynamoDB. A row's ``status`` beside its document is the one that counts, since the
    ``file_intake`` workflow sets it.
    """

    def __init__(self, database: Database, table: str, clock: Clock) -> None:
        from baton.leads.files.items import ImportItem

        self._items = database.bound(ImportItem, table)
        self._clock = clock

    def open(self, file_import: FileImport) -> FileImport:
        """See ``ImportRepository``."""
        from pynamodb.exceptions import PutError

        try:
            with database_errors():
                self._itself(file_import).save(self._items.import_id.does_not_exist())
        except PutError as error:
            if not condition_failed(error):
                raise
            return self.get(file_import.import_id)
        return file_import

    def row(self, import_id: str, row: int) -> RowResult | None:
        """See ``ImportRepository``."""
        try:
            with database_errors():
                item = self._items.get(import_id, row, consistent_read=True)
        except self._items.DoesNotExist:
            return None
        return self._result(item)

    def record(self, import_id: str, result: RowResult, within: Transaction | None = None) -> None:
        """See ``ImportRepository``."""
        item = self._items(
            import_id,
            result.row,
            status=result.status.value,
            document=result.model_dump_json(exclude_none=True),
            expires_at=epoch_seconds(self._clock() + ROWS_KEPT_FOR),
        )
        if within is not None:
            DynamoTransaction.of(within).put(item)
            return
        with database_errors():
            item.save()

    def rows(self, import_id: str) -> Iterator[RowResult]:
        """See ``ImportRepository``."""
        with database_errors():
            for item in self._items.query(
                import_id, self._items.row > ITSELF, consistent_read=True
            ):
                result = self._result(item)
                if result is not None:
                    yield result

    def finish(self, file_import: FileImport, within: Transaction | None = None) -> None:
        """See ``ImportRepository``."""
        if within is not None:
            DynamoTransaction.of(within).put(self._itself(file_import))
            return
        with database_errors():
            self._itself(file_import).save()

    def get(self, import_id: str) -> FileImport:
        """See ``ImportRepository``."""
        try:
            with database_errors():
                item = self._items.get(import_id, ITSELF, consistent_read=True)
        except self._items.DoesNotExist:
            raise NotFound("import", import_id) from None
        return FileImport.model_validate_json(item.document or "{}")

    def _itself(self, file_import: FileImport) -> "ImportItem":
        document = file_import.model_dump_json(exclude_none=True)
        return self._items(file_import.import_id, ITSELF, document=document)

    def _result(self, item: "ImportItem") -> RowResult | None:
        """The row; ``None`` if its time is over and DynamoDB has not deleted it yet."""
        if item.expires_at is not None and item.expires_at <= self._clock().timestamp():
            return None
        kept = RowResult.model_validate_json(item.document or "{}")
        return RowResult.model_validate({**dict(kept), "status": item.status})
