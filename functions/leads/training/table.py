"""A history file as a table of text, refused if it cannot be one."""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from baton.leads.files.cells import column_key
from functions.leads.training.rejection import Refusal

MAX_BYTES = 200_000_000
MAX_COLUMNS = 1_000
MAX_UNEVEN_SHARE = 0.01
"""The largest share of rows that may have too many or too few cells; they are passed over."""

_SEPARATORS = (",", ";", "\t", "|")
_OTHER_FORMATS = {
    b"PK\x03\x04": "an Excel workbook or another zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF": "a PDF document",
    b"PAR1": "a Parquet file",
}
_FORMULA = re.compile(
    r"=\s*[\w\"'(+\-@$].*|@[A-Z]+\(.*|[+\-][\w+\-*/.]*[A-Za-z]\w*\s*[(|].*", re.DOTALL
)
_MAY_START_A_FORMULA = frozenset("=+-@")


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns of text and the SHA-256 of the file. ``uneven`` rows were passed over."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    fingerprint: str
    uneven: int = 0


def read_table(content: bytes) -> Table:
    """Reads a CSV file. Raises ``Refusal`` for what is no table or holds formulas."""
    rows = _rows(_decoded(content))
    header = tuple(name.strip() for name in next(rows, []))
    _check_header(header)
    kept, uneven = [], 0
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) == len(header):
            kept.append(tuple(row))
        else:
            uneven += 1
    if uneven > MAX_UNEVEN_SHARE * (len(kept) + uneven):
        raise Refusal(
            f"{uneven} of {len(kept) + uneven} rows have more or fewer cells than the header. "
            "Export the file again, with quotation marks around texts that hold separators."
        )
    _check_formulas(header, kept)
    return Table(header, tuple(kept), hashlib.sha256(content).hexdigest(), uneven)


def _decoded(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise Refusal(
            f"The file has more than {MAX_BYTES // 10**6} MB. Give the latest years only."
        )
    for magic, what in _OTHER_FORMATS.items():
        if content.startswith(magic):
            raise Refusal(f"The file is {what}. Save it as CSV in UTF-8.")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    if b"\x00" in content:
        raise Refusal("The file is no text. Save it as CSV in UTF-8.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _rows(text: str) -> Iterator[list[str]]:
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        yield from reader
    except csv.Error as error:
        raise Refusal(
            f"Line {reader.line_num} cannot be read ({error}); often a quotation mark is not closed."
        ) from error


def _check_header(header: tuple[str, ...]) -> None:
    if not any(header):
        raise Refusal("The file is empty. Its first line must name the columns.")
    if len(header) > MAX_COLUMNS:
        raise Refusal(f"The file has more than {MAX_COLUMNS} columns.")
    if not all(column_key(name) for name in header):
        place = next(place for place, name in enumerate(header, 1) if not column_key(name))
        raise Refusal(f"Column {place} has no name in the first line. Name it or remove it.")
    for name in header:
        if _is_formula(name):
            raise Refusal(f"The column name {_shown(name)} is a formula. Export values.")
    counted = Counter(map(column_key, header))
    twice = [name for name in header if counted[column_key(name)] > 1]
    if twice:
        raise Refusal(f"Columns have the same name: {', '.join(map(_shown, twice))}. Rename one.")


def _check_formulas(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    for number, row in enumerate(rows, 2):
        for name, cell in zip(header, row, strict=True):
            if cell and cell.lstrip()[:1] in _MAY_START_A_FORMULA and _is_formula(cell):
                raise Refusal(
                    f"Row {number}, column {_shown(name)} holds the formula {_shown(cell)}. "
                    "Formulas are never run; export values instead."
                )


def _is_formula(cell: str) -> bool:
    return _FORMULA.fullmatch(cell.strip()) is not None


def _shown(text: str) -> str:
    return f'"{text[:40]}…"' if len(text) > 40 else f'"{text}"'  # noqa: PLR2004 - a line's worth
