"""A CSV file as items: separators, quotation marks and headers as they come from spreadsheets."""

import csv
from collections import deque
from collections.abc import Iterator, Sequence

from baton.tabular.items import Item, broken_item, row_item
from baton.tabular.refusal import Refusal
from baton.tabular.separators import SEPARATORS, said_separator
from baton.tabular.text_lines import TOO_LONG, Line

MAX_ROW_CHARACTERS = 120_000
"""Below the ``csv`` module's own limit for a cell; a quotation mark that is never closed swallows
no more than this before it is noticed.
"""

MAX_COLUMNS = 1_000
MAX_COLUMN_NAME = 200
MAX_NAMES = 50_000
"""Characters of all names together: the import keeps them in one item of at most 400 KB."""

_NO_HEADER = (
    "The first line is no header: it is too long, or has a quotation mark that is never closed. "
    "Put the names of the columns there."
)


class _Unreadable(Exception):
    """A line of a row cannot be read, or the row is too long; the text says which."""


class CsvFile:
    """A table that is read once, from its header to its end.

    The separator is a comma, semicolon, tab or bar, whichever makes most columns of the header; the
    line ``sep=;`` that some spreadsheets write is heeded. Raises ``Refusal`` for a header that is
    none. A file without any line has the empty header.
    """

    def __init__(self, lines: Iterator[Line]) -> None:
        self._feed = _Feed(lines)
        self._separator = ","
        self.header = _unique_names(self._read_header())

    def items(self) -> Iterator[Item]:
        """The rows, each once: as cells, or as broken with its line and what to do about it.

        Rows without any value are passed over. After a quotation mark that is never closed, reading
        goes on with the next line, so that one such mark costs one row.
        """
        width, separator = len(self.header), self._separator
        nothing = f"{separator} \t"
        for line in self._feed.rest():
            if '"' in line.text or line.fault or len(line.text) > MAX_ROW_CHARACTERS:
                self._feed.give_back(line)
                yield from self._careful_items()
            elif line.text.strip(nothing):
                if line.text.count(separator) < width:
                    yield row_item(line.text, separator)
                else:
                    yield from self._wide(line, line.text.split(separator))

    def _careful_items(self) -> Iterator[Item]:
        """The item of the next row, which has quotation marks or is long; it may have many lines."""
        self._feed.begin_row()
        try:
            cells = next(csv.reader(self._feed, delimiter=self._separator), [])
        except (csv.Error, _Unreadable) as error:
            yield self._broken(str(error) if isinstance(error, _Unreadable) else TOO_LONG)
            return
        if self._feed.is_doubtful(len(cells) != len(self.header)):
            yield self._broken("a quotation mark is never closed")
        elif any(map(str.strip, cells)):
            yield from self._wide(self._feed.whole(), cells)

    def _wide(self, line: Line, cells: Sequence[str]) -> Iterator[Item]:
        """A row that may have more values than there are columns."""
        width = len(self.header)
        if any(cells[width:]):
            reason = f"has {len(cells)} values, but the header names {width} columns"
            yield broken_item(f"line {line.number}: {reason}", line.text)
        else:
            yield row_item(line.text, self._separator)

    def _read_header(self) -> Sequence[str]:
        first = self._first_line()
        if first is None:
            return ()
        if said := said_separator(first):
            self._separator = said
        else:
            self._feed.put_back(0)
            self._separator = max(SEPARATORS, key=lambda mark: len(self._parsed_header(mark)))
        return self._parsed_header(self._separator, keep=True)

    def _first_line(self) -> str | None:
        """The first line that is not empty."""
        try:
            for text in self._feed:
                if text.strip():
                    return text
                self._feed.begin_row()
        except _Unreadable as error:
            raise Refusal(_NO_HEADER) from error
        return None

    def _parsed_header(self, separator: str, *, keep: bool = False) -> Sequence[str]:
        self._feed.begin_row()
        try:
            header = next(csv.reader(self._feed, delimiter=separator), [])
        except (csv.Error, _Unreadable) as error:
            raise Refusal(_NO_HEADER) from error
        if keep and self._feed.is_doubtful(odd_width=False):
            raise Refusal(_NO_HEADER)
        if not keep:
            self._feed.put_back(0)
        return header

    def _broken(self, reason: str) -> Item:
        """The row that was just read as broken. Of several lines only the first is; the others are
        read again by themselves.
        """
        line = self._feed.first()
        if self._feed.put_back(1):
            reason = "has no end within its line: is a quotation mark missing?"
        return broken_item(f"line {line.number}: {reason}", line.text)


class _Feed:
    """Lines for the ``csv`` module, which can be put back."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._again: deque[Line] = deque()
        self._taken: list[Line] = []
        self._size = 0
        self._ended = False

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines, None)
        if line is None:
            self._ended = True
            raise StopIteration
        self._taken.append(line)
        self._size += len(line.text)
        if line.fault or self._size > MAX_ROW_CHARACTERS:
            raise _Unreadable(line.fault or TOO_LONG)
        return f"{line.text}\n"

    def rest(self) -> Iterator[Line]:
        """The lines that are left, as they are."""
        while True:
            line = self._again.popleft() if self._again else next(self._lines, None)
            if line is None:
                return
            yield line

    def give_back(self, line: Line) -> None:
        """Puts a line back that ``rest`` gave."""
        self._again.appendleft(line)

    def begin_row(self) -> None:
        """From here on lines belong to the next row."""
        self._taken = []
        self._size = 0
        self._ended = False

    def first(self) -> Line:
        """The first line of the row."""
        return self._taken[0]

    def whole(self) -> Line:
        """All lines of the row as one."""
        if len(self._taken) == 1:
            return self._taken[0]
        return Line(self._taken[0].number, "\n".join(line.text for line in self._taken))

    def put_back(self, start: int) -> bool:
        """Puts the row's lines from position ``start`` back; whether there were any."""
        lines = self._taken[start:]
        self._again.extendleft(reversed(lines))
        return bool(lines)

    def is_doubtful(self, odd_width: bool) -> bool:
        """Whether a quotation mark went wrong: the file ended inside one, or a row of several lines
        does not fit its header.
        """
        return bool(self._taken) and (self._ended or (odd_width and len(self._taken) > 1))


def _unique_names(header: Sequence[str]) -> tuple[str, ...]:
    """The header with a name for every column: an empty one is numbered, a second one counted."""
    if len(header) > MAX_COLUMNS:
        raise Refusal(f"The file has {len(header):,} columns; at most {MAX_COLUMNS:,} can be read.")
    names: list[str] = []
    seen: set[str] = set()
    for number, cell in enumerate(header, 1):
        name = wanted = " ".join(cell.split())[:MAX_COLUMN_NAME] or f"column {number}"
        if name in seen:
            name = f"{wanted} ({number})"
        seen.add(name)
        names.append(name)
    if sum(map(len, names)) > MAX_NAMES:
        raise Refusal(f"The columns' names have more than {MAX_NAMES:,} characters. Shorten them.")
    return tuple(names)
