"""Rows of a CSV file of any size, one by one: never more of it in memory than a row."""

import codecs
import csv
from collections.abc import Iterable, Iterator, Mapping

LONGEST_LINE = 100_000
"""Characters of a line; a company's row has some hundred."""

MOST_ROWS = 3_000_000


class UnreadableFile(ValueError):
    """A file that is no CSV; the text says where and why."""


def rows(chunks: Iterable[bytes]) -> Iterator[Mapping[str, str]]:
    """The rows of a file by the names of its first line, in small letters. UTF-8, with or without a byte
    order mark; commas, semicolons or tabs. Raises ``UnreadableFile``.
    """
    lines = _lines(chunks)
    head = next(lines, "")
    if not head.strip():
        raise UnreadableFile("it is empty")
    mark = max(",;\t", key=head.count)
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


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    held = ""
    for chunk in chunks:
        held += decoder.decode(chunk)
        *whole, held = held.splitlines(keepends=True) or [""]
        if held.endswith("\n"):
            whole, held = [*whole, held], ""
        yield from map(_checked, whole)
        _checked(held)
    held += decoder.decode(b"", final=True)
    if held:
        yield _checked(held)


def _checked(line: str) -> str:
    if "\x00" in line:
        raise UnreadableFile("it holds zero bytes, so it is no text")
    if len(line) > LONGEST_LINE:
        raise UnreadableFile(f"it has a line of more than {LONGEST_LINE:,} characters")
    return line
