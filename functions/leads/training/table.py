"""A history file as a table of text, refused if it cannot be one."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from baton.tabular.cells import column_key
from functions.leads.training.dictionary_column import ColumnBuilder, DictionaryColumn
from functions.leads.training.encoding import decoded
from functions.leads.training.folds import groups_of
from functions.leads.training.records import UnclosedQuote, records_of, separator_of
from functions.leads.training.rejection import Refusal

MAX_BYTES = 200_000_000
MAX_COLUMNS = 1_000
LONGEST_NAME = 1_000
MAX_UNEVEN_SHARE = 0.01
"""The largest share of rows that may have too many or too few cells; they are passed over."""

BLANK = "blank"
HEADER_AGAIN = "the header once more"
UNEVEN = "more or fewer cells than the header"
UNCLOSED = "a quotation mark that is not closed, or a cell without end"
TWICE = "the same row once more"

FEWEST_CELLS = 3
UNIQUE_SHARE = 0.995
"""From this share of different cells on, a column tells rows apart."""

_PIECE = 4_096
_FORMULA = re.compile(r"=\s*[\w\"'(+\-@$].*|@[A-Z]+\(.*", re.DOTALL)
_CALL_AFTER_A_SIGN = re.compile(r"[+\-]([\w+\-*/.]*)\s*[(|]")
_MAY_START_A_FORMULA = frozenset("=+-@")


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns of text and the SHA-256 of the file. Of its ``rows`` some are not in the columns:
    ``left_out`` says how many, by reason.
    """

    header: tuple[str, ...]
    columns: tuple[DictionaryColumn, ...]
    fingerprint: str
    rows: int
    left_out: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def column(self, name: str) -> DictionaryColumn:
        """The column that the header calls so."""
        return self.columns[self.header.index(name)]

    @property
    def values(self) -> int:
        """How many different values the columns have, together."""
        return sum(len(column.values) for column in self.columns)

    def __len__(self) -> int:
        """How many rows the columns have."""
        return len(self.columns[0])


def read_table(content: bytes) -> Table:
    """Reads a CSV file. Raises ``Refusal`` for what is no table or holds formulas."""
    if len(content) > MAX_BYTES:
        raise too_big()
    text = decoded(content)
    separator, body = separator_of(text.text.replace("\r\n", "\n").replace("\r", "\n"))
    known: list[_Rows] = []  # once the header tells what a row is
    records = records_of(body, separator, lambda cells: any(one.is_row(cells) for one in known))
    rows = _Rows(_header(records))
    known.append(rows)
    rows.take(records)
    names, columns, notes = _named(rows.header, rows.columns())
    _check_header(names)
    _check_formulas(names, columns)
    once = _once(columns)
    return Table(
        header=names,
        columns=tuple(column.take(once) for column in columns),
        fingerprint=hashlib.sha256(content).hexdigest(),
        rows=rows.rows,
        left_out={**rows.left_out, TWICE: len(columns[0]) - len(once)},
        notes=(*text.notes, *notes),
    )


def _header(records: Iterator[list[str]]) -> list[str]:
    """The names in the first line that is not blank, as far as they are names."""
    first = next(
        (one for one in records if isinstance(one, UnclosedQuote) or any(map(str.strip, one))), []
    )
    header = [name.strip() for name in first]
    if isinstance(first, UnclosedQuote) or any(len(name) > LONGEST_NAME for name in header):
        raise Refusal("The first line does not end: a quotation mark in it is not closed.")
    if not any(map(column_key, header)):
        raise Refusal("The file is empty. Its first line must name the columns.")
    if len(header) > MAX_COLUMNS:
        raise Refusal(f"The file has more than {MAX_COLUMNS} columns.")
    return header


def too_big() -> Refusal:
    """Why a file with more than ``MAX_BYTES`` is not read."""
    return Refusal(f"The file has more than {MAX_BYTES // 10**6} MB. Give the latest years only.")


class _Rows:
    """The rows of a file, as columns, and those that are none."""

    def __init__(self, header: Sequence[str]) -> None:
        self.header = header
        self._width = len(header)
        self._header = [column_key(name) for name in header]
        self._first = header[0].casefold()
        self._filled = max(place for place, name in enumerate(header, 1) if name)
        self._builders = [ColumnBuilder() for _ in header]
        self._lost = Counter[str]()
        self.rows = 0

    @property
    def left_out(self) -> dict[str, int]:
        """How many rows are not in the columns, by reason."""
        return dict(self._lost)

    def take(self, records: Iterator[list[str]]) -> None:
        """Takes in all rows. Raises ``Refusal`` if too many of them are none."""
        kept = self._kept(records)
        while piece := list(islice(kept, _PIECE)):
            for builder, cells in zip(self._builders, zip(*piece, strict=True), strict=True):
                builder.add(cells)
        broken = self._lost[UNEVEN] + self._lost[UNCLOSED]
        if broken > MAX_UNEVEN_SHARE * (self.rows - self._lost[BLANK]):
            raise Refusal(
                f"{broken} of {self.rows} rows have more or fewer cells than the header"
                f"{self._unclosed()}. Export the file again, with quotation marks around texts that "
                "hold separators, and doubled inside them."
            )

    def columns(self) -> list[DictionaryColumn]:
        """The columns of what was taken in."""
        return [builder.column() for builder in self._builders]

    def _kept(self, records: Iterator[list[str]]) -> Iterator[list[str]]:
        for record in records:
            self.rows += 1
            if why := self._fault(record):
                self._lost[why] += 1
            else:
                yield record

    def _fault(self, record: list[str]) -> str | None:
        """Why a record is no row; one with blank cells too many or too few at its end is one."""
        if isinstance(record, UnclosedQuote):
            return UNCLOSED
        if not any(map(str.strip, record)):
            return BLANK
        if not self._fits(record):
            return UNEVEN
        record[self._width :] = [""] * (self._width - len(record))
        again = record[0].strip().casefold() == self._first
        if again and list(map(column_key, record)) == self._header and self._width > 1:
            return HEADER_AGAIN
        return None

    def is_row(self, cells: Sequence[str]) -> bool:
        """Whether a line with these cells can only be a row: a short one may be part of a text."""
        return self._width >= FEWEST_CELLS and self._fits(cells)

    def _fits(self, cells: Sequence[str]) -> bool:
        """Whether cells are as many as the header's names, but for blank ones at the end of either."""
        filled = len(cells)
        while filled > self._width and not cells[filled - 1].strip():
            filled -= 1
        return len(cells) >= self._filled and filled <= self._width

    def _unclosed(self) -> str:
        lost = self._lost[UNCLOSED]
        return f", {lost} of them because a quotation mark is not closed" if lost else ""


def _named(
    header: Sequence[str], columns: Sequence[DictionaryColumn]
) -> tuple[tuple[str, ...], tuple[DictionaryColumn, ...], list[str]]:
    """The columns that have a name. One without is passed over if it is blank, or counts the rows."""
    names, kept, blank, notes = [], [], [], []
    for place, (name, column) in enumerate(zip(header, columns, strict=True), 1):
        if column_key(name):
            names.append(name)
            kept.append(column)
        elif not any(str(value).strip() for value in column.values):
            blank.append(str(place))
        elif _counts_rows(column):
            notes.append(f"column {place} has no name and counts the rows; it was passed over")
        else:
            raise Refusal(f"Column {place} has no name in the first line. Name it or remove it.")
    if blank:
        notes.append(
            f"without a name and without cells, and passed over: column {', '.join(blank)}"
        )
    return tuple(names), tuple(kept), notes


def _counts_rows(column: DictionaryColumn) -> bool:
    """Whether a column is 0, 1, 2 … or 1, 2, 3 …, as pandas writes its index."""
    start = str(column[0]) if len(column) else ""
    if start not in {"0", "1"}:
        return False
    return all(cell == str(number) for number, cell in enumerate(column, int(start)))


def _once(columns: Sequence[DictionaryColumn]) -> NDArray[np.intp]:
    """The places of the rows without those that are there already, cell by cell.

    Leads of few answers may well say the same; but not if there is a column in which nearly all of
    the different rows differ.
    """
    rows = len(columns[0])
    first = np.sort(np.unique(groups_of([one.indices for one in columns]), return_index=True)[1])
    most = max(len(one.values) for one in columns)
    return first if most >= UNIQUE_SHARE * len(first) else np.arange(rows)


def _check_header(header: tuple[str, ...]) -> None:
    for name in header:
        if _is_formula(name):
            raise Refusal(f"The column name {_shown(name)} is a formula. Export values.")
    counted = Counter(map(column_key, header))
    twice = [name for name in header if counted[column_key(name)] > 1]
    if twice:
        raise Refusal(f"Columns have the same name: {', '.join(map(_shown, twice))}. Rename one.")


def _check_formulas(header: tuple[str, ...], columns: Sequence[DictionaryColumn]) -> None:
    for name, column in zip(header, columns, strict=True):
        for place, cell in enumerate(column.values):
            text = str(cell)
            if text.lstrip()[:1] in _MAY_START_A_FORMULA and _is_formula(text):
                row = int((column.indices == place).argmax()) + 2
                raise Refusal(
                    f"Row {row}, column {_shown(name)} holds the formula {_shown(text)}. "
                    "Formulas are never run; export values instead."
                )


def _is_formula(cell: str) -> bool:
    """Whether a spreadsheet would run the cell. ``+cmd|…`` and ``-SUM(…)`` call something."""
    text = cell.strip()
    if _FORMULA.fullmatch(text):
        return True
    called = _CALL_AFTER_A_SIGN.match(text)
    name = re.split(r"[+\-*/.]", called[1])[-1] if called else ""
    return any(letter.isascii() and letter.isalpha() for letter in name)


def _shown(text: str) -> str:
    return f'"{text[:40]}…"' if len(text) > 40 else f'"{text}"'  # noqa: PLR2004 - a line's worth
