"""The table of rejected rows, for a person with a spreadsheet."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from baton.leads.files.file_import import FileImport, RowResult, RowStatus
from baton.leads.lead import IgnoredField
from baton.tabular.formula_guard import guarded
from baton.tabular.items import MalformedRow, original_of
from baton.tabular.rejected_rows import BYTE_ORDER_MARK, rejected_head

ORIGINAL = "original"

_BLOCK_ROWS = 1_000


def rejected_table(file_import: FileImport, rows: Iterable[RowResult | str]) -> Iterator[bytes]:
    """The table as a CSV file in pieces: number, reasons, and the row as it came. A text among the
    rows is a line about several rows that failed, as ``3-17``.
    """
    columns = file_import.columns or (ORIGINAL,)
    text = io.StringIO()
    writer = csv.writer(text)
    yield rejected_head(columns)
    for number, row in enumerate(rows, 1):
        writer.writerow(_line(row, file_import.columns))
        if number % _BLOCK_ROWS == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def ignored_table(rows: Iterable[RowResult]) -> Iterator[bytes]:
    """What the leads of rows go on without, as a CSV file: row, field, value as it came, and why."""
    text = io.StringIO()
    writer = csv.writer(text)
    text.write(BYTE_ORDER_MARK)
    writer.writerow(["row", "lead_id", *IgnoredField.model_fields])
    for row in rows:
        for one in row.ignored:
            told = [one.field, one.value, one.why]
            writer.writerow([str(row.row), row.lead_id or "", *map(guarded, told)])
        yield text.getvalue().encode()
        text.seek(0)
        text.truncate()


def summary(
    file_import: FileImport,
    *,
    complete: bool,
    tables: Mapping[str, str],
    ignored: Mapping[str, int],
    fault: str | None,
) -> bytes:
    """What became of a file, as JSON for people and programs. ``tables`` are keys of the tables beside
    it, ``ignored`` counts what leads go on without by field. ``fault`` ended the map over its rows
    before its time, if anything did.
    """
    told = {
        "import_id": file_import.import_id,
        "file": file_import.key,
        "outcome": "refused" if file_import.refused else "finished" if complete else "incomplete",
        "reasons": list(file_import.refused),
        "rows": file_import.rows,
        "counts": {status.value: file_import.counts.get(status, 0) for status in RowStatus},
        "ignored": dict(ignored),
        **tables,
        "started_at": file_import.started_at.isoformat(),
        "finished_at": file_import.finished_at.isoformat() if file_import.finished_at else None,
    }
    if fault:
        told["fault"] = fault
    if not complete:
        told["advice"] = (
            "The rows that failed are tried again by themselves for two days; "
            "drop the same file again to have them tried at once."
        )
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()


def _line(row: RowResult | str, columns: Sequence[str]) -> list[str]:
    if isinstance(row, str):
        return [row, "could not be looked at yet; it is tried again"]
    original = _original(row.original, columns)
    if isinstance(original, dict) and columns:
        cells = [_text(original.get(column)) for column in columns]
    else:
        cells = [_text(original)]
    return [str(row.row), guarded("; ".join(row.reasons)), *map(guarded, cells)]


def _original(text: str | None, columns: Sequence[str]) -> Any:
    """A row as it came; a row that the workflow recorded itself is still an item."""
    try:
        kept = json.loads(text) if text else ""
    except ValueError:
        return text
    if not isinstance(kept, dict):
        return kept
    original = original_of(kept, columns)
    return original.text if isinstance(original, MalformedRow) else dict(original)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
