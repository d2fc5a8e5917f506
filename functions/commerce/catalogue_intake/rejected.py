"""Rows that could not be applied, as lines of a table for a person with a spreadsheet. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from baton.tabular.items import MalformedRow
from baton.tabular.rejected_rows import rejected_head, rejected_line

_MOST_CHARACTERS = 100_000

RejectedRow = tuple[int, str, Mapping[str, Any] | MalformedRow]
"""Its number, why, and the row as it came."""


def head(columns: Sequence[str]) -> bytes:
    """The first line: what we tell, and the file's own columns."""
    return rejected_head(columns or ("original",))


def table(rows: Iterable[RejectedRow], columns: Sequence[str]) -> bytes:
    """The lines of rows."""
    return b"".join(
        rejected_line(number, why, _cells(original, columns)) for number, why, original in rows
    )


def _cells(original: Mapping[str, Any] | MalformedRow, columns: Sequence[str]) -> Sequence[str]:
    if isinstance(original, MalformedRow):
        return (original.text[:_MOST_CHARACTERS],)
    if not columns:
        return (json.dumps(original, ensure_ascii=False, default=str)[:_MOST_CHARACTERS],)
    return tuple(str(original.get(name) or "")[:_MOST_CHARACTERS] for name in columns)
