"""Opening a file: it is looked at, checked against its mapping and brought into items."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from baton.aws.dropped_files import dropped_file
from baton.aws.files import Files, StoredFile
from baton.core.clock import Clock
from baton.core.errors import NotFound
from baton.leads.files.column_mapping import ColumnMapping
from baton.leads.files.file_import import FileFormat, FileImport
from baton.leads.files.import_repository import ImportRepository
from baton.messaging.outbox import Outbox
from baton.persistence.transaction import Transactions
from baton.tabular.csv_file import CsvFile
from baton.tabular.items import Item, ItemFile
from baton.tabular.jsonl_file import jsonl_items
from baton.tabular.refusal import Refusal
from baton.tabular.text_lines import Encoding, NotUtf8, encoding_told_by, text_lines
from functions.leads.intake import identity
from functions.leads.intake.mappings import Mappings, mapping_key
from functions.leads.intake.models import FileOpened, OpenFile
from functions.leads.intake.resuming import resumption

MAX_FILE_BYTES = 10 * 1024**3
"""What a Distributed Map reads at most (Step Functions quotas), and what can be prepared in the
fifteen minutes a function has.
"""


class Opening:
    """Makes an import of a dropped file. Opening a file again gives the same import."""

    def __init__(
        self,
        *,
        files: Files,
        imports: ImportRepository,
        mappings: Mappings,
        outbox: Outbox,
        transactions: Transactions,
        clock: Clock,
    ) -> None:
        self._files = files
        self._imports = imports
        self._mappings = mappings
        self._outbox = outbox
        self._transactions = transactions
        self._clock = clock

    def open(self, task: OpenFile) -> FileOpened:
        """Opens a file. What cannot be read is an import, too, which says why.

        A file that Baton itself wrote without an erased person's rows brings nothing, and is left
        alone. So is an import that was finished. One that was not goes on with what was prepared
        for it, as far as that is still there; and it is opened again by itself (``resuming``), also if
        it could not be prepared.
        """
        if task.key.endswith("/"):
            return _nothing(task)
        file = self._file(task)
        if file.rewritten:
            return _nothing(task)
        source = mapping_key(file.key)
        try:
            mapping = self._mappings.found(source) if source else None
            fresh = self._new_import(task.bucket, file, mapping.etag if mapping else None)
            if known := self._prepared(fresh):
                self._resume_later(known, file.size)
                return _opened(known, source)
            self._resume_later(fresh, file.size)
            prepared = self._prepare(fresh, file, source)
        except Refusal as refusal:
            prepared = self._refused(task.bucket, file, source, refusal)
        opened = self._imports.open(prepared)
        self._resume_later(opened, file.size)
        return _opened(opened, source)

    def _resume_later(self, file_import: FileImport, size: int) -> None:
        if entry := resumption(file_import, size, self._clock()):
            with self._transactions.begin() as transaction:
                self._outbox.add(entry, transaction)

    def _file(self, task: OpenFile) -> StoredFile:
        """The file as it is now: if it was replaced since, this is the newer one's import already."""
        gone = StoredFile(task.key, 0, f"gone {task.etag}")
        return dropped_file(self._files, task.key) or gone

    def _new_import(self, bucket: str, file: StoredFile, mapping_etag: str | None) -> FileImport:
        etag = file.etag.strip('"')
        return FileImport(
            import_id=identity.import_id(bucket, file.key, etag, mapping_etag),
            bucket=bucket,
            key=file.key,
            etag=etag,
            started_at=self._clock(),
        )

    def _prepared(self, fresh: FileImport) -> FileImport | None:
        """The import that was made of this file before, if all it needs is still there."""
        try:
            known = self._imports.get(fresh.import_id)
        except NotFound:
            return None
        if known.finished_at or known.refused:
            return known
        needed = [key for key in (known.items_key, known.mapping_key) if key]
        return known if all(self._files.find(key) for key in needed) else None

    def _prepare(self, fresh: FileImport, file: StoredFile, source: str | None) -> FileImport:
        folder = identity.folder(fresh.import_id)
        mapping, copy = ColumnMapping.canonical(), None
        if source:
            content, mapping = self._mappings.checked(source)
            copy = f"{folder}mapping.yaml"
            self._files.write(copy, [content], content_type="application/yaml")
        items_key = f"{folder}rows.jsonl"
        encoding = Encoding(mapping.encoding) if mapping.encoding else None
        try:
            columns, rows = self._write_items(items_key, file, mapping, encoding)
        except NotUtf8:
            encoding = encoding_told_by(self._files.chunks(file.key))
            columns, rows = self._write_items(items_key, file, mapping, encoding)
        changes = {
            "format": FileFormat.JSONL,
            "encoding": encoding.name if encoding else None,
            "rows": rows,
            "columns": columns,
            "items_key": items_key,
            "mapping_key": copy,
        }
        return fresh.model_copy(update=changes)

    def _write_items(
        self, items_key: str, file: StoredFile, mapping: ColumnMapping, encoding: Encoding | None
    ) -> tuple[tuple[str, ...], int]:
        """Writes a file's items; gives its columns and how many rows there are. Raises ``NotUtf8``."""
        columns, items = self._read(file, mapping, encoding)
        prepared = ItemFile(items)
        self._files.write(items_key, prepared.parts(), content_type="application/jsonl")
        return columns, prepared.rows

    def _read(
        self, file: StoredFile, mapping: ColumnMapping, encoding: Encoding | None
    ) -> tuple[tuple[str, ...], Iterable[Item]]:
        """A file's columns and items. Raises ``Refusal`` for what is neither CSV nor JSONL, or
        lacks columns that its mapping needs.
        """
        suffix = PurePosixPath(file.key).suffix.lower()
        if suffix not in (".csv", ".jsonl"):
            raise Refusal(f"Files end in .csv or .jsonl; this one ends in {suffix or 'neither'}.")
        if file.etag.startswith("gone "):
            raise Refusal("The file was removed before it could be read. Drop it again.")
        if file.size > MAX_FILE_BYTES:
            raise Refusal("The file has more than 10 GB. Split it into several.")
        lines = text_lines(self._files.chunks(file.key), encoding)
        if suffix == ".jsonl":
            return (), jsonl_items(lines)
        table = CsvFile(lines)
        if table.header and (faults := mapping.header_faults(table.header)):
            raise Refusal(*faults)
        return table.header, table.items() if table.header else iter(())

    def _refused(
        self, bucket: str, file: StoredFile, source: str | None, refusal: Refusal
    ) -> FileImport:
        mapping = self._files.find(source) if source else None
        fresh = self._new_import(bucket, file, mapping.etag if mapping else None)
        return fresh.model_copy(update={"refused": refusal.reasons})


def _nothing(task: OpenFile) -> FileOpened:
    """What brings nothing: a folder somebody made in a console, or a file that lost a person's rows."""
    return FileOpened(
        import_id=identity.import_id(task.bucket, task.key, task.etag, None),
        format=FileFormat.UNSUPPORTED,
        already_finished=True,
    )


def _opened(known: FileImport, mapping: str | None) -> FileOpened:
    return FileOpened(
        import_id=known.import_id,
        format=known.format if known.rows else FileFormat.UNSUPPORTED,
        already_finished=known.finished_at is not None,
        items_key=known.items_key,
        mapping=mapping,
        rows=known.rows,
    )
