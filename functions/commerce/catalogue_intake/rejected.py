"""Rows that could not be applied, as a CSV file for a person with a spreadsheet. Pure."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from baton.tabular.formula_guard import guarded
from baton.tabular.items import REJECTED_BECAUSE, REJECTED_ROW, Broken

BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheets take UTF-8 for something else."""

_MOST_CHARACTERS = 100_000

RejectedRow = tuple[int, str, Mapping[str, Any] | Broken]
"""Its number, why, and the row as it came."""


def head(columns: Sequence[str]) -> bytes:
    """The first line: what we tell, and the file's own columns."""
    return (BYTE_ORDER_MARK + _line((REJECTED_ROW, REJECTED_BECAUSE, *_names(columns)))).encode()


def table(rows: Iterable[RejectedRow], columns: Sequence[str]) -> bytes:
    """The lines of rows."""
    lines = (
        _line((str(number), why, *_cells(original, columns))) for number, why, original in rows
    )
    return "".join(lines).encode()


def _names(columns: Sequence[str]) -> Sequence[str]:
    return columns or ("original",)


def _cells(original: Mapping[str, Any] | Broken, columns: Sequence[str]) -> Sequence[str]:
    if isinstance(original, Broken):
        return (original.text[:_MOST_CHARACTERS],)
    if not columns:
        return (json.dumps(original, ensure_ascii=False, default=str)[:_MOST_CHARACTERS],)
    return tuple(str(original.get(name) or "")[:_MOST_CHARACTERS] for name in columns)


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(map(guarded, cells))
    return text.getvalue()
