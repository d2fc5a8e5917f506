"""Rows of a CSV file of any size, one by one: never more of it in memory than a row."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping

from baton.tabular.refusal import Refusal
from baton.tabular.separators import said_separator
from baton.tabular.text_lines import Encoding, Line, NotUtf8, encoding_told_by, text_lines

LONGEST_LINE = 100_000
"""Characters of a line; a company's row has some hundred."""

MOST_ROWS = 3_000_000

Read = Callable[[], Iterable[bytes]]
"""Reads a file from its beginning, as often as it is called."""


class UnreadableFile(ValueError):
    """A file that is no CSV; the text says where and why."""


def rows(read: Read) -> Iterator[Mapping[str, str]]:
    """The rows of a file by the names of its first line, in small letters; with commas, semicolons or
    tabs, in any encoding that the file says or its letters tell. Raises ``UnreadableFile``.
    """
    lines = _checked(_lines(read))
    head = next(lines, "")
    if mark := said_separator(head):
        head = next(lines, "")
    if not head.strip():
        raise UnreadableFile("it is empty")
    mark = mark or max(",;\t", key=head.count)
    names = [name.strip().lower() for name in next(csv.reader([head], delimiter=mark))]
    reader = csv.reader(lines, delimiter=mark)
    number = 1
    try:
        for cells in reader:
            number += 1
            if number > MOST_ROWS:
                raise UnreadableFile(f"it has more than {MOST_ROWS:,} rows")
            if any(cells):
                yield dict(zip(names, (cell.strip() for cell in cells), strict=False))
    except csv.Error as error:
        raise UnreadableFile(f"the row after row {number} cannot be read ({error})") from error


def _lines(read: Read) -> Iterator[Line]:
    """The lines; from one on that is not UTF-8 in the encoding that the whole file's letters tell."""
    last = 0
    try:
        for line in text_lines(read()):
            yield line
            last = line.number
    except NotUtf8:
        told: Encoding = encoding_told_by(read())
        yield from (line for line in text_lines(read(), told) if line.number > last)


def _checked(lines: Iterable[Line]) -> Iterator[str]:
    try:
        for line in lines:
            if line.fault:
                raise UnreadableFile(f"its line {line.number} {line.fault}")
            if len(line.text) > LONGEST_LINE:
                long = f"its line {line.number} has more than {LONGEST_LINE:,} characters"
                raise UnreadableFile(long)
            yield f"{line.text}\n"
    except Refusal as error:
        raise UnreadableFile(str(error)) from error
