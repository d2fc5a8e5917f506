"""Lines of a table of rejected rows, for a person with a spreadsheet. Pure."""

import csv
import io
from collections.abc import Sequence

from baton.tabular.formula_guard import guarded
from baton.tabular.items import REJECTED_BECAUSE, REJECTED_ROW

BYTE_ORDER_MARK = "\ufeff"
"""Without it spreadsheets take UTF-8 for something else."""


def rejected_head(columns: Sequence[str]) -> bytes:
    """The first line: what we tell, and the file's own columns."""
    return BYTE_ORDER_MARK.encode() + _line((REJECTED_ROW, REJECTED_BECAUSE, *columns))


def rejected_line(number: int, why: str, cells: Sequence[str]) -> bytes:
    """The line of a row: its number, why, and the row as it came."""
    return _line((str(number), why, *cells))


def _line(cells: Sequence[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(map(guarded, cells))
    return text.getvalue().encode()
