"""Rows of persons in the files of the intake bucket: dropped files, what was made of them, histories.

Imports know which rows were whose, and histories who may be in them, so of all files only those that
held the person are read.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath

from baton.aws.files import Files
from baton.core.errors import BatonError, NotFound
from baton.leads.files.column_mapping import ColumnMapping
from baton.leads.files.file_import import FileImport
from baton.leads.files.history_index import HistoryIndex
from baton.leads.files.import_repository import ImportRepository
from baton.leads.files.raw_records import (
    Record,
    cells_of_json,
    cells_of_row,
    csv_records,
    jsonl_records,
)
from baton.leads.files.row_identity import Identity
from baton.leads.lead import Lead
from baton.privacy.personal_data import Json, SubjectRecord
from baton.privacy.subject import Origin, words_of
from baton.tabular.mapping_file import MappingError

HISTORY, MAPPINGS = "history/", "mappings/"
EXTERNAL = "external_id"
EMPTIED = b'{"baton_broken":"the person asked to be erased","text":""}\n'
"""What stands for an erased row among the items of an import: the others keep their numbers."""

_ROW, _SEPARATOR, _OBJECT, _TEXT = "baton_row", "separated_by", "baton_object", "text"
_PARTS_WITH_MAPPING = 3

Rewritten = Callable[[Record, int], bytes | None]
"""What stands in a record's place (its number counts from 1), ``None`` if it stays."""


class DroppedFiles:
    """Takes a person's rows out of files. Doing it again finds nothing more."""

    def __init__(self, files: Files, imports: ImportRepository) -> None:
        self._files = files
        self._imports = imports
        self._histories = HistoryIndex(files)

    def forget(
        self,
        keys: Sequence[str],
        records: Sequence[SubjectRecord],
        rows: Mapping[str, Collection[int]],
    ) -> int:
        """Takes out the rows that are named by import, and all that tell of the person in the same
        files and in histories. Gives how many went. Raises ``Unavailable``; then try again.
        """
        identity = _identity(keys, records)
        gone = sum(
            self._forget_import(known, identity, numbers)
            for import_id, numbers in rows.items()
            if (known := self._import(import_id))
        )
        for key, external in self._histories_of(identity):
            taken = self._rewrite(key, csv_records, _without(identity, external, ()))
            gone += taken
            if taken:
                self._histories.forget(key)
        return gone

    def show(
        self, keys: Sequence[str], records: Sequence[SubjectRecord], origins: Sequence[Origin]
    ) -> Iterator[Json]:
        """The rows that became no leads, with their results, then those of histories that are the
        person's, each with its file.
        """
        for origin in origins:
            result = self._imports.row(origin.import_id, origin.row)
            told = result.to_json() if result else {}
            yield {"import_id": origin.import_id, "row": origin.row, **told}
        yield from self._history(_identity(keys, records))

    def _history(self, identity: Identity) -> Iterator[Json]:
        for key, external in self._histories_of(identity):
            for record in csv_records(self._files.chunks(key)):
                if identity.is_of(record.cells, external):
                    yield {"file": key, "row": record.text}

    def _histories_of(self, identity: Identity) -> Iterator[tuple[str, frozenset[str]]]:
        """The histories that may hold the person, with their columns of external ids. Of one that may
        not, what an interrupted erasure left of its older versions is dropped.
        """
        for key in self._files.names(HISTORY):
            if PurePosixPath(key).suffix.lower() != ".csv":
                continue
            external, stored = self._external(_mapping_of(key)), self._files.find(key)
            if stored is None:
                continue
            if self._histories.may_hold(stored, external, identity):
                yield key, external
            elif stored.rewritten:
                self._files.drop_older(key)

    def _forget_import(
        self, known: FileImport, identity: Identity, numbers: Collection[int]
    ) -> int:
        external = self._external(known.mapping_key)
        wanted, texts = set(numbers), set[str]()

        def item(record: Record, number: int) -> bytes | None:
            text, cells = content_of(record, known.columns)
            if record.raw == EMPTIED or not (number in wanted or identity.is_of(cells, external)):
                return None
            wanted.add(number)
            texts.update((text,) if text else ())
            return EMPTIED

        def rejected(record: Record, _number: int) -> bytes | None:
            row = record.cells.get("rejected_row", record.cells.get("row", ""))
            theirs = row.isdigit() and int(row) in wanted
            return b"" if theirs or identity.is_of(record.cells, external) else None

        gone = 0
        if known.items_key:
            gone += self._rewrite(known.items_key, jsonl_records, item)
        kind = jsonl_records if known.key.lower().endswith(".jsonl") else csv_records
        read = partial(kind, encoding=known.encoding)
        gone += self._rewrite(known.key, read, _without(identity, external, texts))
        if known.results_key:
            stem = known.results_key.removesuffix(".summary.json")
            gone += self._rewrite(f"{stem}.rejected.csv", csv_records, rejected)
            gone += self._rewrite(f"{stem}.ignored.csv", csv_records, rejected)
        for number in wanted:
            result = self._imports.row(known.import_id, number)
            if result and (result.original or result.ignored):
                bare = result.model_copy(update={"original": None, "ignored": ()})
                self._imports.record(known.import_id, bare)
                gone += 1
        return gone

    def _rewrite(
        self,
        key: str,
        read: Callable[[Iterator[bytes]], Iterator[Record]],
        rewritten: Rewritten,
    ) -> int:
        """Writes a file without what is a person's, if it holds something; older versions go too."""
        found = self._files.find(key)
        if found is None:
            return 0
        records = enumerate(read(self._files.chunks(key)), 1)
        gone = sum(rewritten(record, number) is not None for number, record in records)
        if gone:
            again = enumerate(read(self._files.chunks(key)), 1)
            parts = (_kept(rewritten(record, number), record) for number, record in again)
            self._files.write(key, parts, content_type=_type_of(key), rewritten=True)
        if gone or found.rewritten:
            self._files.drop_older(key)
        return gone

    def _import(self, import_id: str) -> FileImport | None:
        try:
            return self._imports.get(import_id)
        except NotFound:
            return None

    def _external(self, mapping_key: str | None) -> frozenset[str]:
        """The columns of external ids; only our own if the mapping cannot be read any more."""
        if mapping_key is None:
            return frozenset({EXTERNAL})
        try:
            text = self._files.read(mapping_key).decode("utf-8-sig", "replace")
            rule = ColumnMapping.from_yaml(text, mapping_key).fields.get(EXTERNAL)
        except (NotFound, MappingError, BatonError):
            return frozenset({EXTERNAL})
        return frozenset(rule.column if rule else ())


def _identity(keys: Sequence[str], records: Sequence[SubjectRecord]) -> Identity:
    return Identity.of(
        keys, [one.document.details for one in records if isinstance(one.document, Lead)]
    )


def content_of(record: Record, columns: Collection[str]) -> tuple[str, Mapping[str, str]]:
    """The text of a row as its file had it, and its cells, from an item of an import."""
    item = record.cells
    if _ROW in item:
        return item[_ROW], cells_of_row(item[_ROW], item.get(_SEPARATOR, ","), columns)
    if _OBJECT in item:
        return item[_OBJECT], cells_of_json(item[_OBJECT])
    text = item.get(_TEXT, "")
    return text, {str(number): piece for number, piece in enumerate(words_of(text))}


def _without(identity: Identity, external: Collection[str], texts: Collection[str]) -> Rewritten:
    def rewritten(record: Record, _number: int) -> bytes | None:
        return b"" if record.text in texts or identity.is_of(record.cells, external) else None

    return rewritten


def _kept(instead: bytes | None, record: Record) -> bytes:
    return record.raw if instead is None else instead


def _mapping_of(key: str) -> str | None:
    parts = PurePosixPath(key).parts
    return f"{MAPPINGS}{parts[1]}.yaml" if len(parts) >= _PARTS_WITH_MAPPING else None


def _type_of(key: str) -> str:
    return "application/jsonl" if key.endswith(".jsonl") else "text/csv; charset=utf-8"
