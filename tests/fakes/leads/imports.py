"""Imports in memory."""

from collections.abc import Iterator

from baton.core.errors import NotFound
from baton.leads.files.file_import import FileImport, RowResult, RowStatus
from baton.persistence.transaction import Transaction
from tests.fakes.platform.transaction import FakeTransactions, Ground, stage


class FakeImports:
    """See ``baton.leads.files.import_repository.ImportRepository``."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.kept: dict[str, str] = {}
        self.recorded: dict[tuple[str, int], RowResult] = {}

    def open(self, file_import: FileImport) -> FileImport:
        with self._ground.faults.at("imports.open"), self._ground.lock:
            document = file_import.model_dump_json(exclude_none=True)
            kept = self.kept.setdefault(file_import.import_id, document)
            return FileImport.model_validate_json(kept)

    def row(self, import_id: str, row: int) -> RowResult | None:
        with self._ground.faults.at("imports.row"), self._ground.lock:
            return self.recorded.get((import_id, row))

    def record(self, import_id: str, result: RowResult, within: Transaction | None = None) -> None:
        def apply() -> None:
            self.recorded[import_id, result.row] = result

        if within is not None:
            stage(within, ("imports", import_id, str(result.row)), apply)
            return
        with self._ground.faults.at("imports.record"), self._ground.lock:
            apply()

    def rows(self, import_id: str) -> Iterator[RowResult]:
        with self._ground.faults.at("imports.rows"), self._ground.lock:
            found = [result for (key, _), result in self.recorded.items() if key == import_id]
        yield from sorted(found, key=lambda result: result.row)

    def finish(self, file_import: FileImport, within: Transaction | None = None) -> None:
        def apply() -> None:
            self.kept[file_import.import_id] = file_import.model_dump_json(exclude_none=True)

        if within is not None:
            stage(within, ("imports", file_import.import_id, "0"), apply)
            return
        with self._ground.faults.at("imports.finish"), self._ground.lock:
            apply()

    def get(self, import_id: str) -> FileImport:
        with self._ground.faults.at("imports.get"), self._ground.lock:
            document = self.kept.get(import_id)
        if document is None:
            raise NotFound("import", import_id)
        return FileImport.model_validate_json(document)

    def set_status(self, import_id: str, row: int, status: RowStatus) -> None:
        """What the file_intake workflow does with its own ``updateItem``."""
        transaction = FakeTransactions(self._ground).begin()
        with transaction:
            changed = self.recorded[import_id, row].model_copy(update={"status": status})
            self.record(import_id, changed, transaction)
