"""A dropped file of products, read slice by slice in bounded memory: where it is stands beside it.

A slice is applied, then its rejected rows are written under the slice's number, then how far it is.
Who dies in between, or comes twice, does the slice again: what was applied changes nothing more, and
the rejected rows are written to the same place.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from ulid import ULID

from baton.aws.dropped_files import checked_mapping, dropped_file, found_mapping
from baton.aws.files import Files, StoredFile
from baton.core.clock import Clock
from baton.core.errors import NotFound
from baton.messaging.outbox import Outbox
from baton.persistence.transaction import Transactions
from baton.tabular.csv_file import CsvFile
from baton.tabular.items import Item, MalformedRow, original_of
from baton.tabular.jsonl_file import jsonl_items
from baton.tabular.refusal import Refusal
from baton.tabular.text_lines import Encoding, NotUtf8, encoding_told_by, text_lines
from functions.commerce.catalogue_intake.applying import Applying
from functions.commerce.catalogue_intake.models import IntakeProgress, Progress
from functions.commerce.catalogue_intake.product_mapping import ProductMapping
from functions.commerce.catalogue_intake.product_row import ProductRow
from functions.commerce.catalogue_intake.rejected import RejectedRow, head, table
from functions.commerce.catalogue_intake.resuming import entry_id, resumption

FOLDER = "products/"
MAX_FILE_BYTES = 10 * 1024**3
SLICE_ROWS = 20_000
BLOCK_ROWS = 500
"""Rows that are applied together."""
MOST_REJECTED = 2_000
"""Rejected rows after which a slice ends: they are held until then, each 120,000 characters at most."""

_CSV, _JSON = "text/csv; charset=utf-8", "application/json"

Original = Mapping[str, Any] | MalformedRow


@dataclass(frozen=True, slots=True)
class Rows:
    """A file's columns, and its rows from the one that was not looked at yet."""

    columns: Sequence[str]
    items: Iterator[Item]


@dataclass(frozen=True, slots=True)
class DroppedCatalogue:
    """Takes files of products in."""

    files: Files
    applying: Applying
    outbox: Outbox
    transactions: Transactions
    clock: Clock
    slice_rows: int = SLICE_ROWS

    def take(self, key: str) -> IntakeProgress:
        """Takes the next slice of a file, and tells how far it is; at its end writes what became of it.
        Raises ``Unavailable``: do it again.
        """
        file = dropped_file(self.files, key)
        if file is None or file.key.endswith("/"):
            return IntakeProgress(key=key)
        place = mapping_key(file.key)
        own_id = import_id(file, self.files.find(place) if place else None)
        where = f"results/products/{own_id}/{PurePosixPath(file.key).stem}"
        progress = self._progress(where, file)
        if progress.complete:
            self._ended(own_id)
            return _told(progress, where)
        self._resume_later(own_id, file.key, progress)
        try:
            progress = self._slice(file, progress, where, own_id)
        except Refusal as refusal:
            progress = progress.model_copy(update={"refused": refusal.reasons, "complete": True})
        if progress.complete:
            self._finish(progress, where)
        self._keep(progress, where)
        if progress.complete:
            self._ended(own_id)
        return _told(progress, where)

    def _resume_later(self, own_id: str, key: str, progress: Progress) -> None:
        if entry := resumption(own_id, key, progress.started_at, self.clock()):
            with self.transactions.begin() as within:
                self.outbox.add(entry, within)

    def _ended(self, own_id: str) -> None:
        with self.transactions.begin() as within:
            self.outbox.settle_within(entry_id(own_id), within)

    def _slice(self, file: StoredFile, progress: Progress, where: str, own_id: str) -> Progress:
        """Applies the next rows, and keeps those that could not be. Raises ``Refusal``."""
        mapping = self._mapping(file.key)
        progress, rows = self._opened(file, progress, mapping)
        if mapping is None:
            mapping = ProductMapping.canonical(rows.columns)
        if rows.columns and (faults := mapping.header_faults(rows.columns)):
            raise Refusal(*faults)
        left, rejected = self.slice_rows, list[RejectedRow]()
        number, ended = progress.rows, False
        while left and len(rejected) < MOST_REJECTED:
            block = list(islice(rows.items, min(BLOCK_ROWS, left)))
            ended = not block
            if ended:
                break
            originals = [original_of(json.loads(item), rows.columns) for item in block]
            rejected += self._applied(own_id, number, originals, mapping)
            number += len(block)
            left -= len(block)
        count = progress.slices
        if progress.slices == 0:
            self.files.write(_part(where, 0), [head(rows.columns)], content_type=_CSV)
        if rejected:
            count += 1
            lines = table(rejected, rows.columns)
            self.files.write(_part(where, count), [lines], content_type=_CSV)
        changes = {
            "rows": number,
            "applied": progress.applied + number - progress.rows - len(rejected),
            "rejected": progress.rejected + len(rejected),
            "slices": count,
            "complete": ended,
        }
        return progress.model_copy(update=changes)

    def _applied(
        self, import_id: str, before: int, originals: Sequence[Original], mapping: ProductMapping
    ) -> list[RejectedRow]:
        """Applies a block. Gives the rows that could not be, in their order."""
        good: list[tuple[int, ProductRow]] = []
        why: dict[int, str] = {}
        for number, original in enumerate(originals, before + 1):
            try:
                if isinstance(original, MalformedRow):
                    raise ValueError(original.reason)
                good.append((number, mapping.row(original)))
            except ValueError as error:
                why[number] = str(error)
        why |= self.applying.apply(import_id, good)
        return [(number, why[number], originals[number - before - 1]) for number in sorted(why)]

    def _opened(
        self, file: StoredFile, progress: Progress, mapping: ProductMapping | None
    ) -> tuple[Progress, Rows]:
        """The rows that are left. Raises ``Refusal``."""
        suffix = PurePosixPath(file.key).suffix.lower()
        if suffix not in (".csv", ".jsonl"):
            raise Refusal(f"Files end in .csv or .jsonl; this one ends in {suffix or 'neither'}.")
        if file.size > MAX_FILE_BYTES:
            raise Refusal("The file has more than 10 GB. Split it into several.")
        named = mapping.encoding if mapping else None
        encoding = Encoding(named) if named else None
        if progress.encoding:
            encoding = Encoding(progress.encoding, progress.mixed)
        if encoding is None and progress.rows == 0:
            encoding = self._encoding(file)
        if encoding:
            told = {"encoding": encoding.name, "mixed": encoding.mixed}
            progress = progress.model_copy(update=told)
        rows = self._rows(file, suffix, encoding)
        for _ in islice(rows.items, progress.rows):
            pass
        return progress, rows

    def _rows(self, file: StoredFile, suffix: str, encoding: Encoding | None) -> Rows:
        lines = text_lines(self.files.chunks(file.key), encoding)
        if suffix == ".jsonl":
            return Rows((), jsonl_items(lines))
        csv_file = CsvFile(lines)
        return Rows(csv_file.header, csv_file.items() if csv_file.header else iter(()))

    def _encoding(self, file: StoredFile) -> Encoding | None:
        """What the file is in, if it is not all UTF-8: read once, before its first row is applied."""
        try:
            for _ in text_lines(self.files.chunks(file.key)):
                pass
        except NotUtf8:
            return encoding_told_by(self.files.chunks(file.key))
        return None

    def _mapping(self, key: str) -> ProductMapping | None:
        """The mapping of a file's folder; ``None`` for our own names. Raises ``Refusal``."""
        place = mapping_key(key)
        if place is None:
            return None
        found_mapping(self.files, place, "the files of this folder", FOLDER)
        return checked_mapping(self.files, place, ProductMapping.from_yaml)[1]

    def _progress(self, where: str, file: StoredFile) -> Progress:
        try:
            return Progress.model_validate_json(self.files.read(f"{where}.progress.json"))
        except NotFound:
            return Progress(key=file.key, etag=file.etag, started_at=self.clock())

    def _keep(self, progress: Progress, where: str) -> None:
        text = progress.model_dump_json(exclude_none=True).encode()
        self.files.write(f"{where}.progress.json", [text], content_type=_JSON)

    def _finish(self, progress: Progress, where: str) -> None:
        """Joins the rejected rows to one table, piece by piece, and writes the summary."""
        told = {
            "file": progress.key,
            "outcome": "refused" if progress.refused else "finished",
            "reasons": list(progress.refused),
            "rows": progress.rows,
            "counts": {"applied": progress.applied, "rejected": progress.rejected},
            "started_at": progress.started_at.isoformat(),
            "finished_at": self.clock().isoformat(),
        }
        if not progress.refused:
            told["rejected_rows"] = f"{where}.rejected.csv"
            pieces = (
                piece
                for number in range(progress.slices + 1)
                for piece in self.files.chunks(_part(where, number))
            )
            self.files.write(f"{where}.rejected.csv", pieces, content_type=_CSV)
        text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
        self.files.write(f"{where}.summary.json", [text.encode()], content_type=_JSON)


def mapping_key(key: str) -> str | None:
    """The mapping of a dropped file: ``products/erp/may.csv`` is read through
    ``mappings/products/erp.yaml``, ``products/may.csv`` through none.
    """
    folder, _, _ = key.removeprefix(FOLDER).rpartition("/")
    return f"mappings/{FOLDER}{folder}.yaml" if folder else None


def import_id(file: StoredFile, mapping: StoredFile | None) -> str:
    """The id of an import: the same for one file, read through the same mapping; it tells no time."""
    parts = (file.key, file.etag, mapping.etag if mapping else "")
    digest = hashlib.sha256("\0".join(parts).encode()).digest()
    return str(ULID.from_bytes(bytes([digest[0] & 0x7F]) + digest[1:16]))


def _part(where: str, number: int) -> str:
    return f"{where}.rejected/{number:06}.csv"


def _told(progress: Progress, where: str) -> IntakeProgress:
    return IntakeProgress(
        key=progress.key,
        more=not progress.complete,
        rows=progress.rows,
        applied=progress.applied,
        rejected=progress.rejected,
        refused=progress.refused,
        results_key=f"{where}.summary.json" if progress.complete else None,
    )
